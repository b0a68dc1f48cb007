import { useTranslation } from 'react-i18next';
import type { Run } from './text-difference.ts';

/** Texts with what was added underlined and what is gone struck through: seen without colours, and told to screen readers. */
export const DifferenceText = ({ runs }: { readonly runs: readonly Run[] }) => {
  const { t } = useTranslation('merchant');
  let at = 0;
  return (
    <p className="words">
      {runs.map(({ kind, text }) => {
        at += text.length;
        const key = `${kind} ${at}`;
        if (kind === 'same') return <span key={key}>{text}</span>;
        return kind === 'added' ? (
          <ins key={key} className="added" title={t('content.added')}>
            {text}
          </ins>
        ) : (
          <del key={key} className="gone" title={t('content.gone')}>
            {text}
          </del>
        );
      })}
    </p>
  );
};
