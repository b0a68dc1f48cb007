import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Labelled, TextField } from '../../../components/labelled.tsx';
import { useNames } from '../../../components/use-names.ts';
import { idsOf } from '../ids-of.ts';
import { FormButton } from './form-button.tsx';
import { NounList } from './noun-list.tsx';

type Line = Schema<'Line'>;
type Mode = Line['enforcement']['mode'];
const LIMIT = 200;
const CLASSES = ['access', 'personal', 'interconnect', 'international'] as const satisfies readonly Line['class'][];
const MODES = ['observe', 'partial', 'enforce'] as const satisfies readonly Mode[];

const LineForm = () => {
  const { t } = useTranslation('admin');
  const [name, setName] = useState('');
  const [lineClass, setClass] = useState<Line['class']>('access');
  const [chain, setChain] = useState('');
  const [mode, setMode] = useState<Mode>('observe');
  const [percent, setPercent] = useState(10);
  return (
    <FormButton
      tab="lines"
      label={t('registry.newLine')}
      isReady={name.trim() !== '' && idsOf(chain).length > 0}
      save={() =>
        answerOf(
          api.POST('/v1/lines', {
            body: {
              name: name.trim(),
              class: lineClass,
              chain: idsOf(chain),
              enforcement: mode === 'partial' ? { mode, percent } : { mode },
            },
          }),
        )
      }
    >
      <TextField label={t('registry.name')} value={name} onChange={setName} isRequired />
      <Labelled label={t('registry.class')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            value={lineClass}
            onChange={setClass}
            options={CLASSES.map((value) => ({ value, label: t(`registry.classes.${value}`) }))}
          />
        )}
      </Labelled>
      <TextField
        label={t('registry.chain')}
        help={t('registry.chainHelp')}
        value={chain}
        onChange={setChain}
        isRequired
      />
      <Labelled label={t('registry.mode')} help={t('registry.modeHelp')}>
        {(id) => (
          <Select
            id={id}
            className="wide"
            value={mode}
            onChange={setMode}
            options={MODES.map((value) => ({ value, label: t(`registry.modes.${value}`) }))}
          />
        )}
      </Labelled>
      {mode === 'partial' ? (
        <Labelled label={t('registry.percent')}>
          {(id) => <InputNumber id={id} min={0} max={100} value={percent} onChange={(said) => setPercent(said ?? 0)} />}
        </Labelled>
      ) : null}
    </FormButton>
  );
};

/** Lines are registered here; their entries and secrets are the carrier's, who changes them. */
export const LineList = () => {
  const { t } = useTranslation('admin');
  const nameOf = useNames();
  const modeOf = ({ enforcement: { mode, percent } }: Line): string =>
    percent === undefined ? t(`registry.modes.${mode}`) : `${t(`registry.modes.${mode}`)} ${percent} %`;
  return (
    <NounList<Line>
      tab="lines"
      ask={(after) => answerOf(api.GET('/v1/lines', { params: { query: { limit: LIMIT, ...after } } }))}
      columns={[
        { title: t('key.id'), width: 'minmax(160px, 1fr)', cell: ({ id }) => id },
        { title: t('registry.class'), width: '130px', cell: (line) => t(`registry.classes.${line.class}`) },
        { title: t('registry.mode'), width: '140px', cell: modeOf },
        { title: t('key.status'), width: '100px', cell: ({ status }) => t(`registry.status.${status}`) },
      ]}
      facts={(line) => [
        [t('registry.class'), t(`registry.classes.${line.class}`)],
        [t('registry.chain'), line.chain?.map(nameOf).join(' → ')],
        [t('registry.mode'), modeOf(line)],
        [t('registry.trusted'), t(line.trusted ? 'registry.yes' : 'registry.no')],
        [t('registry.addresses'), line.entry?.addresses.join('、')],
        [t('registry.nextHops'), line.sip?.nextHops?.join('、')],
        [t('registry.account'), line.sms?.account],
        [t('key.status'), t(`registry.status.${line.status}`)],
      ]}
      form={(line) => (line === undefined ? <LineForm /> : null)}
    />
  );
};
