import { useQuery } from '@tanstack/react-query';
import { InputNumber } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { Answer } from '../../../components/answer.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { KEPT, pledgesQuery } from '../questions.ts';

const FIRST_YUAN = 100;
const MAX_YUAN = 10_000;

const PledgeForm = () => {
  const { t } = useTranslation('merchant');
  const [yuan, setYuan] = useState(FIRST_YUAN);
  const id = useId();
  const pledge = useChange({
    make: () => answerOf(api.POST('/v1/pledges', { body: { yuan } })),
    touches: [KEPT.pledges],
    done: () => t('pledge.made'),
  });
  return (
    <div className="row no-print">
      <label htmlFor={id}>{t('pledge.yuan')}</label>
      <InputNumber id={id} min={1} max={MAX_YUAN} value={yuan} onChange={(value) => setYuan(value ?? FIRST_YUAN)} />
      <ConfirmButton
        label={t('pledge.make')}
        title={t('pledge.makeAsk')}
        consequence={t('pledge.makeMeans', { yuan })}
        onConfirm={() => pledge.mutateAsync(undefined)}
      />
    </div>
  );
};

const EndButton = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation('merchant');
  const end = useChange({
    make: () => answerOf(api.POST('/v1/pledges/{id}/end', { params: { path: { id } } })),
    touches: [KEPT.pledges],
    done: () => t('pledge.ended'),
  });
  return (
    <ConfirmButton
      isGrave
      button={{ size: 'small' }}
      label={t('pledge.end')}
      title={t('pledge.endAsk')}
      consequence={t('pledge.endMeans')}
      onConfirm={() => end.mutateAsync(undefined)}
    />
  );
};

/** Promising a sum for each upheld complaint of somebody who had do-not-disturb on. */
export const Pledges = () => {
  const { t } = useTranslation('merchant');
  const query = useQuery(pledgesQuery);
  const isOver = (to: string | undefined): boolean => to !== undefined && Date.parse(to) <= Date.now();
  return (
    <section className="sheet stack">
      <h2>{t('pledge.title')}</h2>
      <p className="soft">{t('pledge.help')}</p>
      <Answer query={query}>
        {(items) => (
          <>
            <ul className="time-line">
              {items.map(({ id, yuan, from, to }) => (
                <li key={id} className="row">
                  <strong className="number">¥ {yuan}</strong>
                  <span>
                    <When at={from} form="day" /> – {to === undefined ? t('pledge.noEnd') : <When at={to} form="day" />}
                  </span>
                  {isOver(to) ? null : <EndButton id={id} />}
                </li>
              ))}
            </ul>
            {items.every(({ to }) => isOver(to)) ? <PledgeForm /> : null}
          </>
        )}
      </Answer>
    </section>
  );
};
