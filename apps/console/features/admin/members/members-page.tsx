import { Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { useNames } from '../../../components/use-names.ts';
import { usePages } from '../../../components/use-pages.ts';
import { askMembers, type InvitedMember, type Member } from '../asked.ts';
import { MEMBERS_KEY } from '../query-keys.ts';
import { ShownOnce } from '../shown-once.tsx';
import { InviteButton } from './invite-button.tsx';
import { MemberActs } from './member-acts.tsx';
import '../admin.css';

const LIMIT = 200;
const COLOURS = { invited: 'blue', active: 'green', locked: 'volcano', ended: 'default' } as const;

/** How somebody proves who they are. */
const Proofs = ({ member }: { readonly member: Member }) => {
  const { t } = useTranslation('admin');
  const { hasPassword, hasTotp, passkeys, hasOidc, secondFactor } = member;
  const proofs = [
    hasPassword ? t('member.password') : undefined,
    hasTotp ? t('member.totp') : undefined,
    passkeys.length > 0 ? t('member.passkeys', { count: passkeys.length }) : undefined,
    hasOidc ? t('member.oidc') : undefined,
  ].filter((proof) => proof !== undefined);
  return (
    <>
      {proofs.join('、') || t('member.noProof')}
      {secondFactor === 'waived' ? <Tag color="gold">{t('member.waived')}</Tag> : null}
    </>
  );
};

const useColumns = (onInvited: (member: InvitedMember) => void): readonly BigListColumn<Member>[] => {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const nameOf = useNames();
  return [
    {
      title: t('member.name'),
      width: 'minmax(150px, 1.4fr)',
      cell: ({ name, displayName }) => `${displayName} · ${name}`,
    },
    { title: t('key.role'), width: '110px', cell: ({ role }) => common(`role.${role}`) },
    {
      title: t('key.party'),
      width: 'minmax(130px, 1fr)',
      cell: ({ party }) => (party === undefined ? '–' : nameOf(party)),
    },
    {
      title: t('key.status'),
      width: '100px',
      cell: ({ status }) => <Tag color={COLOURS[status]}>{t(`member.status.${status}`)}</Tag>,
    },
    { title: t('member.proofs'), width: 'minmax(180px, 1.4fr)', cell: (member) => <Proofs member={member} /> },
    {
      title: t('action.title'),
      width: '260px',
      cell: (member) => <MemberActs member={member} onInvited={onInvited} />,
    },
  ];
};

/** Who signs in to the console. */
export const MembersPage = () => {
  const { t } = useTranslation('admin');
  const [invited, setInvited] = useState<InvitedMember>();
  const columns = useColumns(setInvited);
  const pages = usePages<Member>(MEMBERS_KEY, (after) => askMembers({ limit: LIMIT, ...after }));
  return (
    <>
      <PageHead title={t('member.title')} help={t('member.help')} actions={<InviteButton onInvited={setInvited} />} />
      {invited === undefined ? null : (
        <ShownOnce
          label={t('member.invited', { name: invited.displayName })}
          secret={invited.link}
          onKept={() => setInvited(undefined)}
        />
      )}
      <PagesAnswer pages={pages} empty={<EmptyState title={t('member.none')} help={t('member.noneHelp')} />}>
        {(rows) => (
          <BigList
            label={t('member.title')}
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
