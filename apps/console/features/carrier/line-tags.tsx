import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '../../api/asked-figures.ts';
import type { Schema } from '../../api/schemas.ts';

const COLOURS: Readonly<Record<Verdict, string>> = { below: 'green', unsure: 'gold', above: 'volcano' };

export const HealthTag = ({ state }: { readonly state: Verdict }) => {
  const { t } = useTranslation('carrier');
  return <Tag color={COLOURS[state]}>{t(`health.${state}`)}</Tag>;
};

const MODE_COLOURS = { enforce: 'green', partial: 'gold', observe: 'blue' } as const;

export const ModeTag = ({ enforcement }: { readonly enforcement: Schema<'Enforcement'> }) => {
  const { t } = useTranslation('carrier');
  const { mode, percent } = enforcement;
  return <Tag color={MODE_COLOURS[mode]}>{t(`mode.${mode}`, { percent })}</Tag>;
};
