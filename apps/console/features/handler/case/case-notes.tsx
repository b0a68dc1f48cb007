import { Button, Input } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { type CaseSheet, sheetKey } from '../questions.ts';
import { Attachments } from './attachments.tsx';

const NOTE_CHARS_MAX = 4_000;

/** For those who work the case; answers of the party stand among them. */
export const CaseNotes = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  const id = useId();
  const [text, setText] = useState('');
  const write = useChange({
    make: () => answerOf(api.POST('/v1/cases/{id}/notes', { params: { path: { id: sheet.id } }, body: { text } })),
    touches: [sheetKey(sheet.id)],
    done: () => t('note.done'),
    after: () => setText(''),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') write.mutate(undefined);
  };
  return (
    <section className="sheet stack">
      <h2>{t('note.title')}</h2>
      {sheet.notes.length === 0 ? <p className="soft">{t('note.none')}</p> : null}
      {sheet.notes.map((note) => (
        <article key={note.id} aria-label={note.id}>
          <p className="soft">
            <When at={note.at} /> · {t(`note.kind.${note.kind}`)} · {t(`role.${note.role}`)} {note.who}
          </p>
          <p className={note.kind === 'answer' ? 'told words' : 'words'}>{note.text}</p>
          <Attachments caseId={sheet.id} attachments={note.attachments} />
        </article>
      ))}
      <form onSubmit={submit} className="stack no-print">
        <label htmlFor={id}>{t('note.new')}</label>
        <Input.TextArea
          id={id}
          rows={3}
          maxLength={NOTE_CHARS_MAX}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Button htmlType="submit" disabled={text.trim() === ''} loading={write.isPending}>
          {t('note.write')}
        </Button>
      </form>
    </section>
  );
};
