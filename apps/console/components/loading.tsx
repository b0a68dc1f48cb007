import { Skeleton } from 'antd';
import i18next from 'i18next';

export const Loading = () => (
  <div role="status" aria-label={i18next.t('loading')}>
    <Skeleton active paragraph={{ rows: 4 }} />
  </div>
);
