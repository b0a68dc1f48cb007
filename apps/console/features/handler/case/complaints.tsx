import { Button, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { maskedNumber, NumberText } from '../../../components/masked-number.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import type { CaseSheet, Complaint } from '../questions.ts';
import { useWords } from '../use-words.ts';
import { Attachments } from './attachments.tsx';

/** Masked until it is asked for; asking is a reading of this complaint that the audit log has. */
const Complainant = ({ complaint: { id, complainant } }: { readonly complaint: Complaint }) => {
  const { t } = useTranslation('handler');
  const [whole, setWhole] = useState<string>();
  const reveal = useChange({
    make: () => answerOf(api.GET('/v1/complaints/{id}', { params: { path: { id } } })),
    touches: [],
    after: (read) => setWhole(read.complainant),
  });
  if (complainant === undefined) return <>{t('complaint.nobody')}</>;
  if (whole !== undefined)
    return (
      <>
        <NumberText number={whole} /> <span className="soft">{t('complaint.logged')}</span>
      </>
    );
  return (
    <>
      <span className="number">{maskedNumber(complainant)}</span>{' '}
      <Button
        size="small"
        className="no-print"
        loading={reveal.isPending}
        title={t('complaint.revealHelp')}
        onClick={() => reveal.mutate(undefined)}
      >
        {t('complaint.reveal')}
      </Button>
    </>
  );
};

const MS_PER_SECOND = 1_000;

const OneComplaint = ({ complaint, caseId }: { readonly complaint: Complaint; readonly caseId: string }) => {
  const { t } = useTranslation('handler');
  const { category, province } = useWords();
  const { id, state, reported, channel, at, durationMs, text, description, proved, source, attachments } = complaint;
  return (
    <article className="complaint stack" aria-label={id}>
      <p className="row">
        <strong>{id}</strong>
        <Tag>{t(`complaint.state.${state}`)}</Tag>
        {source === undefined ? null : <span className="soft">{t(`complaint.source.${source}`)}</span>}
        <span className={proved ? 'good' : 'warn'}>{t(proved ? 'complaint.proved' : 'complaint.unproved')}</span>
      </p>
      <dl className="facts">
        <dt>{t('complaint.complainant')}</dt>
        <dd>
          <Complainant complaint={complaint} />
        </dd>
        <dt>{t('complaint.reported')}</dt>
        <dd>{reported === undefined ? '–' : maskedNumber(reported)}</dd>
        <dt>{t('complaint.contact')}</dt>
        <dd>
          {channel === undefined ? null : t(`channel.${channel}`)} {at === undefined ? null : <When at={at} />}{' '}
          {durationMs === undefined ? null : t('complaint.seconds', { count: Math.round(durationMs / MS_PER_SECOND) })}
        </dd>
        <dt>{t('column.category')}</dt>
        <dd>
          {category(complaint.category)} · {province(complaint.province)}
        </dd>
      </dl>
      {description === undefined ? null : (
        <figure className="told">
          <figcaption className="soft">{t('complaint.description')}</figcaption>
          <span className="words">{description}</span>
        </figure>
      )}
      {text === undefined ? null : (
        <figure className="told">
          <figcaption className="soft">{t('complaint.text')}</figcaption>
          <span className="words">{text}</span>
        </figure>
      )}
      <Attachments caseId={caseId} attachments={attachments ?? []} />
    </article>
  );
};

export const Complaints = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  return (
    <section className="sheet stack">
      <h2>{t('complaint.title', { count: sheet.complaintsHeld.length })}</h2>
      {sheet.complaintsHeld.map((complaint) => (
        <OneComplaint key={complaint.id} complaint={complaint} caseId={sheet.id} />
      ))}
    </section>
  );
};
