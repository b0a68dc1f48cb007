import { answerOf, api } from '../../api/client.ts';
import type { components } from '../../api/contract.generated.ts';
import { Answer } from '../../components/answer.tsx';
import { Button } from '../../components/button.tsx';
import { Mark } from '../../components/mark.tsx';
import { When } from '../../components/when.tsx';
import { lastInTime } from './china-clock.ts';
import { useInquiries } from './questions.ts';
import { ReasonButton } from './reason-button.tsx';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useNames } from './use-names.ts';
import { useSay } from './use-say.ts';

type Inquiry = components['schemas']['InquiryLine'];
type Input = 'accept' | 'object' | 'escalate' | 'withdraw';

const DONE = { accept: 'accepted', object: 'objected', escalate: 'escalated', withdraw: 'withdrawn' } as const;

const Acts = ({ inquiry: { id, state, objections, dueAt } }: { readonly inquiry: Inquiry }) => {
  const { t } = useSay();
  const { forShown } = useShownNumber();
  const step = useMyChange({
    make: ({ input, reason }: { readonly input: Input; readonly reason?: string }) =>
      answerOf(
        api.POST('/v1/inquiries/{id}/steps', {
          ...forShown,
          params: { path: { id } },
          body: { input, ...(reason === undefined ? {} : { reason }) },
        }),
      ),
    done: (_, { input }) => t(`inquiries.${DONE[input]}`),
  });
  const plain = (input: Input) => (
    <Button isBusy={step.isPending} onClick={() => step.mutate({ input })}>
      {t(`inquiries.${input}`)}
    </Button>
  );
  const withReason = (input: Input) => (
    <ReasonButton
      label={t(`inquiries.${input}`)}
      reasonLabel={t('inquiries.reason')}
      onReason={(reason) => step.mutateAsync({ input, reason })}
    />
  );
  if (state === 'answered')
    return (
      <>
        {plain('accept')}
        {withReason(objections === 0 ? 'object' : 'escalate')}
      </>
    );
  if (state === 'closed') return null;
  const isLate = state === 'asked' && dueAt !== undefined && Date.parse(dueAt) <= Date.now();
  return (
    <>
      {isLate ? plain('escalate') : null}
      {plain('withdraw')}
    </>
  );
};

const AnswerShown = ({ answer }: { readonly answer: NonNullable<Inquiry['answer']> }) => {
  const { t } = useSay();
  const { source, supplier, text } = answer;
  return (
    <div>
      <p className="soft">
        {t('inquiries.answer')} · {t(`inquiries.source.${source}`)}
        {supplier === undefined ? null : ` · ${t('inquiries.supplier', { name: supplier })}`}
      </p>
      <blockquote className="words">{text}</blockquote>
    </div>
  );
};

/** Which merchants were asked where they got the number, and what they said. */
export const InquiriesPanel = () => {
  const { t } = useSay();
  const nameOf = useNames();
  const inquiries = useInquiries();
  return (
    <section aria-labelledby="inquiries" className="sheet">
      <h2 id="inquiries">{t('inquiries.title')}</h2>
      <Answer
        query={inquiries}
        isEmpty={({ items }) => items.length === 0}
        empty={<p className="soft">{t('inquiries.empty')}</p>}
      >
        {({ items }) => (
          <ul className="plain-list">
            {items.map((inquiry) => (
              <li key={inquiry.id} className="attempt stack">
                <div className="row apart">
                  <strong>{nameOf(inquiry.merchant)}</strong>
                  <Mark tone="soft">{t(`inquiries.state.${inquiry.state}`)}</Mark>
                </div>
                <p className="soft">
                  {t('inquiries.askedAt')} <When at={inquiry.askedAt} />
                  {inquiry.dueAt === undefined ? null : (
                    <>
                      {' · '}
                      {t('inquiries.due')} <When at={lastInTime(inquiry.dueAt)} form="day" />
                    </>
                  )}
                </p>
                {inquiry.answer === undefined ? null : <AnswerShown answer={inquiry.answer} />}
                <div className="row">
                  <Acts inquiry={inquiry} />
                </div>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </section>
  );
};
