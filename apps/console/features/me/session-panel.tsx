import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { Answer } from '../../components/answer.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { useChange } from '../../components/use-change.ts';
import { When } from '../../components/when.tsx';
import { SESSIONS_KEY, useSessions } from './questions.ts';

type Session = Schema<'SessionList'>['items'][number];

const SessionRow = ({ id, expiresAt, current }: Session) => {
  const { t } = useTranslation('me');
  const end = useChange({
    make: () => answerOf(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } })),
    touches: [SESSIONS_KEY],
    done: () => t('session.ended'),
  });
  return (
    <li className="row apart">
      <span>
        {id}{' '}
        <span className="soft">
          {t('session.until')} <When at={expiresAt} />
        </span>
      </span>
      {current ? (
        <span className="mark">{t('session.current')}</span>
      ) : (
        <ConfirmButton
          label={t('session.end')}
          title={t('session.endTitle', { id })}
          consequence={t('session.endMeans')}
          button={{ size: 'small' }}
          onConfirm={() => end.mutateAsync(undefined)}
        />
      )}
    </li>
  );
};

const EndOthers = ({ count }: { readonly count: number }) => {
  const { t } = useTranslation('me');
  const endOthers = useChange({
    make: () => answerOf(api.DELETE('/v1/sessions')),
    touches: [SESSIONS_KEY],
    done: ({ ended }) => t('session.endedOthers', { count: ended }),
  });
  return (
    <ConfirmButton
      label={t('session.endOthers')}
      title={t('session.endOthersTitle')}
      consequence={t('session.endOthersMeans', { count })}
      isGrave
      onConfirm={() => endOthers.mutateAsync(undefined)}
    />
  );
};

/** Where the member is signed in: the present session first. */
export const SessionPanel = () => {
  const { t } = useTranslation('me');
  const sessions = useSessions();
  return (
    <section className="sheet stack">
      <h2>{t('session.title')}</h2>
      <p className="soft">{t('session.help')}</p>
      <Answer query={sessions}>
        {(items) => (
          <>
            <ul className="plain stack">
              {items
                .toSorted((one, other) => Number(other.current) - Number(one.current))
                .map((session) => (
                  <SessionRow key={session.id} {...session} />
                ))}
            </ul>
            {items.length > 1 ? <EndOthers count={items.length - 1} /> : null}
          </>
        )}
      </Answer>
    </section>
  );
};
