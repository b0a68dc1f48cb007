import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Labelled, TextField } from '../../../components/labelled.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';
import { idsOf } from '../ids-of.ts';
import { KEYS_KEY } from '../query-keys.ts';

type Role = Schema<'KeyInput'>['role'];
export const STAFF_ROLES = ['handler', 'regulator', 'merchant', 'carrier', 'admin'] as const satisfies readonly Role[];
/** These act for an organisation. */
export const needsParty = (role: Role): boolean => role === 'merchant' || role === 'carrier';

/** A key for a program: its secret stands in the answer alone. */
export const NewKeyButton = ({ onMade }: { readonly onMade: (key: Schema<'NewKey'>) => void }) => {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [role, setRole] = useState<Role>('merchant');
  const [party, setParty] = useState('');
  const [lines, setLines] = useState('');
  const make = useChange({
    make: () =>
      answerOf(
        api.POST('/v1/keys', {
          body: { role, ...(needsParty(role) ? { party: party.trim(), lines: idsOf(lines) } : {}) },
        }),
      ),
    touches: [KEYS_KEY],
    after: (key) => {
      setOpen(false);
      onMade(key);
    },
  });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('key.new')}
      </Button>
      <Modal
        open={isOpen}
        title={t('key.new')}
        okText={t('key.make')}
        cancelText={common('change.cancel')}
        okButtonProps={{ loading: make.isPending, disabled: needsParty(role) && party.trim() === '' }}
        onOk={() => make.mutate(undefined)}
        onCancel={() => setOpen(false)}
      >
        <div className="stack">
          <Labelled label={t('key.role')}>
            {(id) => (
              <Select
                id={id}
                className="wide"
                value={role}
                onChange={setRole}
                options={STAFF_ROLES.map((value) => ({ value, label: common(`role.${value}`) }))}
              />
            )}
          </Labelled>
          {needsParty(role) ? (
            <>
              <TextField
                label={t('key.party')}
                help={t('key.partyHelp')}
                value={party}
                onChange={setParty}
                isRequired
              />
              <TextField label={t('key.lines')} help={t('key.linesHelp')} value={lines} onChange={setLines} />
            </>
          ) : null}
          {make.isError ? <ProblemAlert error={make.error} /> : null}
        </div>
      </Modal>
    </>
  );
};
