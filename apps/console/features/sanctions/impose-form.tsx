import { AutoComplete, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/schemas.ts';
import { Labelled } from '../../components/labelled.tsx';
import { FORM_RULES, type GroundKind, type Kind, ruleOf, type TargetKind } from './form-rules.ts';
import { useGrounds } from './use-grounds.ts';

/** What was filled in so far; what a kind does not ask for is left out when it is sent. */
export interface Draft {
  readonly kind: Kind;
  readonly target: { readonly kind: TargetKind; readonly id: string };
  readonly ground: { readonly kind: GroundKind; readonly id: string };
  readonly termDays: number;
  readonly perDay: number;
  readonly amountYuan: number;
  readonly licence: string;
  readonly listedReason: string;
  readonly note: string;
}

export const EMPTY_DRAFT: Draft = {
  kind: 'suspend',
  target: { kind: 'line', id: '' },
  ground: { kind: 'finding', id: '' },
  termDays: 30,
  perDay: 100,
  amountYuan: 10_000,
  licence: '',
  listedReason: '',
  note: '',
};

/** As POST /v1/sanctions takes it. */
export const proposalOf = (draft: Draft, impose: boolean): Schema<'SanctionInput'> => {
  const { asks } = ruleOf(draft.kind);
  const note = draft.note.trim();
  return {
    kind: draft.kind,
    target: { kind: draft.target.kind, id: draft.target.id.trim() },
    grounds: [{ kind: draft.ground.kind, id: draft.ground.id.trim() }],
    impose,
    ...(asks.includes('termDays') && { termDays: draft.termDays }),
    ...(asks.includes('perDay') && { perDay: draft.perDay }),
    ...(asks.includes('amountYuan') && { amountYuan: draft.amountYuan }),
    ...(asks.includes('listing') && { listing: { licence: draft.licence.trim(), reason: draft.listedReason.trim() } }),
    ...(note !== '' && { note }),
  };
};

interface ImposeFormProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** The target is given: it is shown, not asked for. */
  readonly isTargetFixed: boolean;
  readonly isCarrier: boolean;
}

const TargetFields = ({ draft, onChange }: Pick<ImposeFormProps, 'draft' | 'onChange'>) => {
  const { t } = useTranslation('sanctions');
  const { target } = draft;
  return (
    <div className="fields">
      <Labelled label={t('impose.targetKind')}>
        {(id) => (
          <Select
            id={id}
            value={target.kind}
            options={ruleOf(draft.kind).targets.map((value) => ({ value, label: t(`target.${value}`) }))}
            onChange={(kind) => onChange({ ...draft, target: { ...target, kind } })}
          />
        )}
      </Labelled>
      <Labelled label={t('impose.target')} help={t('impose.targetHelp')}>
        {(id) => (
          <Input
            id={id}
            value={target.id}
            onChange={(event) => onChange({ ...draft, target: { ...target, id: event.target.value } })}
          />
        )}
      </Labelled>
    </div>
  );
};

const GroundFields = ({ draft, onChange }: Pick<ImposeFormProps, 'draft' | 'onChange'>) => {
  const { t } = useTranslation('sanctions');
  const { ground } = draft;
  const grounds = useGrounds(ground.kind);
  return (
    <div className="fields">
      <Labelled label={t('impose.groundKind')}>
        {(id) => (
          <Select
            id={id}
            value={ground.kind}
            options={ruleOf(draft.kind).grounds.map((value) => ({ value, label: t(`ground.${value}`) }))}
            onChange={(kind) => onChange({ ...draft, ground: { ...ground, kind } })}
          />
        )}
      </Labelled>
      <Labelled label={t('impose.ground')} help={t('impose.groundHelp')}>
        {(id) => (
          <AutoComplete
            id={id}
            value={ground.id}
            options={[...grounds]}
            showSearch={{ filterOption: true }}
            onChange={(value: string) => onChange({ ...draft, ground: { ...ground, id: value } })}
          />
        )}
      </Labelled>
    </div>
  );
};

const AMOUNTS = [
  ['termDays', 'termDays', 1, 1_095],
  ['perDay', 'perDay', 0, 1_000_000_000],
  ['amountYuan', 'amountYuan', 10_000, 30_000],
] as const;

const AskedFields = ({ draft, onChange }: Pick<ImposeFormProps, 'draft' | 'onChange'>) => {
  const { t } = useTranslation('sanctions');
  const { asks } = ruleOf(draft.kind);
  return (
    <div className="fields">
      {AMOUNTS.filter(([asked]) => asks.includes(asked)).map(([asked, name, min, max]) => (
        <Labelled
          key={name}
          label={t(`impose.${name}`)}
          {...(name === 'amountYuan' && { help: t('impose.amountHelp') })}
        >
          {(id) => (
            <InputNumber
              id={id}
              min={min}
              max={max}
              precision={0}
              value={draft[name]}
              onChange={(value) => onChange({ ...draft, [asked]: value ?? min })}
            />
          )}
        </Labelled>
      ))}
      {asks.includes('listing')
        ? (['licence', 'listedReason'] as const).map((name) => (
            <Labelled key={name} label={t(`impose.${name}`)}>
              {(id) => (
                <Input
                  id={id}
                  value={draft[name]}
                  onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
                />
              )}
            </Labelled>
          ))
        : null}
    </div>
  );
};

/** What a sanction says: kind, target, ground, and what the kind asks for. */
export const ImposeForm = ({ draft, onChange, isTargetFixed, isCarrier }: ImposeFormProps) => {
  const { t } = useTranslation('sanctions');
  const kinds = FORM_RULES.filter(
    ({ byCarrier, targets }) => (!isCarrier || byCarrier) && (!isTargetFixed || targets.includes(draft.target.kind)),
  );
  const chooseKind = (kind: Kind): void => {
    const { targets, grounds } = ruleOf(kind);
    const targetKind = targets.find((one) => one === draft.target.kind) ?? targets[0] ?? 'line';
    const groundKind = grounds.find((one) => one === draft.ground.kind) ?? grounds[0] ?? 'case';
    onChange({
      ...draft,
      kind,
      target: { ...draft.target, kind: targetKind },
      ground: { ...draft.ground, kind: groundKind },
    });
  };
  return (
    <div className="stack">
      <Labelled label={t('impose.kind')}>
        {(id) => (
          <Select
            id={id}
            value={draft.kind}
            options={kinds.map(({ kind }) => ({ value: kind, label: t(`kind.${kind}`) }))}
            onChange={chooseKind}
          />
        )}
      </Labelled>
      {isTargetFixed ? null : <TargetFields draft={draft} onChange={onChange} />}
      <GroundFields draft={draft} onChange={onChange} />
      <AskedFields draft={draft} onChange={onChange} />
      <Labelled label={t('impose.note')}>
        {(id) => (
          <Input.TextArea
            id={id}
            rows={2}
            maxLength={500}
            value={draft.note}
            onChange={(event) => onChange({ ...draft, note: event.target.value })}
          />
        )}
      </Labelled>
    </div>
  );
};
