import type { FormEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { faultOf, sendAttachment } from '../../api/attachments.ts';
import { answerOf, api } from '../../api/client.ts';
import type { components } from '../../api/contract.generated.ts';
import { Answer } from '../../components/answer.tsx';
import { Button } from '../../components/button.tsx';
import { DecisionTag } from '../../components/decision-tag.tsx';
import { NumberText } from '../../components/masked-number.tsx';
import { When } from '../../components/when.tsx';
import { AttachmentsField } from './attachments-field.tsx';
import type { SeenAttempt } from './attempt-page.tsx';
import { fieldOfInstant } from './china-clock.ts';
import { ComplaintFields } from './complaint-fields.tsx';
import { type ComplaintInput, EMPTY_DRAFT, inputOfDraft } from './complaint-input.ts';
import { useKeptDraft } from './kept-draft.ts';
import { MyPage } from './my-page.tsx';
import { useExplanation } from './questions.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useNames } from './use-names.ts';
import { useSay } from './use-say.ts';

type Explanation = components['schemas']['Explanation'];

/** What the record says of a contact, as a complaint about it. */
const evidenceOf = ({ attempt, at, outcome }: Explanation): ComplaintInput => {
  const { channel, caller, text } = attempt as unknown as SeenAttempt;
  const { durationMs } = (outcome ?? {}) as { readonly durationMs?: number };
  return {
    reported: caller ?? 'not shown',
    channel,
    at,
    ...(channel === 'voice' ? { durationMs: durationMs ?? 0 } : {}),
    ...(text === undefined ? {} : { text }),
  };
};

const Listed = ({ found }: { readonly found: Explanation }) => {
  const { t } = useSay();
  const nameOf = useNames();
  const { channel, caller } = found.attempt as unknown as SeenAttempt;
  const { merchant } = found.resolved as { readonly merchant?: string };
  return (
    <section className="sheet evidence" aria-label={t('form.listed')}>
      <strong>{merchant === undefined ? t('attempts.unknownCaller') : nameOf(merchant)}</strong>
      <p className="soft">
        {t(`channel.${channel}`)}
        {caller === undefined ? null : (
          <>
            {' · '}
            <NumberText number={caller} />
          </>
        )}
        {' · '}
        <When at={found.at} form="second" />
      </p>
      <DecisionTag {...found.decision} />
    </section>
  );
};

interface ComplaintFormProps {
  /** The contact that it is about, where that is on record. */
  readonly attempt?: string;
  readonly evidence?: ComplaintInput;
}

const ComplaintForm = ({ attempt = '', evidence }: ComplaintFormProps) => {
  const { t } = useSay();
  const { number, forShown } = useShownNumber();
  const go = useNavigate();
  const { draft, files, write, forget } = useKeptDraft(`${number} ${attempt}`, () => ({
    ...EMPTY_DRAFT,
    at: fieldOfInstant(Date.now()),
  }));
  const file = useMyChange({
    make: async () => {
      const attachments = await Promise.all(files.map(sendAttachment));
      const { description, category, ...told } = inputOfDraft(draft);
      const body = {
        ...(evidence ?? told),
        ...(description === undefined ? {} : { description }),
        ...(category === undefined ? {} : { category }),
        complainant: number,
        attachments,
      };
      return answerOf(api.POST('/v1/complaints', { ...forShown, body }));
    },
    done: ({ joined, missing }) => {
      if (missing.length > 0) return t('form.sentIncomplete');
      return t(joined === 'duplicate' ? 'form.sentDuplicate' : 'form.sent');
    },
    after: forget,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // Only where somebody still waits for it.
    file.mutate(undefined, { onSuccess: ({ id }) => void go(`/my/complaints/${id}`, { replace: true }) });
  };
  return (
    <form className="sheet stack form" onSubmit={submit}>
      <ComplaintFields
        isListed={evidence !== undefined}
        draft={draft}
        onChange={(change) => write({ draft: { ...draft, ...change } })}
      />
      <AttachmentsField files={files} onChange={(chosen) => write({ files: chosen })} />
      <Button look="primary" size="large" type="submit" disabled={faultOf(files) !== undefined} isBusy={file.isPending}>
        {t('form.send')}
      </Button>
    </form>
  );
};

const AboutListed = ({ attempt }: { readonly attempt: string }) => {
  const explanation = useExplanation(attempt);
  return (
    <Answer query={explanation}>
      {(found) => (
        <>
          <Listed found={found} />
          <ComplaintForm attempt={attempt} evidence={evidenceOf(found)} />
        </>
      )}
    </Answer>
  );
};

/** Complains of a contact on record (`?attempt=`), or of something that is not listed. */
export const NewComplaintPage = () => {
  const { t } = useSay();
  const [query] = useSearchParams();
  const attempt = query.get('attempt');
  return (
    <MyPage title={t('form.title')} help={t(attempt === null ? 'form.helpUnlisted' : 'form.helpListed')}>
      {attempt === null ? <ComplaintForm /> : <AboutListed attempt={attempt} />}
    </MyPage>
  );
};
