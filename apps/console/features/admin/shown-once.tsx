import { Alert, Button, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

/** A secret that stands in no other answer: kept now, or made again. */
export const ShownOnce = ({
  label,
  secret,
  onKept,
}: {
  readonly label: string;
  readonly secret: string;
  readonly onKept: () => void;
}) => {
  const { t } = useTranslation('admin');
  return (
    <Alert
      type="warning"
      showIcon
      title={label}
      description={
        <div className="stack">
          <p>{t('once.help')}</p>
          <Typography.Paragraph code copyable={{ text: secret }}>
            {secret}
          </Typography.Paragraph>
          <Button onClick={onKept}>{t('once.kept')}</Button>
        </div>
      }
    />
  );
};
