import { type FormEvent, useState } from 'react';
import { faultOf, sendAttachment } from '../../api/attachments.ts';
import { answerOf, api } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { AttachmentsField } from './attachments-field.tsx';
import type { Complaint } from './choices.ts';
import { ComplaintFields } from './complaint-fields.tsx';
import { draftOf, inputOfDraft, missingIn } from './complaint-input.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useSay } from './use-say.ts';

/** What a complaint lacks, and the form with what it has. */
export const SupplementForm = ({ complaint }: { readonly complaint: Complaint }) => {
  const { t, join } = useSay();
  const { forShown } = useShownNumber();
  const [draft, setDraft] = useState(draftOf(complaint));
  const [files, setFiles] = useState<readonly File[]>([]);
  const missing = missingIn(complaint);
  const supplement = useMyChange({
    make: async () => {
      const attachments = await Promise.all(files.map(sendAttachment));
      const body = { ...inputOfDraft(draft), attachments };
      return answerOf(
        api.POST('/v1/complaints/{id}/supplement', { ...forShown, params: { path: { id: complaint.id } }, body }),
      );
    },
    done: (answer) => t(answer.missing.length > 0 ? 'form.sentIncomplete' : 'complaint.completed'),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    supplement.mutate(undefined);
  };
  return (
    <form className="sheet stack form" onSubmit={submit} aria-labelledby="missing">
      <h2 id="missing" className="warn">
        {t('complaint.missing', { what: join(missing.map((key) => t(`form.lacks.${key}`))) })}
      </h2>
      <ComplaintFields isListed={false} draft={draft} onChange={(change) => setDraft({ ...draft, ...change })} />
      <AttachmentsField files={files} onChange={setFiles} />
      <Button look="primary" type="submit" disabled={faultOf(files) !== undefined} isBusy={supplement.isPending}>
        {t('complaint.complete')}
      </Button>
    </form>
  );
};
