import { Button, Modal, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { BigList, type BigListColumn } from '../../../components/big-list.tsx';
import { EmptyState } from '../../../components/empty-state.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';
import { useChanged } from '../../../components/use-changed.ts';
import { usePages } from '../../../components/use-pages.ts';
import { When } from '../../../components/when.tsx';
import { ReasonField } from '../reason-field.tsx';
import { useWords } from '../use-words.ts';

type Obligation = Schema<'Obligation'>;
type Input = Extract<Schema<'ObligationSteps'>['input'], 'pay' | 'confirm' | 'waive'>;
const OBLIGATIONS_KEY = ['obligations'] as const;
const LIMIT = 200;

/** What a handler does in each state; the server has the last word. */
const STEPS: Readonly<Record<Obligation['state'], readonly Input[]>> = {
  owed: ['pay', 'waive'],
  disputed: ['pay', 'confirm', 'waive'],
  paid: [],
  waived: [],
};

interface StepProps {
  readonly obligation: Obligation;
  readonly input: Input;
  readonly onClose: () => void;
}

const ObligationStep = ({ obligation: { id, amountYuan, merchant }, input, onClose }: StepProps) => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  const [reason, setReason] = useState('');
  const asksReason = input !== 'pay';
  const step = useChange({
    make: () =>
      answerOf(
        api.POST('/v1/obligations/steps', { body: { obligations: [id], input, ...(asksReason ? { reason } : {}) } }),
      ),
    touches: [OBLIGATIONS_KEY],
    done: () => t(`promise.done.${input}`),
    after: onClose,
  });
  return (
    <Modal
      open
      title={t(`promise.step.${input}`)}
      okText={t(`promise.step.${input}`)}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: asksReason && reason.trim() === '', loading: step.isPending }}
      onOk={() => step.mutate(undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        <p>{t(`promise.means.${input}`, { yuan: amountYuan, merchant: nameOf(merchant) })}</p>
        {asksReason ? <ReasonField label={t('decide.reason')} value={reason} onChange={setReason} /> : null}
        {step.isError ? <ProblemAlert error={step.error} /> : null}
      </div>
    </Modal>
  );
};

const ObligationSteps = ({ obligation }: { readonly obligation: Obligation }) => {
  const { t } = useTranslation('handler');
  const [input, setInput] = useState<Input>();
  return (
    <>
      {STEPS[obligation.state].map((one) => (
        <Button key={one} size="small" type="link" onClick={() => setInput(one)}>
          {t(`promise.step.${one}`)}
        </Button>
      ))}
      {input === undefined ? null : (
        <ObligationStep obligation={obligation} input={input} onClose={() => setInput(undefined)} />
      )}
    </>
  );
};

const useColumns = (): readonly BigListColumn<Obligation>[] => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  return [
    { title: t('subject.merchant'), width: 'minmax(160px, 1.5fr)', cell: ({ merchant }) => nameOf(merchant) },
    {
      title: t('promise.person'),
      width: '120px',
      cell: ({ subscriber }) => <span className="number">{maskedNumber(subscriber)}</span>,
    },
    { title: t('promise.amount'), width: '90px', cell: ({ amountYuan }) => t('promise.yuan', { count: amountYuan }) },
    {
      title: t('column.state'),
      width: '100px',
      cell: ({ state }) => (
        <Tag color={state === 'disputed' ? 'volcano' : 'default'}>{t(`promise.state.${state}`)}</Tag>
      ),
    },
    { title: t('promise.since'), width: '130px', cell: ({ owedAt }) => <When at={owedAt} form="day" /> },
    {
      title: t('column.case'),
      width: 'minmax(140px, 1fr)',
      cell: ({ case: id }) => <Link to={`/handler/cases/${encodeURIComponent(id)}`}>{id}</Link>,
    },
    { title: t('promise.why'), width: 'minmax(140px, 1fr)', cell: ({ reason }) => reason ?? '–' },
    {
      title: t('promise.next'),
      width: '240px',
      cell: (obligation) => <ObligationSteps obligation={obligation} />,
    },
  ];
};

export const ObligationList = () => {
  const { t } = useTranslation('handler');
  const columns = useColumns();
  const pages = usePages<Obligation>(OBLIGATIONS_KEY, (after) =>
    answerOf(api.GET('/v1/obligations', { params: { query: { limit: LIMIT, ...after } } })),
  );
  useChanged({ obligation: [OBLIGATIONS_KEY], case: [OBLIGATIONS_KEY] });
  return (
    <PagesAnswer
      pages={pages}
      empty={<EmptyState title={t('promise.noObligation')} help={t('promise.noObligationHelp')} />}
    >
      {(rows) => (
        <BigList
          label={t('promise.obligations')}
          rows={rows}
          columns={columns}
          keyOf={({ id }) => id}
          onNearEnd={pages.onNearEnd}
        />
      )}
    </PagesAnswer>
  );
};
