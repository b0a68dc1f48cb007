import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** What is shown, as a file. */
export const CsvButton = ({
  onSave,
  disabled = false,
}: {
  readonly onSave: () => void;
  readonly disabled?: boolean;
}) => {
  const { t } = useTranslation();
  return (
    <Button isForScreen size="small" disabled={disabled} onClick={onSave}>
      {t('export.csv')}
    </Button>
  );
};
