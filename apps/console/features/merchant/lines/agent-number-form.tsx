import { Button } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import { useChange } from '../../../components/use-change.ts';
import { Field } from '../field.tsx';
import { type Category, type Channel, KEPT, type Purpose } from '../questions.ts';
import { CATEGORIES, CHANNELS, PURPOSES, WordChoices } from '../scope.tsx';

interface AgentNumber {
  readonly caller: string;
  readonly purposes: readonly Purpose[];
  readonly categories: readonly Category[];
  readonly channels: readonly Channel[];
}

const EMPTY: AgentNumber = { caller: '', purposes: ['marketing', 'service'], categories: [], channels: ['voice'] };

const orLeftOut = <Value,>(name: string, values: readonly Value[]) =>
  values.length === 0 ? {} : { [name]: [...values] };

/** A number that an agent of the merchant calls from: it inherits the merchant's refusals and rules. */
export const AgentNumberForm = () => {
  const { t } = useTranslation('merchant');
  const [filed, setFiled] = useState(EMPTY);
  const file = useChange({
    make: ({ caller, purposes, categories, channels }: AgentNumber) =>
      answerOf(
        api.POST('/v1/filings', {
          body: {
            caller,
            prefix: false,
            kind: 'agent-number',
            purposes: [...purposes],
            ...orLeftOut('categories', categories),
            ...orLeftOut('channels', channels),
          },
        }),
      ),
    touches: [KEPT.filings],
    done: () => t('lines.filed'),
    after: () => setFiled(EMPTY),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    file.mutate(filed);
  };
  return (
    <form className="sheet stack" onSubmit={submit}>
      <h2>{t('lines.fileAgent')}</h2>
      <p className="soft">{t('lines.fileAgentHelp')}</p>
      <div className="fields">
        <Field
          label={t('lines.agentNumber')}
          value={filed.caller}
          required
          placeholder="13900000001"
          onChange={(caller) => setFiled({ ...filed, caller })}
        />
        <WordChoices
          kind="purpose"
          label={t('word.purposes')}
          values={PURPOSES}
          value={filed.purposes}
          onChange={(purposes) => setFiled({ ...filed, purposes })}
        />
        <WordChoices
          kind="category"
          label={t('word.categories')}
          values={CATEGORIES}
          value={filed.categories}
          onChange={(categories) => setFiled({ ...filed, categories })}
          none={t('lines.allMine')}
        />
        <WordChoices
          kind="channel"
          label={t('word.channels')}
          values={CHANNELS}
          value={filed.channels}
          onChange={(channels) => setFiled({ ...filed, channels })}
          none={t('lines.allChannels')}
        />
      </div>
      <div>
        <Button type="primary" htmlType="submit" disabled={filed.purposes.length === 0} loading={file.isPending}>
          {t('lines.file')}
        </Button>
      </div>
    </form>
  );
};
