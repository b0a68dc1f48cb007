import { useQuery } from '@tanstack/react-query';
import { Input, Tag, Timeline } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Attachment } from '../../api/attachments.ts';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useChange } from '../../components/use-change.ts';
import { useChanged } from '../../components/use-changed.ts';
import { When } from '../../components/when.tsx';
import { AttachFiles } from '../cases/attach-files.tsx';
import { Due, LastDay } from '../cases/due.tsx';
import { CaseEvidence } from './case-evidence.tsx';

type Sheet = Schema<'CaseSheet'>;

const AnswerForm = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('carrier');
  const fieldId = useId();
  const [text, setText] = useState('');
  const [attachments, setAttachments] = useState<readonly Attachment[]>([]);
  const answer = useChange({
    make: (said: string) =>
      answerOf(
        api.POST('/v1/cases/steps', {
          body: { cases: [id], input: 'answer', answer: { text: said, attachments: [...attachments] } },
        }),
      ),
    touches: [['case', id], ['cases']],
    done: () => t('case.answered'),
    after: () => {
      setText('');
      setAttachments([]);
    },
  });
  return (
    <section className="sheet stack no-print">
      <h2>{t('case.answer')}</h2>
      <label htmlFor={fieldId}>{t('case.answerLabel')}</label>
      <Input.TextArea
        id={fieldId}
        rows={5}
        maxLength={4_000}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <AttachFiles kept={attachments} onChange={setAttachments} />
      <ConfirmButton
        label={t('case.send')}
        title={t('case.sendTitle')}
        consequence={t('case.sendMeans')}
        disabled={text.trim() === ''}
        button={{ look: 'primary' }}
        onConfirm={() => answer.mutateAsync(text.trim())}
      />
    </section>
  );
};

const Complaints = ({ held }: { readonly held: Sheet['complaintsHeld'] }) => {
  const { t } = useTranslation('carrier');
  return (
    <section className="sheet stack">
      <h2>{t('case.complaints')}</h2>
      {held.map(({ id, receivedAt, reported, text, description, channel, decision }) => (
        <article key={id} className="stack">
          <h3>
            {id} <When at={receivedAt} />
          </h3>
          <p className="soft">{[channel && t(`channel.${channel}`), reported, decision].filter(Boolean).join(' · ')}</p>
          {text === undefined ? null : <p className="words">{text}</p>}
          {description === undefined ? null : <p className="words">{description}</p>}
        </article>
      ))}
    </section>
  );
};

const Steps = ({ sheet }: { readonly sheet: Sheet }) => {
  const { t, i18n } = useTranslation('carrier');
  return (
    <section className="sheet">
      <h2>{t('case.steps')}</h2>
      <Timeline
        items={sheet.steps.map(({ at, to, told, reason, dueAt }, index) => ({
          key: `${at} ${index}`,
          content: (
            <div>
              <Tag>{t(`case.states.${to}`)}</Tag> <When at={at} />
              <div className="words soft">{told[i18n.language === 'zh' ? 'zh' : 'en']}</div>
              {reason === undefined ? null : <div className="words">{reason}</div>}
              {dueAt === undefined ? null : (
                <div className="soft">
                  {t('case.due')} <LastDay dueAt={dueAt} />
                </div>
              )}
            </div>
          ),
        }))}
      />
    </section>
  );
};

/** What the carrier itself answered, as it was sent. */
const OwnAnswers = ({ id: caseId, notes }: Pick<Sheet, 'id' | 'notes'>) => {
  const { t } = useTranslation('carrier');
  if (notes.length === 0) return null;
  return (
    <section className="sheet stack">
      <h2>{t('case.ownAnswer')}</h2>
      {notes.map(({ id, at, text, attachments }) => (
        <article key={id}>
          <p className="soft">
            <When at={at} />
          </p>
          <p className="words">{text}</p>
          {attachments.length === 0 ? null : (
            <ul>
              {attachments.map(({ name, sha256 }) => (
                <li key={sha256}>
                  <a href={`/v1/cases/${encodeURIComponent(caseId)}/attachments/${sha256}`} download={name}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </article>
      ))}
    </section>
  );
};

/** A case that was put to the carrier: what was complained of, what happened, its answer. */
export const CarrierCasePage = () => {
  const { id = '' } = useParams();
  const { t } = useTranslation('carrier');
  const query = useQuery({
    queryKey: ['case', id],
    queryFn: () => answerOf(api.GET('/v1/cases/{id}', { params: { path: { id } } })),
  });
  useChanged({ case: [['case', id]], complaint: [['case', id]] });
  return (
    <div className="stack">
      <PageHead title={t('case.head', { id })} />
      <Answer query={query}>
        {(sheet) => (
          <>
            <p className="row">
              <Tag>{t(`case.states.${sheet.state}`)}</Tag> {t('case.due')} <Due {...sheet} />
            </p>
            <div className="grid wide">
              <Complaints held={sheet.complaintsHeld} />
              <Steps sheet={sheet} />
            </div>
            <CaseEvidence sheet={sheet} />
            <OwnAnswers id={sheet.id} notes={sheet.notes} />
            {sheet.state === 'forwarded' ? <AnswerForm id={id} /> : null}
          </>
        )}
      </Answer>
    </div>
  );
};
