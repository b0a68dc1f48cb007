import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Labelled, TextField } from '../../../components/labelled.tsx';
import { FormButton } from './form-button.tsx';
import { NounList } from './noun-list.tsx';

type Party = Schema<'Party'>;
const LIMIT = 200;
const KINDS = [
  'carrier',
  'line-provider',
  'system-vendor',
  'call-centre',
  'merchant',
  'data-supplier',
] as const satisfies readonly Party['kind'][];

const PartyForm = ({ party }: { readonly party: Party | undefined }) => {
  const { t } = useTranslation('admin');
  const [name, setName] = useState(party?.name ?? '');
  const [kind, setKind] = useState<Party['kind']>(party?.kind ?? 'line-provider');
  const [creditCode, setCreditCode] = useState(party?.creditCode ?? '');
  return (
    <FormButton
      tab="parties"
      label={t(party === undefined ? 'registry.newParty' : 'registry.change')}
      isReady={name.trim() !== ''}
      save={() =>
        answerOf(
          api.POST('/v1/parties', {
            body: {
              ...(party === undefined ? {} : { id: party.id }),
              name: name.trim(),
              kind,
              ...(creditCode.trim() === '' ? {} : { creditCode: creditCode.trim() }),
            },
          }),
        )
      }
    >
      <TextField label={t('registry.name')} value={name} onChange={setName} isRequired />
      <Labelled label={t('registry.kind')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            value={kind}
            onChange={setKind}
            options={KINDS.map((value) => ({ value, label: t(`registry.kinds.${value}`) }))}
          />
        )}
      </Labelled>
      <TextField
        label={t('registry.creditCode')}
        help={t('registry.creditCodeHelp')}
        value={creditCode}
        onChange={setCreditCode}
      />
    </FormButton>
  );
};

export const PartyList = () => {
  const { t } = useTranslation('admin');
  return (
    <NounList<Party>
      tab="parties"
      ask={(after) => answerOf(api.GET('/v1/parties', { params: { query: { limit: LIMIT, ...after } } }))}
      columns={[
        { title: t('key.id'), width: 'minmax(160px, 1fr)', cell: ({ id }) => id },
        { title: t('registry.kind'), width: '140px', cell: ({ kind }) => t(`registry.kinds.${kind}`) },
        { title: t('key.status'), width: '100px', cell: ({ status }) => t(`registry.status.${status}`) },
      ]}
      facts={({ kind, creditCode, status }) => [
        [t('registry.kind'), t(`registry.kinds.${kind}`)],
        [t('registry.creditCode'), creditCode],
        [t('key.status'), t(`registry.status.${status}`)],
      ]}
      form={(party) => <PartyForm key={party?.id ?? ''} party={party} />}
    />
  );
};
