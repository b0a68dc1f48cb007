import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
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
    <Alert
      type="warning"
      showIcon
      title={t('codes.once')}
      description={
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
            <Button type="primary" onClick={onKept}>
              {keptText}
            </Button>
          </div>
        </div>
      }
    />
  );
};
