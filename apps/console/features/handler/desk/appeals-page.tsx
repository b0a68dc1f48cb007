import { Alert, Button, Input, Modal, Segmented, Switch, Tag } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { PageHead } from '../../../components/page-head.tsx';
import { PagesAnswer } from '../../../components/pages-answer.tsx';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { useChange } from '../../../components/use-change.ts';
import { useChanged } from '../../../components/use-changed.ts';
import { usePages } from '../../../components/use-pages.ts';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { ReasonField } from '../reason-field.tsx';
import { useWords } from '../use-words.ts';
import '../handler.css';

type Appeal = Schema<'Appeal'>;
const APPEALS_KEY = ['appeals'] as const;
const LIMIT = 200;

const AnswerForm = ({ appeal, onClose }: { readonly appeal: Appeal; readonly onClose: () => void }) => {
  const { t } = useTranslation('handler');
  const id = useId();
  const [words, setWords] = useState('');
  const [granted, setGranted] = useState(false);
  const [lifts, setLifts] = useState('');
  const lifted = granted && lifts.trim() !== '' ? { lifts: lifts.trim() } : {};
  const answer = useChange({
    make: () =>
      answerOf(
        api.POST('/v1/appeals/{id}/answer', {
          params: { path: { id: appeal.id } },
          body: { granted, words, ...lifted },
        }),
      ),
    touches: [APPEALS_KEY],
    done: () => t(granted ? 'appeal.doneGranted' : 'appeal.doneRefused'),
    after: onClose,
  });
  return (
    <Modal
      open
      title={t('appeal.answerTitle', { id: appeal.id })}
      okText={t(granted ? 'appeal.grant' : 'appeal.refuse')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: words.trim() === '', loading: answer.isPending }}
      onOk={() => answer.mutate(undefined)}
      onCancel={onClose}
    >
      <div className="stack">
        <p className="told words">{appeal.statement}</p>
        <div className="row">
          <Switch id={id} checked={granted} onChange={setGranted} />
          <label htmlFor={id}>{t('appeal.granted')}</label>
        </div>
        <ReasonField
          label={t('appeal.words')}
          help={t('appeal.wordsHelp')}
          kind="appeal"
          value={words}
          onChange={setWords}
        />
        {granted ? (
          <div className="labelled">
            <label htmlFor={`${id} lifts`}>{t('appeal.lifts')}</label>
            <Input id={`${id} lifts`} value={lifts} onChange={({ target }) => setLifts(target.value)} />
            <span className="soft">{t('appeal.liftsHelp')}</span>
          </div>
        ) : null}
        <Alert type="info" title={t(granted ? 'appeal.meansGrant' : 'appeal.meansRefuse')} />
        {answer.isError ? <ProblemAlert error={answer.error} /> : null}
      </div>
    </Modal>
  );
};

const AppealArticle = ({ appeal }: { readonly appeal: Appeal }) => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  const [isAsked, setAsked] = useState(false);
  const { id, decision, line, merchant, caller, statement, contact, status, receivedAt, dueAt, answer } = appeal;
  return (
    <article className="sheet stack" aria-label={id}>
      <div className="row apart">
        <h2>{id}</h2>
        <Tag color={status === 'open' ? 'gold' : 'default'}>{t(`appeal.status.${status}`)}</Tag>
      </div>
      <dl className="facts">
        <dt>{t('appeal.received')}</dt>
        <dd>
          <When at={receivedAt} />
        </dd>
        <dt>{t('column.due')}</dt>
        <dd>{status === 'open' ? <Due {...(dueAt === undefined ? {} : { dueAt })} /> : '–'}</dd>
        <dt>{t('appeal.against')}</dt>
        <dd>
          {decision} {caller === undefined ? null : maskedNumber(caller)} {line}
        </dd>
        <dt>{t('subject.merchant')}</dt>
        <dd>{merchant === undefined ? '–' : nameOf(merchant)}</dd>
        {contact === undefined ? null : (
          <>
            <dt>{t('appeal.contact')}</dt>
            <dd className="words">{contact}</dd>
          </>
        )}
      </dl>
      <p className="told words">{statement}</p>
      {answer === undefined ? (
        <Button className="no-print" type="primary" ghost onClick={() => setAsked(true)}>
          {t('appeal.answer')}
        </Button>
      ) : (
        <p className="words">
          <When at={answer.at} /> {answer.by}: {answer.words}
        </p>
      )}
      {isAsked ? <AnswerForm appeal={appeal} onClose={() => setAsked(false)} /> : null}
    </article>
  );
};

const SHOWN = ['open', 'all'] as const;

/** Objections to refusals. Those to sanctions stand with their sanctions, those to cases in the queue. */
export const AppealsPage = () => {
  const { t } = useTranslation('handler');
  const [params, setParams] = useSearchParams();
  const shown = params.get('shown') === 'all' ? 'all' : 'open';
  const pages = usePages<Appeal>(APPEALS_KEY, (after) =>
    answerOf(api.GET('/v1/appeals', { params: { query: { limit: LIMIT, ...after } } })),
  );
  useChanged({ appeal: [APPEALS_KEY] });
  const wanted = (rows: readonly Appeal[]) => rows.filter(({ status }) => shown === 'all' || status === 'open');
  const empty = <EmptyState title={t('appeal.none')} help={t('appeal.noneHelp')} />;
  return (
    <>
      <PageHead title={t('appeal.title')} help={t('appeal.help')} />
      <div className="row apart">
        <Segmented
          aria-label={t('appeal.shown')}
          value={shown}
          onChange={(next) => setParams({ shown: next }, { replace: true })}
          options={SHOWN.map((value) => ({ value, label: t(`appeal.show.${value}`) }))}
        />
        <span className="row">
          <Link to="/handler?state=appealed">{t('appeal.ofCases')}</Link>
          <Link to="/handler/sanctions">{t('appeal.ofSanctions')}</Link>
        </span>
      </div>
      <PagesAnswer pages={pages} empty={empty}>
        {(rows) => (
          <div className="spaced">
            {wanted(rows).length === 0 ? empty : null}
            {wanted(rows).map((appeal) => (
              <AppealArticle key={appeal.id} appeal={appeal} />
            ))}
            {pages.isWhole ? null : <Button onClick={pages.onNearEnd}>{t('action.more')}</Button>}
          </div>
        )}
      </PagesAnswer>
    </>
  );
};
