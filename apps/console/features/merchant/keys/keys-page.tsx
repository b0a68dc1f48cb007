import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Answer } from '../../../components/answer.tsx';
import { Count } from '../../../components/count.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { When } from '../../../components/when.tsx';
import { type Key, keysQuery } from '../questions.ts';
import { useMerchantChanges } from '../use-merchant-changes.ts';
import { NewKey, RevokeKeyButton } from './own-keys.tsx';
import { Webhooks } from './webhooks.tsx';

const KeyList = ({ keys }: { readonly keys: readonly Key[] }) => {
  const { t } = useTranslation('merchant');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="wide-table" aria-label={t('keys.title')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>{t('keys.key')}</th>
            <th>{t('consents.state')}</th>
            <th>{t('keys.lines')}</th>
            <th>{t('keys.created')}</th>
            <th>{t('keys.calls')}</th>
            <th>{t('keys.lastUsed')}</th>
            <th>{t('lines.act')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ id, status, lines = [], createdAt, callsToday, lastUsed }) => (
            <tr key={id}>
              <th scope="row">
                <code>{id}</code>
              </th>
              <td>{status === undefined ? '' : t(`keyStatus.${status}`)}</td>
              <td>{lines.join(', ')}</td>
              <td>{createdAt === undefined ? '–' : <When at={createdAt} />}</td>
              <td>{callsToday === undefined ? '–' : <Count value={callsToday} />}</td>
              <td>{lastUsed === undefined ? '–' : <When at={lastUsed} />}</td>
              <td>{status === 'revoked' ? null : <RevokeKeyButton id={id} calls={callsToday ?? 0} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** Keys of the API with their use, and being told by a call. */
export const KeysPage = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(keysQuery);
  useMerchantChanges();
  return (
    <>
      <PageHead title={t('keys.title')} help={t('keys.help')} />
      <section className="sheet">
        <h2>{t('keys.own')}</h2>
        <Answer
          query={query}
          isEmpty={(keys) => keys.length === 0}
          empty={<EmptyState title={t('keys.empty')} help={t('keys.emptyHelp')} />}
        >
          {(keys) => <KeyList keys={keys} />}
        </Answer>
        <NewKey />
      </section>
      <Webhooks />
    </>
  );
};
