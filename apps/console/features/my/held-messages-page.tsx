import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { When } from '../../components/when.tsx';
import { type HeldMessage, type HeldMessages, readHeldMessage, releaseHeldMessage, setHeldMessages } from './asked.ts';
import { BigSwitch } from './big-switch.tsx';
import { MyPage } from './my-page.tsx';
import { useHeldMessages } from './questions.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useSay } from './use-say.ts';

const Message = ({ message }: { readonly message: HeldMessage }) => {
  const { t } = useSay();
  const { number } = useShownNumber();
  const [isOpen, setOpen] = useState(false);
  // Each reading is logged: once opened, it is not asked for again.
  const text = useQuery({
    queryKey: ['held-text', number, message.id],
    queryFn: () => readHeldMessage(number, message.id),
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const release = useMyChange({ make: () => releaseHeldMessage(number, message.id), done: () => t('held.released') });
  return (
    <li className="attempt stack">
      <div className="row apart">
        <strong>{message.merchant?.name ?? t('askers.unnamed')}</strong>
        <span className="soft">
          <When at={message.at} />
        </span>
      </div>
      {isOpen ? (
        <Answer query={text}>{(found) => <blockquote className="words">{found.text}</blockquote>}</Answer>
      ) : null}
      <div className="row apart">
        <span className="soft">
          {t('held.until')} <When at={message.expiresAt} /> ·{' '}
          <Link to={`/my/attempts/${message.id}`}>{t('attempts.explain')}</Link>
        </span>
        <span className="row">
          {isOpen ? null : <Button onClick={() => setOpen(true)}>{t('held.read')}</Button>}
          <Button isBusy={release.isPending} onClick={() => release.mutate(undefined)}>
            {t('held.release')}
          </Button>
        </span>
      </div>
    </li>
  );
};

const Held = ({ held }: { readonly held: HeldMessages }) => {
  const { t } = useSay();
  const { number } = useShownNumber();
  const keep = useMyChange({
    make: (on: boolean) => setHeldMessages(number, on),
    done: (_, on) => t(on ? 'held.switchedOn' : 'held.switchedOff'),
  });
  return (
    <>
      <div className="sheet row apart switch-row">
        <span>{t('held.switch')}</span>
        <BigSwitch
          label={t('held.switch')}
          isOn={held.on}
          isBusy={keep.isPending}
          onTurn={() => keep.mutate(!held.on)}
        />
      </div>
      {held.items.length === 0 ? (
        <EmptyState title={t('held.none')} help={t('held.help')} />
      ) : (
        <ul className="sheet plain-list attempts">
          {held.items.map((message) => (
            <Message key={message.id} message={message} />
          ))}
        </ul>
      )}
    </>
  );
};

/** Messages that were refused and kept: to read, and to have sent after all. */
export const HeldMessagesPage = () => {
  const { t } = useSay();
  const { isWard } = useShownNumber();
  const held = useHeldMessages();
  return (
    <MyPage title={t('held.title')} help={t('held.help')}>
      {isWard ? <p>{t('held.notOfWard')}</p> : <Answer query={held}>{(found) => <Held held={found} />}</Answer>}
    </MyPage>
  );
};
