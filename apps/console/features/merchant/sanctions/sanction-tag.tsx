import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Sanction } from '../questions.ts';

const COLOURS: Readonly<Record<Sanction['state'], string>> = {
  proposed: 'gold',
  noticed: 'gold',
  'in-force': 'volcano',
  appealed: 'purple',
  lifted: 'green',
  lapsed: 'default',
  overturned: 'green',
};

export const SanctionTag = ({ state }: Pick<Sanction, 'state'>) => {
  const { t } = useTranslation('merchant');
  return <Tag color={COLOURS[state]}>{t(`sanctionState.${state}`)}</Tag>;
};
