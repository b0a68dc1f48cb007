import { Link, useParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import { Answer } from '../../components/answer.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Mark } from '../../components/mark.tsx';
import { When } from '../../components/when.tsx';
import type { Complaint } from './choices.ts';
import { ComplaintState, stateOf } from './complaint-state.tsx';
import { DueText } from './due-text.tsx';
import { MyPage } from './my-page.tsx';
import { useComplaint } from './questions.ts';
import { ReasonButton } from './reason-button.tsx';
import { useShownNumber } from './shown-number.ts';
import { SupplementForm } from './supplement-form.tsx';
import { useMyChange } from './use-my-change.ts';
import { useReported } from './use-reported.ts';
import { useSay } from './use-say.ts';

const SECOND_MS = 1_000;

const Told = ({ complaint }: { readonly complaint: Complaint }) => {
  const { t } = useSay();
  const { at, channel, durationMs, description, text, category, attachments = [], decision } = complaint;
  return (
    <section className="sheet stack" aria-labelledby="told">
      <h2 id="told">{t('complaint.told')}</h2>
      <dl className="facts">
        <dt>{t('complaint.status')}</dt>
        <dd>
          <ComplaintState complaint={complaint} />
        </dd>
        {channel === undefined ? null : (
          <>
            <dt>{t('attempt.how')}</dt>
            <dd>{t(`channel.${channel}`)}</dd>
          </>
        )}
        {at === undefined ? null : (
          <>
            <dt>{t('attempt.at')}</dt>
            <dd>
              <When at={at} />
            </dd>
          </>
        )}
        {durationMs === undefined ? null : (
          <>
            <dt>{t('attempt.outcome')}</dt>
            <dd>
              {durationMs === 0
                ? t('attempt.unanswered')
                : t('attempt.answered', { seconds: Math.round(durationMs / SECOND_MS) })}
            </dd>
          </>
        )}
        {category === undefined ? null : (
          <>
            <dt>{t('form.category')}</dt>
            <dd>{t(`category.${category}`)}</dd>
          </>
        )}
        {attachments.length === 0 ? null : (
          <>
            <dt>{t('complaint.attachments')}</dt>
            <dd>{attachments.map(({ name }) => name).join(' · ')}</dd>
          </>
        )}
      </dl>
      {text === undefined ? null : <blockquote className="words">{text}</blockquote>}
      {description === undefined ? null : <p className="words">{description}</p>}
      {decision === undefined ? null : (
        <p className="good">
          {t('complaint.evidence')} <Link to={`/my/attempts/${decision}`}>{t('complaint.seeEvidence')}</Link>
        </p>
      )}
    </section>
  );
};

interface TimelineProps {
  readonly timeline: NonNullable<Complaint['timeline']>;
  readonly receivedAt: string;
}
const Timeline = ({ timeline, receivedAt }: TimelineProps) => {
  const { t, language } = useSay();
  const { steps } = timeline;
  const { clock, dueAt, missingYear } = timeline.case;
  const hasNext = clock !== undefined || missingYear !== undefined;
  return (
    <section className="sheet" aria-labelledby="timeline">
      <h2 id="timeline">{t('complaint.timeline')}</h2>
      <ol className="timeline">
        <li>
          <span className="soft">
            <When at={receivedAt} />
          </span>
          <p>{t('complaint.filed')}</p>
        </li>
        {steps.map(({ at, input, told, wasLate }) => (
          <li key={`${at} ${input}`}>
            <span className="soft">
              <When at={at} /> {wasLate ? <Mark tone="bad">{t('complaint.late')}</Mark> : null}
            </span>
            <p>{told[language === 'zh' ? 'zh' : 'en']}</p>
          </li>
        ))}
        <li className="next">
          <span className="soft">{t('complaint.next')}</span>
          <p>{hasNext ? <DueText clock={clock} dueAt={dueAt} missingYear={missingYear} /> : t('complaint.noNext')}</p>
        </li>
      </ol>
    </section>
  );
};

/** A case that somebody decided can be appealed against; one that is closed only if it was decided. */
const isAppealable = ({ timeline }: Complaint): boolean => {
  const { state, decision } = timeline?.case ?? {};
  return state === 'upheld' || state === 'rejected' || (state === 'closed' && decision !== undefined);
};
const WITHDRAWABLE = ['incomplete', 'received', 'forwarded', 'answered', 'reopened', 'stands'];

const Acts = ({ complaint }: { readonly complaint: Complaint }) => {
  const { t } = useSay();
  const { forShown } = useShownNumber();
  const path = { ...forShown, params: { path: { id: complaint.id } } };
  const withdraw = useMyChange({
    make: () => answerOf(api.POST('/v1/complaints/{id}/withdrawal', { ...path, body: {} })),
    done: () => t('complaint.withdrawn'),
  });
  const appeal = useMyChange({
    make: (reason: string) => answerOf(api.POST('/v1/complaints/{id}/appeal', { ...path, body: { reason } })),
    done: () => t('complaint.appealed'),
  });
  return (
    <div className="row no-print">
      {WITHDRAWABLE.includes(stateOf(complaint)) ? (
        <ConfirmButton
          label={t('complaint.withdraw')}
          title={t('complaint.withdrawTitle')}
          consequence={t('complaint.withdrawHelp')}
          isGrave
          onConfirm={() => withdraw.mutateAsync(undefined)}
        />
      ) : null}
      {isAppealable(complaint) ? (
        <ReasonButton
          label={t('complaint.appeal')}
          help={t('complaint.appealHelp')}
          reasonLabel={t('complaint.appealReason')}
          onReason={(reason) => appeal.mutateAsync(reason)}
        />
      ) : null}
    </div>
  );
};

/** One complaint: what was told, what is missing, what happened, what comes next and by when. */
export const ComplaintPage = () => {
  const { t } = useSay();
  const { id = '' } = useParams();
  const complaint = useComplaint(id);
  const reportedOf = useReported();
  return (
    <MyPage title={complaint.data === undefined ? t('complaint.title') : reportedOf(complaint.data)} help={id}>
      <Answer query={complaint}>
        {(found) => (
          <>
            {found.state === 'incomplete' ? <SupplementForm complaint={found} /> : null}
            {found.timeline === undefined ? null : <Timeline timeline={found.timeline} receivedAt={found.receivedAt} />}
            <Told complaint={found} />
            <Acts complaint={found} />
          </>
        )}
      </Answer>
    </MyPage>
  );
};
