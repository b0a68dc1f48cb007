import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

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
    <Button className="no-print" size="small" disabled={disabled} onClick={onSave}>
      {t('export.csv')}
    </Button>
  );
};
