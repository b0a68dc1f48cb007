import { Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { useChange } from '../../../components/use-change.ts';
import { useNames } from '../../../components/use-names.ts';
import { usePages } from '../../../components/use-pages.ts';
import { When } from '../../../components/when.tsx';
import { KEYS_KEY } from '../query-keys.ts';
import { ShownOnce } from '../shown-once.tsx';
import { NewKeyButton } from './new-key-button.tsx';
import '../admin.css';

type Key = Schema<'Key'>;
type NewKey = Schema<'NewKey'>;
const LIMIT = 200;

const RevokeButton = ({ apiKey: { id, role } }: { readonly apiKey: Key }) => {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const revoke = useChange({
    make: () => answerOf(api.DELETE('/v1/keys/{id}', { params: { path: { id } } })),
    touches: [KEYS_KEY],
    done: () => t('key.revoked', { id }),
  });
  return (
    <ConfirmButton
      label={t('key.revoke')}
      title={t('key.revokeTitle', { id })}
      consequence={t('key.revokeMeans', { role: role === undefined ? '' : common(`role.${role}`) })}
      isGrave
      button={{ size: 'small' }}
      onConfirm={() => revoke.mutateAsync(undefined)}
    />
  );
};

const useColumns = (): readonly BigListColumn<Key>[] => {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const nameOf = useNames();
  return [
    { title: t('key.id'), width: 'minmax(150px, 1.2fr)', cell: ({ id }) => id },
    { title: t('key.role'), width: '110px', cell: ({ role }) => (role === undefined ? '–' : common(`role.${role}`)) },
    {
      title: t('key.party'),
      width: 'minmax(150px, 1fr)',
      cell: ({ party }) => (party === undefined ? '–' : nameOf(party)),
    },
    { title: t('key.lines'), width: 'minmax(150px, 1fr)', cell: ({ lines }) => lines?.join(', ') || '–' },
    {
      title: t('key.status'),
      width: '90px',
      cell: ({ status }) => (
        <Tag color={status === 'active' ? 'green' : 'default'}>{t(`key.statuses.${status ?? 'active'}`)}</Tag>
      ),
    },
    {
      title: t('key.created'),
      width: '160px',
      cell: ({ createdAt }) => (createdAt === undefined ? '–' : <When at={createdAt} />),
    },
    {
      title: t('key.expires'),
      width: '160px',
      cell: ({ expiresAt }) => (expiresAt === undefined ? t('key.never') : <When at={expiresAt} />),
    },
    {
      title: t('action.title'),
      width: '110px',
      cell: (key) => (key.status === 'active' ? <RevokeButton apiKey={key} /> : '–'),
    },
  ];
};

/** Keys of programs and of sessions, by their ids; the key itself is shown once, when it is made. */
export const KeysPage = () => {
  const { t } = useTranslation('admin');
  const [made, setMade] = useState<NewKey>();
  const columns = useColumns();
  const pages = usePages<Key>(KEYS_KEY, (after) =>
    answerOf(api.GET('/v1/keys', { params: { query: { limit: LIMIT, ...after } } })),
  );
  return (
    <>
      <PageHead title={t('key.title')} help={t('key.help')} actions={<NewKeyButton onMade={setMade} />} />
      {made?.key === undefined ? null : (
        <ShownOnce label={t('key.made', { id: made.id })} secret={made.key} onKept={() => setMade(undefined)} />
      )}
      <PagesAnswer pages={pages} empty={<EmptyState title={t('key.none')} help={t('key.noneHelp')} />}>
        {(rows) => (
          <BigList
            label={t('key.title')}
            rows={rows}
            columns={columns}
            keyOf={({ id }) => id}
            onNearEnd={pages.onNearEnd}
          />
        )}
      </PagesAnswer>
    </>
  );
};
