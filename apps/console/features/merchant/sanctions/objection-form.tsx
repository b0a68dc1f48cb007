import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { useChange } from '../../../components/use-change.ts';
import { Field } from '../field.tsx';
import { KEPT } from '../questions.ts';

const EMPTY = { reference: '', statement: '', contact: '' };

/** Objecting to one refusal, by the reference that came with it. */
export const ObjectionForm = () => {
  const { t } = useTranslation('merchant');
  const [objection, setObjection] = useState(EMPTY);
  const send = useChange({
    make: (body: typeof EMPTY) => answerOf(api.POST('/v1/appeals', { body })),
    touches: [KEPT.appeals],
    done: () => t('objection.sent'),
    after: () => setObjection(EMPTY),
  });
  const isWhole = Object.values(objection).every((value) => value.trim() !== '');
  return (
    <div className="stack no-print">
      <h3>{t('objection.file')}</h3>
      <div className="fields">
        <Field
          label={t('objection.reference')}
          value={objection.reference}
          placeholder="decision-…"
          onChange={(reference) => setObjection({ ...objection, reference })}
        />
        <Field
          label={t('objection.contact')}
          value={objection.contact}
          onChange={(contact) => setObjection({ ...objection, contact })}
        />
      </div>
      <Field
        label={t('objection.statement')}
        rows={3}
        value={objection.statement}
        onChange={(statement) => setObjection({ ...objection, statement })}
      />
      <Button disabled={!isWhole} loading={send.isPending} onClick={() => send.mutate(objection)}>
        {t('objection.send')}
      </Button>
    </div>
  );
};
