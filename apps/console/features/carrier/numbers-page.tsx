import { useMutation } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { useSession } from '../../app/session-of.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { maskedNumber } from '../../components/masked-number.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useChange } from '../../components/use-change.ts';
import { useNameList } from '../../components/use-names.ts';

type Numbering = Schema<'Numbering'>;

const About = ({ numbering }: { readonly numbering: Numbering }) => {
  const { t, i18n } = useTranslation('carrier');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const { province, city, areaCode, originallyAssignedTo } = numbering;
  return (
    <dl className="facts">
      <div className="fact">
        <dt>{t('number.number')}</dt>
        <dd className="number">{maskedNumber(numbering.number)}</dd>
      </div>
      <div className="fact">
        <dt>{t('number.place')}</dt>
        <dd>{[province?.[language], city, areaCode].filter(Boolean).join(' ') || t('number.unknown')}</dd>
      </div>
      <div className="fact">
        <dt>{t('number.assigned')}</dt>
        <dd>{originallyAssignedTo?.[language] ?? t('number.unknown')}</dd>
      </div>
    </dl>
  );
};

const Recycle = ({ number }: { readonly number: string }) => {
  const { t } = useTranslation('carrier');
  const recycle = useChange({
    make: (said: string) =>
      answerOf(api.POST('/v1/numbers/{number}/recycling', { params: { path: { number: said } } })),
    touches: [],
    done: () => t('number.recycled'),
  });
  return (
    <section className="sheet stack">
      <h2>{t('number.recycling')}</h2>
      <p>{t('number.recyclingHelp')}</p>
      <ConfirmButton
        label={t('number.recycle')}
        title={t('number.recycleTitle', { number: maskedNumber(number) })}
        consequence={t('number.recycleMeans')}
        isGrave
        onConfirm={() => recycle.mutateAsync(number)}
      />
    </section>
  );
};

const Own = ({ number }: { readonly number: string }) => {
  const { t } = useTranslation('carrier');
  const fieldId = useId();
  const { party } = useSession();
  const names = useNameList();
  const [carrier, setCarrier] = useState(party ?? '');
  const own = useChange({
    make: (said: string) =>
      answerOf(api.PUT('/v1/numbers/{number}/ownership', { params: { path: { number } }, body: { carrier: said } })),
    touches: [],
    done: () => t('number.owned'),
  });
  return (
    <section className="sheet stack">
      <h2>{t('number.ownership')}</h2>
      <p>{t('number.ownershipHelp')}</p>
      <div className="field">
        <label htmlFor={fieldId}>{t('number.carrier')}</label>
        <Select
          id={fieldId}
          value={carrier}
          onChange={setCarrier}
          disabled={party !== undefined}
          showSearch
          optionFilterProp="label"
          options={names.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </div>
      <Button type="primary" disabled={carrier === ''} loading={own.isPending} onClick={() => own.mutate(carrier)}>
        {t('number.own')}
      </Button>
    </section>
  );
};

/** A number that one already holds: whose it is now, and that it has a new holder. */
export const NumbersPage = () => {
  const { t } = useTranslation('carrier');
  const fieldId = useId();
  const [text, setText] = useState('');
  const look = useMutation({
    mutationFn: (number: string) => answerOf(api.GET('/v1/numbering/{number}', { params: { path: { number } } })),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() !== '') look.mutate(text.trim());
  };
  return (
    <>
      <PageHead title={t('number.title')} help={t('number.help')} />
      <form className="sheet stack" onSubmit={submit}>
        <label htmlFor={fieldId}>{t('number.field')}</label>
        <div className="row">
          <Input
            id={fieldId}
            className="narrow-field"
            inputMode="tel"
            autoComplete="off"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <Button type="primary" htmlType="submit" loading={look.isPending}>
            {t('number.look')}
          </Button>
        </div>
        {look.isError ? <ProblemAlert error={look.error} /> : null}
        {look.data === undefined ? <p className="soft">{t('number.first')}</p> : <About numbering={look.data} />}
      </form>
      {look.data === undefined ? null : (
        <div className="grid">
          <Recycle number={look.data.number} />
          <Own key={look.data.number} number={look.data.number} />
        </div>
      )}
    </>
  );
};
