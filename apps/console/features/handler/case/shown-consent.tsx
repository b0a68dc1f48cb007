import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { When } from '../../../components/when.tsx';
import type { AttemptEvidence, BasisShown } from './evidence-shape.ts';

const ShownBasis = ({ basis }: { readonly basis: BasisShown }) => {
  const { t } = useTranslation('handler');
  const { kind, words, method, confirmed, from, to, ended } = basis;
  return (
    <figure className="told">
      <figcaption>
        <strong>{t(`basis.${kind}`)}</strong>{' '}
        <Tag color={confirmed ? 'green' : 'gold'}>{t(confirmed ? 'basis.confirmed' : 'basis.unconfirmed')}</Tag>
        <span className="soft">
          {t(`method.${method}`)} · <When at={from} form="day" /> –{' '}
          {to === undefined ? t('basis.open') : <When at={to} form="day" />}
        </span>
        {ended === undefined ? null : (
          <span className="bad">
            {' '}
            {t(`basis.ended.${ended.how}`)} <When at={ended.at} />
          </span>
        )}
      </figcaption>
      <span className="words">{words === '' ? t('basis.noWords') : words}</span>
    </figure>
  );
};

/** What the merchant had to show at the decision: the words that were agreed to, or that there was nothing. */
export const ShownConsent = ({
  consent: { bases, refusals },
}: {
  readonly consent: NonNullable<AttemptEvidence['consent']>;
}) => {
  const { t } = useTranslation('handler');
  return (
    <>
      <h3>{t('evidence.consent')}</h3>
      {bases.length === 0 ? <p className="bad">{t('evidence.noConsent')}</p> : null}
      {bases.map((basis) => (
        <ShownBasis key={basis.id} basis={basis} />
      ))}
      {refusals.map(({ words }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order is that of the register, and does not change
        <figure key={at} className="told">
          <figcaption className="bad">{t('evidence.refusal')}</figcaption>
          <span className="words">{words}</span>
        </figure>
      ))}
    </>
  );
};
