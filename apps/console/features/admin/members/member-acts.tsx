import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { useChange } from '../../../components/use-change.ts';
import { type InvitedMember, type Member, reinviteMember, setMemberStatus } from '../asked.ts';
import { MEMBERS_KEY } from '../query-keys.ts';

interface MemberActsProps {
  readonly member: Member;
  readonly onInvited: (member: InvitedMember) => void;
}

type To = 'active' | 'locked' | 'ended';

/** Locking ends every session at once; ending is for good; a new invitation makes void what proved them before. */
export const MemberActs = ({ member: { id, displayName, status }, onInvited }: MemberActsProps) => {
  const { t } = useTranslation('admin');
  const change = useChange({
    make: (to: To) => setMemberStatus(id, to),
    touches: [MEMBERS_KEY],
    done: (_member, to) => t(`member.done.${to}`, { name: displayName }),
  });
  const reinvite = useChange({ make: () => reinviteMember(id), touches: [MEMBERS_KEY], after: onInvited });
  if (status === 'ended') return <>–</>;
  const acts: readonly To[] = status === 'locked' ? ['active', 'ended'] : ['locked', 'ended'];
  return (
    <span className="row">
      {acts.map((to) => (
        <ConfirmButton
          key={to}
          label={t(`member.act.${to}`)}
          title={t(`member.ask.${to}`, { name: displayName })}
          consequence={t(`member.means.${to}`)}
          isGrave={to !== 'active'}
          button={{ size: 'small' }}
          onConfirm={() => change.mutateAsync(to)}
        />
      ))}
      <ConfirmButton
        label={t('member.act.invitation')}
        title={t('member.ask.invitation', { name: displayName })}
        consequence={t('member.means.invitation')}
        button={{ size: 'small' }}
        onConfirm={() => reinvite.mutateAsync(undefined)}
      />
    </span>
  );
};
