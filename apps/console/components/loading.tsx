import i18next from 'i18next';
import './loading.css';

export const Loading = () => (
  <div role="status" aria-label={i18next.t('loading')} className="loading">
    <div />
    <div />
    <div />
  </div>
);
