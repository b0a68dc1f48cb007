import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../../../api/attachments.ts';
import { answerOf, api } from '../../../api/client.ts';
import { useChange } from '../../../components/use-change.ts';
import { AttachFiles } from '../../cases/attach-files.tsx';
import { Field } from '../field.tsx';
import { type CaseSheet, KEPT } from '../questions.ts';

interface Answer {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

const EMPTY: Answer = { text: '', attachments: [] };

/** The party's answer with its evidence, once a case was put to it. */
export const CaseAnswer = ({ id }: Pick<CaseSheet, 'id'>) => {
  const { t } = useTranslation('merchant');
  const [answer, setAnswer] = useState(EMPTY);
  const send = useChange({
    make: ({ text, attachments }: Answer) =>
      answerOf(
        api.POST('/v1/cases/steps', {
          body: { cases: [id], input: 'answer', answer: { text, attachments: [...attachments] } },
        }),
      ),
    touches: [KEPT.cases],
    done: () => t('case.answered'),
    after: () => setAnswer(EMPTY),
  });
  return (
    <section className="sheet stack no-print">
      <h2>{t('case.answer')}</h2>
      <p className="soft">{t('case.answerHelp')}</p>
      <Field
        label={t('case.answerText')}
        rows={5}
        value={answer.text}
        onChange={(text) => setAnswer({ ...answer, text })}
      />
      <AttachFiles kept={answer.attachments} onChange={(attachments) => setAnswer({ ...answer, attachments })} />
      <div>
        <Button
          type="primary"
          disabled={answer.text.trim() === ''}
          loading={send.isPending}
          onClick={() => send.mutate(answer)}
        >
          {t('case.send')}
        </Button>
      </div>
    </section>
  );
};

/** Against how a case was decided. */
export const CaseAppeal = ({ id }: Pick<CaseSheet, 'id'>) => {
  const { t } = useTranslation('merchant');
  const [reason, setReason] = useState('');
  const send = useChange({
    make: () => answerOf(api.POST('/v1/cases/steps', { body: { cases: [id], input: 'appeal', reason } })),
    touches: [KEPT.cases],
    done: () => t('case.appealed'),
  });
  return (
    <section className="sheet stack no-print">
      <h2>{t('case.appeal')}</h2>
      <Field label={t('case.appealReason')} rows={3} value={reason} onChange={setReason} />
      <div>
        <Button disabled={reason.trim() === ''} loading={send.isPending} onClick={() => send.mutate(undefined)}>
          {t('case.appeal')}
        </Button>
      </div>
    </section>
  );
};
