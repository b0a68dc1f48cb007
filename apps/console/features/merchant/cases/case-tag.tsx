import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Case } from '../questions.ts';

const COLOURS: Readonly<Record<Case['state'], string>> = {
  incomplete: 'default',
  received: 'blue',
  forwarded: 'gold',
  answered: 'blue',
  upheld: 'volcano',
  rejected: 'green',
  closed: 'default',
  reopened: 'gold',
  appealed: 'purple',
};

export const CaseTag = ({ state }: Pick<Case, 'state'>) => {
  const { t } = useTranslation('merchant');
  return <Tag color={COLOURS[state]}>{t(`caseState.${state}`)}</Tag>;
};
