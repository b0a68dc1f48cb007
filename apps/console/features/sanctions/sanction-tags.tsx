import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/schemas.ts';
import { maskedNumber } from '../../components/masked-number.tsx';
import { useNames } from '../../components/use-names.ts';

const COLOURS: Readonly<Record<Schema<'SanctionState'>, string>> = {
  proposed: 'blue',
  noticed: 'blue',
  'in-force': 'volcano',
  appealed: 'gold',
  lifted: 'default',
  lapsed: 'default',
  overturned: 'default',
};

export const SanctionStateTag = ({ state }: { readonly state: Schema<'SanctionState'> }) => {
  const { t } = useTranslation('sanctions');
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
};

/** What is sanctioned, by name; personal numbers masked. */
export const TargetText = ({ target }: { readonly target: Schema<'SanctionTarget'> }) => {
  const { t } = useTranslation('sanctions');
  const nameOf = useNames();
  const shown = target.kind === 'number' ? maskedNumber(target.id) : nameOf(target.id);
  return (
    <span>
      <span className="soft">{t(`target.${target.kind}`)}</span> {shown}
    </span>
  );
};
