import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { saveFile } from '../../components/save-file.ts';
import './me.css';

/** Shown once: kept now, or made again. */
export const RecoveryCodes = ({
  codes,
  keptText,
  onKept,
}: {
  readonly codes: readonly string[];
  readonly keptText: string;
  readonly onKept: () => void;
}) => {
  const { t } = useTranslation('me');
  return (
    <Alert tone="warn" title={t('codes.once')}>
      <div className="stack">
        <p>{t('codes.onceHelp')}</p>
        <ul className="recovery-codes" aria-label={t('codes.title')}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="row no-print">
          <Button onClick={() => saveFile('wurao-recovery-codes.txt', `${codes.join('\n')}\n`)}>
            {t('codes.save')}
          </Button>
          <Button onClick={() => window.print()}>{t('codes.print')}</Button>
          <Button look="primary" onClick={onKept}>
            {keptText}
          </Button>
        </div>
      </div>
    </Alert>
  );
};
