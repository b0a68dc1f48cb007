import { useTranslation } from 'react-i18next';
import { Mark, type MarkTone } from '../../../components/mark.tsx';
import type { BasisState } from './basis-row.ts';

const TONES: Readonly<Record<BasisState, MarkTone>> = {
  live: 'good',
  unconfirmed: 'warn',
  'not-yet': 'soft',
  expired: 'soft',
  withdrawn: 'bad',
  recycled: 'soft',
};

export const BasisTag = ({ state }: { readonly state: BasisState }) => {
  const { t } = useTranslation('merchant');
  return <Mark tone={TONES[state]}>{t(`basisState.${state}`)}</Mark>;
};
