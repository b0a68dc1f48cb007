import { Button, Radio, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../../api/schemas.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import type { CaseSheet } from '../questions.ts';
import { ReasonField, type TemplateKind } from '../reason-field.tsx';
import { useCaseSteps } from '../use-case-steps.ts';
import { useOrganisations } from '../use-organisations.ts';
import { useTellLanguage } from '../use-tell-language.ts';
import { sourceOf, useWords } from '../use-words.ts';
import { evidenceOf } from './evidence-shape.ts';

type Next = NonNullable<CaseSheet['next']>[number];
type Party = Schema<'CaseParty'>;

interface CaseStepProps {
  readonly sheet: CaseSheet;
  readonly step: Next;
}

const ASK_REASON: readonly string[] = ['return', 'uphold', 'reject', 'reopen'] satisfies readonly TemplateKind[];

/** Whom a case could be put to: whom it is about first, then who connected it. */
const partiesOf = (sheet: CaseSheet): readonly Party[] => {
  const source = sourceOf(sheet);
  const about: readonly Party[] = source?.kind === 'merchant' ? [{ kind: 'merchant', id: source.id }] : [];
  const present = sheet.party === undefined ? [] : [sheet.party];
  const chain = (evidenceOf(sheet)?.attempt?.chain ?? []).map(({ party }) => ({ kind: 'party' as const, id: party }));
  const all = [...about, ...present, ...chain];
  return all.filter(({ id }, at) => all.findIndex((one) => one.id === id) === at);
};

interface PartyFieldProps {
  readonly sheet: CaseSheet;
  readonly party: Party | undefined;
  readonly onChange: (party: Party) => void;
}

const PartyField = ({ sheet, party, onChange }: PartyFieldProps) => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  const id = useId();
  const organisations = useOrganisations();
  const near = partiesOf(sheet);
  return (
    <div className="stack">
      <Radio.Group
        aria-label={t('forward.to')}
        value={party?.id}
        onChange={({ target }) => {
          const chosen = near.find((one) => one.id === target.value);
          if (chosen !== undefined) onChange(chosen);
        }}
        options={near.map((one, at) => ({
          value: one.id,
          label: `${nameOf(one.id)} · ${t(at === 0 && one.kind === 'merchant' ? 'forward.about' : `forward.${one.kind}`)}`,
        }))}
      />
      <label htmlFor={id}>{t('forward.other')}</label>
      <Select
        id={id}
        className="wide"
        showSearch={{ optionFilterProp: 'label' }}
        value={near.some((one) => one.id === party?.id) ? null : (party?.id ?? null)}
        placeholder={t('queue.any')}
        options={organisations.map((one) => ({ value: one.id, label: one.name }))}
        onChange={(chosen: string | null) => {
          const found = organisations.find((one) => one.id === chosen);
          if (found !== undefined) onChange({ kind: found.kind, id: found.id });
        }}
      />
    </div>
  );
};

/** One step, with what it comes to and what the person is told, before it is taken. */
export const CaseStep = ({ sheet, step: { input, to, tells } }: CaseStepProps) => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  const language = useTellLanguage();
  const [reason, setReason] = useState('');
  const [party, setParty] = useState<Party | undefined>(partiesOf(sheet)[0]);
  const steps = useCaseSteps();
  const template = ASK_REASON.includes(input) ? (input as TemplateKind) : undefined;
  const isForward = input === 'forward';
  const isReady = (template === undefined || reason.trim() !== '') && (!isForward || party !== undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    steps.mutate({
      cases: [sheet.id],
      input,
      ...(template === undefined ? {} : { reason }),
      ...(isForward && party !== undefined ? { party } : {}),
    });
  };
  return (
    <form onSubmit={submit} className="stack">
      <h3>{t(`input.${input}`)}</h3>
      {isForward ? <PartyField sheet={sheet} party={party} onChange={setParty} /> : null}
      {template === undefined ? null : (
        <ReasonField
          label={t('decide.reason')}
          help={t(`decide.help.${template}`)}
          kind={template}
          value={reason}
          onChange={setReason}
        />
      )}
      <p>
        {t('step.comesTo', { state: t(`state.${to ?? sheet.state}`) })}{' '}
        {isForward && party !== undefined ? t('forward.sees', { name: nameOf(party.id) }) : null}
      </p>
      {tells === undefined ? null : (
        <figure className="told">
          <figcaption className="soft">{t('step.told', { count: sheet.complaints })}</figcaption>
          {tells[language]}
        </figure>
      )}
      {steps.isError ? <ProblemAlert error={steps.error} /> : null}
      <Button type="primary" htmlType="submit" disabled={!isReady} loading={steps.isPending}>
        {t('step.confirm', { step: t(`input.${input}`) })}
      </Button>
    </form>
  );
};
