import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { useChange } from '../../components/use-change.ts';
import { instantOfField } from './instant-field.ts';

type Pack = Schema<'LawInstallation'>['pack'];

const packOf = (text: string): Pack | undefined => {
  try {
    const pack: unknown = JSON.parse(text);
    return typeof pack === 'object' && pack !== null && !Array.isArray(pack) ? (pack as Pack) : undefined;
  } catch {
    return undefined;
  }
};

interface Installation {
  readonly pack: Pack;
  readonly from: string;
}

const PackField = ({
  text,
  isBad,
  onText,
}: {
  readonly text: string;
  readonly isBad: boolean;
  readonly onText: (text: string) => void;
}) => {
  const { t } = useTranslation('regulator');
  const textId = useId();
  return (
    <div className="field">
      <label htmlFor={textId}>{t('install.pack')}</label>
      <Input.TextArea
        id={textId}
        rows={8}
        value={text}
        status={isBad ? 'error' : ''}
        placeholder='{ "extends": "cn-2020-draft", "id": "cn-strict-1", "requestHours": 48 }'
        onChange={({ target }) => onText(target.value)}
      />
      <div className={isBad ? 'bad' : 'soft'}>{t(isBad ? 'install.noJson' : 'install.packHelp')}</div>
    </div>
  );
};

/** A pack as JSON: checked whole first, then installed for good, with or without its date. */
export const InstallLaw = () => {
  const { t } = useTranslation('regulator');
  const fromId = useId();
  const [text, setText] = useState('');
  const [from, setFrom] = useState('');
  const pack = packOf(text);
  const check = useMutation({
    mutationFn: (said: Pack) => answerOf(api.POST('/v1/laws/check', { body: { pack: said } })),
  });
  const install = useChange({
    make: ({ pack: said, from: at }: Installation) =>
      answerOf(api.POST('/v1/laws', { body: { pack: said, ...(at !== '' && { from: instantOfField(at) }) } })),
    touches: [['laws']],
    done: ({ id }) => t('install.done', { id }),
    after: () => check.reset(),
  });
  const change = (next: string): void => {
    setText(next);
    check.reset();
  };
  return (
    <section className="sheet stack no-print">
      <h2>{t('install.head')}</h2>
      <PackField text={text} isBad={text !== '' && pack === undefined} onText={change} />
      <div className="row">
        <label htmlFor={fromId}>{t('install.from')}</label>
        <input id={fromId} type="datetime-local" value={from} onChange={({ target }) => setFrom(target.value)} />
        <span className="soft">{t('install.fromHelp')}</span>
      </div>
      {check.isError ? <ProblemAlert error={check.error} /> : null}
      {check.data === undefined ? null : (
        <Alert
          type="success"
          showIcon
          title={t('install.checked', { id: check.data.id, clauses: check.data.clauses })}
          description={check.data.isKnown ? t('install.known') : undefined}
        />
      )}
      <div className="row">
        <Button
          type="primary"
          disabled={pack === undefined}
          loading={check.isPending}
          onClick={() => {
            if (pack !== undefined) check.mutate(pack);
          }}
        >
          {t('install.check')}
        </Button>
        <ConfirmButton
          label={t('install.install')}
          title={t('install.confirm', { id: check.data?.id ?? '' })}
          consequence={t(from === '' ? 'install.meansLater' : 'install.meansFrom', { from: from.replace('T', ' ') })}
          disabled={check.data === undefined || pack === undefined}
          isGrave={from !== ''}
          onConfirm={() => (pack === undefined ? Promise.resolve() : install.mutateAsync({ pack, from }))}
        />
      </div>
    </section>
  );
};
