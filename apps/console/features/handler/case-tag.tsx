import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CaseState } from './questions.ts';

const COLOURS: Readonly<Record<CaseState, string>> = {
  incomplete: 'default',
  received: 'blue',
  forwarded: 'cyan',
  answered: 'geekblue',
  upheld: 'volcano',
  rejected: 'default',
  closed: 'default',
  reopened: 'purple',
  appealed: 'magenta',
};

export const CaseTag = ({ state }: { readonly state: CaseState }) => {
  const { t } = useTranslation('handler');
  return <Tag color={COLOURS[state]}>{t(`state.${state}`)}</Tag>;
};
