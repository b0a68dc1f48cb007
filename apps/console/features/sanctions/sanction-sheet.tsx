import { useQuery } from '@tanstack/react-query';
import { Timeline } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { countText } from '../../components/count.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { useChanged } from '../../components/use-changed.ts';
import { When } from '../../components/when.tsx';
import { Due } from '../cases/due.tsx';
import { SanctionStateTag, TargetText } from './sanction-tags.tsx';
import { StepButtons } from './step-buttons.tsx';

type Sheet = Schema<'SanctionSheet'>;

const Facts = ({ sheet }: { readonly sheet: Sheet }) => {
  const { t, i18n } = useTranslation('sanctions');
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('list.target'), <TargetText key="t" target={sheet.target} />],
    [t('sheet.purposes'), sheet.purposes?.map((purpose) => t(`purpose.${purpose}`)).join('、')],
    [t('sheet.channels'), sheet.channels?.map((channel) => t(`channel.${channel}`)).join('、')],
    [
      t('sheet.perDay'),
      sheet.perDay === undefined
        ? undefined
        : t('sheet.perDayValue', { amount: countText(sheet.perDay, i18n.language) }),
    ],
    [
      t('sheet.amount'),
      sheet.amountYuan === undefined
        ? undefined
        : t('sheet.yuan', { amount: countText(sheet.amountYuan, i18n.language) }),
    ],
    [t('sheet.term'), sheet.termDays === undefined ? undefined : t('sheet.days', { count: sheet.termDays })],
    [t('list.since'), sheet.inForceAt === undefined ? undefined : <When key="s" at={sheet.inForceAt} />],
    [t('list.ends'), sheet.endsAt === undefined ? undefined : <When key="e" at={sheet.endsAt} />],
    [t('sheet.due'), sheet.dueAt === undefined ? undefined : <Due key="d" dueAt={sheet.dueAt} />],
    [t('sheet.clause'), sheet.clause],
    [t('sheet.grounds'), sheet.grounds.map(({ kind, id }) => `${t(`ground.${kind}`)} ${id}`).join('、')],
    [t('sheet.note'), sheet.note],
    [t('sheet.entry'), sheet.entry === undefined ? undefined : `${sheet.entry.name} ${sheet.entry.reason}`],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value === undefined || value === '' ? null : (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd className="words">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
};

const Steps = ({ steps }: { readonly steps: Sheet['steps'] }) => {
  const { t, i18n } = useTranslation('sanctions');
  const { t: common } = useTranslation();
  return (
    <Timeline
      items={steps.map(({ at, input, to, by, reason, told }, index) => ({
        key: `${at} ${input} ${index}`,
        content: (
          <div className="stack">
            <div className="row">
              <strong>{t(`input.${input}`, { defaultValue: input })}</strong>
              <SanctionStateTag state={to} />
              <When at={at} />
              <span className="soft">
                {[common(`role.${by.role}`, { defaultValue: by.role }), by.name].filter(Boolean).join(' ')}
              </span>
            </div>
            {reason === undefined ? null : <div className="words">{`${t('sheet.reason')}: ${reason}`}</div>}
            {told === undefined ? null : (
              <div className="words soft">{`${t('sheet.told')}: ${told[i18n.language === 'zh' ? 'zh' : 'en']}`}</div>
            )}
          </div>
        ),
      }))}
    />
  );
};

/** A sanction with its steps, and the next ones. */
export const SanctionSheet = () => {
  const { id = '' } = useParams();
  const { t } = useTranslation('sanctions');
  const query = useQuery({
    queryKey: ['sanction', id],
    queryFn: () => answerOf(api.GET('/v1/sanctions/{id}', { params: { path: { id } } })),
  });
  useChanged({ sanction: [['sanction', id]], appeal: [['sanction', id]] });
  return (
    <>
      <PageHead title={t('sheet.head', { id })} />
      <Answer query={query}>
        {(sheet) => (
          <div className="grid">
            <section className="sheet">
              <h2 className="row">
                {t(`kind.${sheet.kind}`)} <SanctionStateTag state={sheet.state} />
              </h2>
              <Facts sheet={sheet} />
              <StepButtons sanction={sheet} />
            </section>
            <section className="sheet">
              <h2>{t('sheet.steps')}</h2>
              <Steps steps={sheet.steps} />
            </section>
          </div>
        )}
      </Answer>
    </>
  );
};
