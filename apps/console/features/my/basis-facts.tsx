import { When } from '../../components/when.tsx';
import { CATEGORIES, CHANNELS, type MayContact } from './choices.ts';
import { useSay } from './use-say.ts';
import type { Basis } from './use-withdrawal.ts';

type Facts = Pick<MayContact, 'purposes' | 'categories' | 'channels' | 'words' | 'from' | 'to' | 'confirmed'> & {
  readonly method: string;
  /** Attempts that were let through by it; of a single basis nobody counts them. */
  readonly uses?: number;
  readonly lastUsedAt?: string;
  readonly receivedAt?: string;
  readonly evidence?: Basis['evidence'];
  readonly form?: { readonly origin?: string };
};

const Scope = ({ purposes, categories, channels }: Pick<Facts, 'purposes' | 'categories' | 'channels'>) => {
  const { t, join } = useSay();
  return (
    <>
      <dt>{t('merchants.about')}</dt>
      <dd>
        {join(purposes.map((purpose) => t(`purpose.${purpose}`)))}
        {' · '}
        {categories.length === CATEGORIES.length
          ? t('any')
          : join(categories.map((category) => t(`category.${category}`)))}
      </dd>
      <dt>{t('merchants.by')}</dt>
      <dd>
        {channels.length === CHANNELS.length ? t('any') : join(channels.map((channel) => t(`channel.${channel}`)))}
      </dd>
    </>
  );
};

/** Where and when it was agreed, the words, how long it lasts. */
export const BasisFacts = ({ facts }: { readonly facts: Facts }) => {
  const { t } = useSay();
  const { words, method, confirmed, from, to, uses, lastUsedAt, receivedAt, evidence, form } = facts;
  return (
    <>
      <p className="soft">{t('merchants.words')}</p>
      {words === '' ? <p>{t('merchants.noWords')}</p> : <blockquote className="words">{words}</blockquote>}
      <dl className="facts">
        <dt>{t('merchants.agreedAt')}</dt>
        <dd>
          <When at={from} />
        </dd>
        <dt>{t('merchants.agreedBy')}</dt>
        <dd>
          {t(`merchants.method.${method}`)}
          {form?.origin === undefined ? null : ` · ${t('merchants.page', { origin: form.origin })}`}
          {' · '}
          <span className={confirmed ? 'good' : 'warn'}>
            {t(confirmed ? 'merchants.confirmed' : 'merchants.unconfirmed')}
          </span>
        </dd>
        <Scope {...facts} />
        <dt>{t('merchants.until')}</dt>
        <dd>{to === undefined ? t('merchants.forever') : <When at={to} form="day" />}</dd>
        {uses === undefined ? null : (
          <>
            <dt>{t('merchants.last')}</dt>
            <dd>
              {lastUsedAt === undefined ? (
                t('merchants.never')
              ) : (
                <>
                  <When at={lastUsedAt} /> · {t('merchants.uses', { count: uses })}
                </>
              )}
            </dd>
          </>
        )}
        {receivedAt === undefined ? null : (
          <>
            <dt>{t('consent.receivedAt')}</dt>
            <dd>
              <When at={receivedAt} form="second" />
            </dd>
          </>
        )}
        {evidence === undefined ? null : (
          <>
            <dt>{t('merchants.proof')}</dt>
            <dd>
              {evidence.reference}
              {evidence.sha256 === undefined ? null : <div className="soft">SHA-256 {evidence.sha256}</div>}
            </dd>
          </>
        )}
      </dl>
    </>
  );
};
