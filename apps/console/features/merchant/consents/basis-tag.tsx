import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BasisState } from './basis-row.ts';

const COLOURS: Readonly<Record<BasisState, string>> = {
  live: 'green',
  unconfirmed: 'gold',
  'not-yet': 'blue',
  expired: 'default',
  withdrawn: 'volcano',
  recycled: 'default',
};

export const BasisTag = ({ state }: { readonly state: BasisState }) => {
  const { t } = useTranslation('merchant');
  return <Tag color={COLOURS[state]}>{t(`basisState.${state}`)}</Tag>;
};
