import { useMutation } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useChange } from '../../components/use-change.ts';
import { ruleOf } from './form-rules.ts';
import { type Draft, EMPTY_DRAFT, ImposeForm, proposalOf } from './impose-form.tsx';
import { ReachView } from './reach-view.tsx';

interface ImposeButtonProps {
  readonly isCarrier: boolean;
  /** Already known; else it is asked for. */
  readonly target?: Schema<'SanctionTarget'>;
  /** Offered as the ground that it rests on. */
  readonly ground?: Schema<'SanctionGround'>;
  readonly label?: string;
}

/** What is filled in reaches these; asked for again when it was changed. */
const keyOf = ({ kind, target, amountYuan }: Draft): string => JSON.stringify([kind, target, amountYuan]);

const useReach = () =>
  useMutation({
    mutationFn: async (draft: Draft) => {
      const { kind, target, amountYuan } = proposalOf(draft, false);
      const reach = await answerOf(
        api.POST('/v1/sanctions/preview', {
          body: { kind, target: target ?? draft.target, ...(amountYuan !== undefined && { amountYuan }) },
        }),
      );
      return { reach, of: keyOf(draft) };
    },
  });

/** Imposes or proposes a sanction; nobody confirms one whose reach was not shown. */
export const ImposeButton = ({ isCarrier, target, ground, label }: ImposeButtonProps) => {
  const { t } = useTranslation('sanctions');
  const [isOpen, setOpen] = useState(false);
  const first: Draft = { ...EMPTY_DRAFT, ...(target && { target }), ...(ground && { ground }) };
  const [draft, setDraft] = useState(first);
  const reach = useReach();
  const isShown = reach.data?.of === keyOf(draft);
  const isAtOnce = !ruleOf(draft.kind).owesNotice;
  const impose = useChange({
    make: (said: Draft) => answerOf(api.POST('/v1/sanctions', { body: proposalOf(said, isAtOnce) })),
    touches: [['sanctions'], ['sanction']],
    done: (answer) =>
      'state' in answer ? t('impose.done', { id: answer.id, state: t(`state.${answer.state}`) }) : t('impose.head'),
    after: () => setOpen(false),
  });
  const isFilled = draft.target.id.trim() !== '' && draft.ground.id.trim() !== '';
  return (
    <>
      <Button
        danger
        onClick={() => {
          setDraft(first);
          setOpen(true);
        }}
      >
        {label ?? t('impose.open')}
      </Button>
      <Modal
        open={isOpen}
        width={820}
        title={label ?? t('impose.head')}
        okText={t(isAtOnce ? 'impose.confirm' : 'impose.propose')}
        okButtonProps={{ danger: true, disabled: !isShown || !isFilled, loading: impose.isPending }}
        onOk={() => impose.mutate(draft)}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <div className="stack">
          <ImposeForm draft={draft} onChange={setDraft} isTargetFixed={target !== undefined} isCarrier={isCarrier} />
          <p className="soft">{t('impose.nowHelp')}</p>
          <Button
            type="primary"
            disabled={draft.target.id.trim() === ''}
            loading={reach.isPending}
            onClick={() => reach.mutate(draft)}
          >
            {t('impose.ask')}
          </Button>
          {reach.isError ? <ProblemAlert error={reach.error} /> : null}
          {isShown && reach.data !== undefined ? (
            <ReachView reach={reach.data.reach} target={draft.target} />
          ) : (
            <p className="soft">{t('impose.needPreview')}</p>
          )}
        </div>
      </Modal>
    </>
  );
};
