import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { useChange } from '../../../components/use-change.ts';
import { When } from '../../../components/when.tsx';
import { Due } from '../../cases/due.tsx';
import { HandField } from '../hand-field.tsx';
import { CASES_KEY, type CaseSheet, useHandName, useMyId } from '../questions.ts';
import { ReasonField } from '../reason-field.tsx';
import { useAssign } from '../use-case-steps.ts';
import { useWords } from '../use-words.ts';

interface SheetProps {
  readonly sheet: CaseSheet;
}

/** The clock stands only with a reason, and goes on where it stood. */
const Pausing = ({ sheet }: SheetProps) => {
  const { t } = useTranslation('handler');
  const [isAsked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const params = { path: { id: sheet.id } };
  const pause = useChange({
    make: () => answerOf(api.POST('/v1/cases/{id}/pause', { params, body: { reason } })),
    touches: [CASES_KEY],
    done: () => t('clock.pausedDone'),
    after: () => setAsked(false),
  });
  const resume = useChange({
    make: () => answerOf(api.POST('/v1/cases/{id}/resumption', { params, body: {} })),
    touches: [CASES_KEY],
    done: () => t('clock.resumedDone'),
  });
  if (sheet.clock === undefined) return <p className="soft">{t('clock.noneRuns')}</p>;
  if (sheet.isPaused)
    return (
      <Button onClick={() => resume.mutate(undefined)} loading={resume.isPending}>
        {t('clock.resume')}
      </Button>
    );
  return (
    <>
      <Button onClick={() => setAsked(true)}>{t('clock.pause')}</Button>
      <Modal
        open={isAsked}
        title={t('clock.pause')}
        okText={t('clock.pause')}
        cancelText={t('action.cancel')}
        okButtonProps={{ disabled: reason.trim() === '', loading: pause.isPending }}
        onOk={() => pause.mutate(undefined)}
        onCancel={() => setAsked(false)}
      >
        <ReasonField
          label={t('decide.reason')}
          help={t('clock.pauseHelp')}
          kind="pause"
          value={reason}
          onChange={setReason}
        />
      </Modal>
    </>
  );
};

const Assigning = ({ sheet }: SheetProps) => {
  const { t } = useTranslation('handler');
  const myId = useMyId();
  const [isAsked, setAsked] = useState(false);
  const [to, setTo] = useState(sheet.assignee ?? '');
  const assign = useAssign(() => setAsked(false), sheet.assignee ?? null);
  const give = (hand: string): void => assign.mutate({ cases: [sheet.id], to: hand === '' ? null : hand });
  return (
    <>
      {myId === undefined || sheet.assignee === myId ? null : (
        <Button onClick={() => give(myId)}>{t('assign.take')}</Button>
      )}
      <Button onClick={() => setAsked(true)}>{t('assign.title')}</Button>
      <Modal
        open={isAsked}
        title={t('assign.title')}
        okText={t('assign.title')}
        cancelText={t('action.cancel')}
        okButtonProps={{ loading: assign.isPending }}
        onOk={() => give(to)}
        onCancel={() => setAsked(false)}
      >
        <HandField value={to} onChange={setTo} />
      </Modal>
    </>
  );
};

/** Whom it is about and by when what is due. */
export const CaseFacts = ({ sheet }: SheetProps) => {
  const { t } = useTranslation('handler');
  const { nameOf, category, province } = useWords();
  const handName = useHandName();
  const pauses = sheet.notes.filter(({ kind }) => kind === 'pause' || kind === 'resume');
  return (
    <section className="sheet">
      <h2>{t('clock.title')}</h2>
      <dl className="facts">
        <dt>{t('clock.what')}</dt>
        <dd>{sheet.clock === undefined ? t('clock.nothing') : t(`clock.name.${sheet.clock}`)}</dd>
        <dt>{t('column.due')}</dt>
        <dd>
          <Due {...sheet} />
        </dd>
        <dt>{t('column.party')}</dt>
        <dd>{sheet.party === undefined ? t('case.noParty') : nameOf(sheet.party.id)}</dd>
        <dt>{t('column.category')}</dt>
        <dd>{category(sheet.category)}</dd>
        <dt>{t('column.province')}</dt>
        <dd>{province(sheet.province)}</dd>
        <dt>{t('case.openedAt')}</dt>
        <dd>
          <When at={sheet.openedAt} />
        </dd>
        <dt>{t('column.assignee')}</dt>
        <dd>{sheet.assignee === undefined ? t('assign.nobody') : handName(sheet.assignee)}</dd>
      </dl>
      {pauses.length === 0 ? null : (
        <details>
          <summary>{t('clock.pauses', { count: pauses.filter(({ kind }) => kind === 'pause').length })}</summary>
          <ul>
            {pauses.map(({ id, at, kind, text, who }) => (
              <li key={id}>
                <When at={at} /> {t(`note.kind.${kind}`)} <span className="words">{text}</span>{' '}
                <span className="soft">{who}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <div className="row no-print actions">
        <Pausing sheet={sheet} />
        <Assigning sheet={sheet} />
      </div>
    </section>
  );
};
