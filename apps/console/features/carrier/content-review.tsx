import { Button, Input, Tag } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { useChange } from '../../components/use-change.ts';
import { useNames } from '../../components/use-names.ts';
import { partsOf } from './sample-of.ts';

export type Content = Schema<'Content'>;

/** Common grounds of a rejection, to begin the note with. */
const REASONS = ['noSignature', 'noRefusal', 'disguised', 'freeVariable', 'misleading'] as const;

export const ContentText = ({ text }: { readonly text: string }) => (
  <p className="words content-text">
    {partsOf(text).map((part, index) =>
      part.isVariable ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
        <mark key={index}>{part.text}</mark>
      ) : (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
        <span key={index}>{part.text}</span>
      ),
    )}
  </p>
);

/** One content to look at: its words, what may vary in them, approve or reject with a reason. */
export const ContentReview = ({ content }: { readonly content: Content }) => {
  const { t } = useTranslation('carrier');
  const { t: words } = useTranslation('sanctions');
  const nameOf = useNames();
  const noteId = useId();
  const [note, setNote] = useState('');
  const review = useChange({
    make: (approve: boolean) =>
      answerOf(
        api.POST('/v1/contents/{id}/review', {
          params: { path: { id: content.id } },
          body: { approve, ...(note.trim() !== '' && { note: note.trim() }) },
        }),
      ),
    touches: [['contents']],
    done: ({ status }) => t('content.reviewed', { status: t(`content.statuses.${status}`) }),
  });
  const isReviewed = review.data !== undefined;
  return (
    <article className="sheet stack">
      <h3 className="row">
        {nameOf(content.merchant)} <Tag>{t(`channel.${content.channel}`)}</Tag>
        <Tag>{words(`purpose.${content.purpose}`)}</Tag>
        {isReviewed ? <Tag color="blue">{t(`content.statuses.${review.data.status}`)}</Tag> : null}
      </h3>
      <ContentText text={content.text} />
      <p className="soft">
        {content.id} · {t('content.version', { version: content.version })} ·{' '}
        {content.variables
          .map(({ name, type, maxLength }) => `${name}: ${t(`content.types.${type}`)} ≤ ${maxLength}`)
          .join('；')}
      </p>
      <div className="row">
        {REASONS.map((reason) => (
          <Button
            key={reason}
            size="small"
            disabled={isReviewed}
            onClick={() => setNote(t(`content.reasons.${reason}`))}
          >
            {t(`content.reasonNames.${reason}`)}
          </Button>
        ))}
      </div>
      <label htmlFor={noteId}>{t('content.note')}</label>
      <Input.TextArea
        id={noteId}
        rows={2}
        maxLength={500}
        disabled={isReviewed}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <div className="row">
        <Button type="primary" disabled={isReviewed} loading={review.isPending} onClick={() => review.mutate(true)}>
          {t('content.approve')}
        </Button>
        <Button
          danger
          disabled={isReviewed || note.trim() === ''}
          loading={review.isPending}
          onClick={() => review.mutate(false)}
        >
          {t('content.reject')}
        </Button>
        {note.trim() === '' ? <span className="soft">{t('content.needsNote')}</span> : null}
      </div>
    </article>
  );
};
