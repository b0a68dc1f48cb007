import { type FormEvent, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { Answer } from '../../components/answer.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { maskedNumber, NumberText } from '../../components/masked-number.tsx';
import { When, whenText } from '../../components/when.tsx';
import {
  askWard,
  confirmGuardian,
  confirmWard,
  endGuardian,
  endWard,
  type Family,
  type Guardian,
  type Ward,
} from './asked.ts';
import { MyPage } from './my-page.tsx';
import { useFamily } from './questions.ts';
import { useShownNumber } from './shown-number.ts';
import { useMyChange } from './use-my-change.ts';
import { useSay } from './use-say.ts';

/** Ends the care of a number, asked from either side. */
const EndButton = ({ other, onEnd }: { readonly other: string; readonly onEnd: () => Promise<unknown> }) => {
  const { t } = useSay();
  const { number, showOwn } = useShownNumber();
  const end = useMyChange({
    make: onEnd,
    done: () => t('family.ended'),
    after: () => (number === other ? showOwn() : undefined),
  });
  return (
    <ConfirmButton
      label={t('family.end')}
      title={t('family.endTitle', { number: maskedNumber(other) })}
      consequence={t('family.endHelp')}
      isGrave
      onConfirm={() => end.mutateAsync(undefined)}
    />
  );
};

const ConfirmForm = ({ ward }: { readonly ward: string }) => {
  const { t } = useSay();
  const { own } = useShownNumber();
  const id = useId();
  const [code, setCode] = useState('');
  const confirm = useMyChange({
    make: () => confirmWard(own, ward, code.trim()),
    done: () => t('family.confirmed'),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    confirm.mutate(undefined);
  };
  return (
    <form className="row" onSubmit={submit}>
      <label htmlFor={id}>{t('family.code')}</label>
      <input
        id={id}
        className="input"
        inputMode="numeric"
        autoComplete="off"
        required
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      <Button type="submit" isBusy={confirm.isPending}>
        {t('family.confirm')}
      </Button>
    </form>
  );
};

const WardEntry = ({ care }: { readonly care: Ward }) => {
  const { t } = useSay();
  const { own, showWard } = useShownNumber();
  const go = useNavigate();
  const show = (): void => {
    showWard(care.ward);
    void go('/my');
  };
  return (
    <li className="attempt stack">
      <div className="row apart">
        <NumberText number={care.ward} />
        <span className="row">
          {care.state === 'standing' ? (
            <Button look="primary" onClick={show}>
              {t('family.show')}
            </Button>
          ) : null}
          <EndButton other={care.ward} onEnd={() => endWard(own, care.ward)} />
        </span>
      </div>
      {care.state === 'asked' && care.expiresAt !== undefined ? (
        <>
          <p className="soft">
            {t('family.waiting')} <When at={care.expiresAt} />
          </p>
          <ConfirmForm ward={care.ward} />
        </>
      ) : null}
    </li>
  );
};

const GuardianEntry = ({ care }: { readonly care: Guardian }) => {
  const { t } = useSay();
  const { own } = useShownNumber();
  const agree = useMyChange({ make: () => confirmGuardian(own, care.guardian), done: () => t('family.agreed') });
  return (
    <li className="attempt row apart">
      <span>
        <NumberText number={care.guardian} />{' '}
        <span className="soft">
          {care.state === 'asked' && care.expiresAt !== undefined ? (
            <>
              {t('family.wants')} <When at={care.expiresAt} />
            </>
          ) : null}
          {care.from === undefined ? null : (
            <>
              {t('family.since')} <When at={care.from} />
            </>
          )}
        </span>
      </span>
      <span className="row">
        {care.state === 'asked' ? (
          <Button look="primary" isBusy={agree.isPending} onClick={() => agree.mutate(undefined)}>
            {t('family.agree')}
          </Button>
        ) : null}
        <EndButton other={care.guardian} onEnd={() => endGuardian(own, care.guardian)} />
      </span>
    </li>
  );
};

const AskForm = () => {
  const { t, language } = useSay();
  const { own } = useShownNumber();
  const id = useId();
  const [ward, setWard] = useState('');
  const ask = useMyChange({
    make: () => askWard(own, ward.replaceAll(/[\s-]/g, '')),
    done: ({ expiresAt }) => t('family.sent', { until: expiresAt === undefined ? '' : whenText(expiresAt, language) }),
    after: () => setWard(''),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    ask.mutate(undefined);
  };
  return (
    <form className="sheet stack" onSubmit={submit}>
      <h2>{t('family.ask')}</h2>
      <p className="soft">{t('family.askHelp')}</p>
      <div className="row">
        <label htmlFor={id}>{t('family.number')}</label>
        <input
          id={id}
          className="input grow"
          inputMode="tel"
          required
          value={ward}
          onChange={({ target }) => setWard(target.value)}
        />
        <Button look="primary" type="submit" isBusy={ask.isPending}>
          {t('family.send')}
        </Button>
      </div>
    </form>
  );
};

const Sides = ({ family: { wards, guardians } }: { readonly family: Family }) => {
  const { t } = useSay();
  return (
    <>
      <section className="sheet">
        <h2>{t('family.wards')}</h2>
        {wards.length === 0 ? <p className="soft">{t('family.noWards')}</p> : null}
        <ul className="plain-list">
          {wards.map((care) => (
            <WardEntry key={care.ward} care={care} />
          ))}
        </ul>
      </section>
      <AskForm />
      <section className="sheet">
        <h2>{t('family.guardians')}</h2>
        {guardians.length === 0 ? <p className="soft">{t('family.noGuardians')}</p> : null}
        <ul className="plain-list">
          {guardians.map((care) => (
            <GuardianEntry key={care.guardian} care={care} />
          ))}
        </ul>
      </section>
    </>
  );
};

/** Guardians and wards: asking, agreeing, showing a ward's number, ending. */
export const FamilyPage = () => {
  const { t } = useSay();
  const family = useFamily();
  return (
    <MyPage title={t('family.title')} help={t('family.help')}>
      <Answer query={family}>{(found) => <Sides family={found} />}</Answer>
    </MyPage>
  );
};
