import { Button, Input, Modal, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { useSession } from '../../app/session-of.tsx';
import { useChange } from '../../components/use-change.ts';
import { useNameList } from '../../components/use-names.ts';

type LineInput = Schema<'LineInput'>;
const CLASSES = ['access', 'personal', 'interconnect', 'international'] as const;

interface Draft {
  readonly name: string;
  readonly class: LineInput['class'];
  readonly chain: readonly string[];
  readonly addresses: string;
}

const inputOf = ({ name, class: kind, chain, addresses }: Draft): LineInput => {
  const sources = addresses.split(/[\s,;，；]+/).filter((one) => one !== '');
  return {
    name: name.trim(),
    class: kind,
    chain: [...chain],
    enforcement: { mode: 'observe' },
    ...(sources.length > 0 && { entry: { addresses: sources } }),
  };
};

const Fields = ({ draft, onChange }: { readonly draft: Draft; readonly onChange: (draft: Draft) => void }) => {
  const { t } = useTranslation('carrier');
  const names = useNameList();
  const [nameId, classId, chainId, addressId] = [useId(), useId(), useId(), useId()];
  return (
    <div className="stack">
      <div className="field">
        <label htmlFor={nameId}>{t('line.name')}</label>
        <Input
          id={nameId}
          value={draft.name}
          maxLength={200}
          onChange={({ target }) => onChange({ ...draft, name: target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={classId}>{t('line.class')}</label>
        <Select
          id={classId}
          value={draft.class}
          onChange={(value) => onChange({ ...draft, class: value })}
          options={CLASSES.map((value) => ({ value, label: t(`class.${value}`) }))}
        />
      </div>
      <div className="field">
        <label htmlFor={chainId}>{t('line.chain')}</label>
        <Select
          id={chainId}
          mode="multiple"
          value={[...draft.chain]}
          optionFilterProp="label"
          onChange={(chain) => onChange({ ...draft, chain })}
          options={names.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <div className="soft">{t('register.chainHelp')}</div>
      </div>
      <div className="field">
        <label htmlFor={addressId}>{t('entry.addresses')}</label>
        <Input
          id={addressId}
          value={draft.addresses}
          placeholder="192.0.2.0/28"
          onChange={({ target }) => onChange({ ...draft, addresses: target.value })}
        />
        <div className="soft">{t('register.addressHelp')}</div>
      </div>
      <p className="soft">{t('register.observes')}</p>
    </div>
  );
};

/** A new line; it begins by observing. */
export const RegisterLine = () => {
  const { t } = useTranslation('carrier');
  const { party } = useSession();
  const [isOpen, setOpen] = useState(false);
  const empty: Draft = { name: '', class: 'access', chain: party === undefined ? [] : [party], addresses: '' };
  const [draft, setDraft] = useState(empty);
  const register = useChange({
    make: (body: LineInput) => answerOf(api.POST('/v1/lines', { body })),
    touches: [['lines'], ['figures']],
    done: ({ name }) => t('register.done', { name }),
    after: () => {
      setOpen(false);
      setDraft(empty);
    },
  });
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('register.open')}
      </Button>
      <Modal
        open={isOpen}
        title={t('register.open')}
        okText={t('register.confirm')}
        okButtonProps={{ loading: register.isPending, disabled: draft.name.trim() === '' || draft.chain.length === 0 }}
        onOk={() => register.mutate(inputOf(draft))}
        onCancel={() => setOpen(false)}
      >
        <Fields draft={draft} onChange={setDraft} />
      </Modal>
    </>
  );
};
