import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Labelled, TextField } from '../../../components/labelled.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';
import { type InvitedMember, inviteMember, type Member } from '../asked.ts';
import { idsOf } from '../ids-of.ts';
import { needsParty, STAFF_ROLES } from '../keys/new-key-button.tsx';
import { MEMBERS_KEY } from '../query-keys.ts';

const EMPTY = { name: '', displayName: '', role: 'handler' as Member['role'], party: '', lines: '' };

/** Somebody new: the link of the invitation is shown once, and lasts seven days. */
export const InviteButton = ({ onInvited }: { readonly onInvited: (member: InvitedMember) => void }) => {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [said, setSaid] = useState(EMPTY);
  const { name, displayName, role, party, lines } = said;
  const set = (field: keyof typeof EMPTY) => (value: string) => setSaid({ ...said, [field]: value });
  const invite = useChange({
    make: () =>
      inviteMember({
        name: name.trim(),
        displayName: displayName.trim(),
        role,
        ...(needsParty(role) ? { party: party.trim(), lines: idsOf(lines) } : {}),
      }),
    touches: [MEMBERS_KEY],
    after: (member) => {
      setOpen(false);
      setSaid(EMPTY);
      onInvited(member);
    },
  });
  const isReady = name.trim() !== '' && displayName.trim() !== '' && (!needsParty(role) || party.trim() !== '');
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('member.invite')}
      </Button>
      <Modal
        open={isOpen}
        title={t('member.invite')}
        okText={t('member.invite')}
        cancelText={common('change.cancel')}
        okButtonProps={{ disabled: !isReady, loading: invite.isPending }}
        onOk={() => invite.mutate(undefined)}
        onCancel={() => setOpen(false)}
      >
        <div className="stack">
          <TextField label={t('member.displayName')} value={displayName} onChange={set('displayName')} isRequired />
          <TextField
            label={t('member.signInName')}
            help={t('member.signInHelp')}
            value={name}
            onChange={set('name')}
            isRequired
          />
          <Labelled label={t('key.role')}>
            {(id) => (
              <Select
                id={id}
                className="wide"
                value={role}
                onChange={set('role')}
                options={STAFF_ROLES.map((value) => ({ value, label: common(`role.${value}`) }))}
              />
            )}
          </Labelled>
          {needsParty(role) ? (
            <>
              <TextField label={t('key.party')} help={t('key.partyHelp')} value={party} onChange={set('party')} />
              <TextField label={t('key.lines')} help={t('key.linesHelp')} value={lines} onChange={set('lines')} />
            </>
          ) : null}
          {invite.isError ? <ProblemAlert error={invite.error} /> : null}
        </div>
      </Modal>
    </>
  );
};
