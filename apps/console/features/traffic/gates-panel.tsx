import { Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Count } from '../../components/count.tsx';
import { useLive } from '../../components/live.ts';
import { WideTable } from '../../components/wide-table.tsx';
import type { GatesFrame } from './frames.ts';

/** A "no" reaches every gate within this; the promise of the house. */
const PROMISED_MS = 1_000;

const DelayText = ({ valueMs }: { readonly valueMs: number | undefined }) => {
  const { i18n } = useTranslation();
  if (valueMs === undefined) return <>–</>;
  const text = new Intl.NumberFormat(i18n.language === 'zh' ? 'zh-CN' : 'en-GB', { maximumFractionDigits: 2 });
  return <span className={`number ${valueMs > PROMISED_MS ? 'bad' : ''}`}>{`${text.format(valueMs)} ms`}</span>;
};

/** Every gate: whether it answers, how far it is behind, and how soon it applied the last writes. */
export const GatesPanel = () => {
  const { t } = useTranslation('traffic');
  const [frame, setFrame] = useState<GatesFrame>();
  useLive<GatesFrame>('gates', setFrame);
  return (
    <section className="sheet">
      <h2>{t('gates.head')}</h2>
      <p className="soft">{t('gates.help')}</p>
      {frame === undefined ? (
        <p className="soft">{t('live.waiting')}</p>
      ) : (
        <WideTable
          pagination={false}
          rowKey="gate"
          dataSource={[...frame.gates]}
          columns={[
            { title: t('gates.gate'), dataIndex: 'gate' },
            {
              title: t('gates.state'),
              render: (_, { ready }) => (
                <Tag color={ready ? 'green' : 'volcano'}>{t(ready ? 'gates.ready' : 'gates.notReady')}</Tag>
              ),
            },
            {
              title: t('gates.behind'),
              render: (_, { headSequence, appliedSequence }) => <Count value={headSequence - appliedSequence} />,
            },
            { title: t('gates.last'), render: (_, { noDelay }) => <DelayText valueMs={noDelay?.lastMs} /> },
            { title: t('gates.half'), render: (_, { noDelay }) => <DelayText valueMs={noDelay?.p50Ms} /> },
            { title: t('gates.most'), render: (_, { noDelay }) => <DelayText valueMs={noDelay?.p99Ms} /> },
            { title: t('gates.worst'), render: (_, { noDelay }) => <DelayText valueMs={noDelay?.maxMs} /> },
            {
              title: t('gates.doors'),
              render: (_, { doors }) =>
                doors
                  .filter(({ open }) => open)
                  .map(({ door }) => door.toUpperCase())
                  .join(' '),
            },
          ]}
        />
      )}
    </section>
  );
};
