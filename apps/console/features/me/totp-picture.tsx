import { QRCode, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { TotpOffer } from './questions.ts';
import './me.css';

/** The secret as a picture for the authenticator, and to be typed. Dark on white in every shade: cameras read that. */
export const TotpPicture = ({ uri, secret }: Pick<TotpOffer, 'uri' | 'secret'>) => {
  const { t } = useTranslation('me');
  return (
    <div className="stack">
      <p>{t('totp.scan')}</p>
      <div className="totp-picture">
        <QRCode aria-label={t('totp.picture')} value={uri} type="svg" size={200} color="#000" bgColor="#fff" />
      </div>
      <p className="soft">{t('totp.typed')}</p>
      <Typography.Text code copyable={{ text: secret }} className="words">
        {secret}
      </Typography.Text>
    </div>
  );
};
