import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Content } from '../questions.ts';

const COLOURS: Readonly<Record<Content['status'], string>> = {
  draft: 'default',
  submitted: 'blue',
  approved: 'green',
  rejected: 'volcano',
  superseded: 'default',
};

export const ContentTag = ({ status }: { readonly status: Content['status'] }) => {
  const { t } = useTranslation('merchant');
  return <Tag color={COLOURS[status]}>{t(`contentStatus.${status}`)}</Tag>;
};
