import { useTranslation } from 'react-i18next';
import { Mark } from './mark.tsx';

interface DecisionTagProps {
  readonly decision: string;
  readonly reason: string;
  readonly text?: { readonly zh: string; readonly en: string };
}

/** Allowed or refused, and why, in the reader's language. */
export const DecisionTag = ({ decision, reason, text }: DecisionTagProps) => {
  const { t, i18n } = useTranslation();
  const words = text?.[i18n.language === 'zh' ? 'zh' : 'en'];
  return (
    <span>
      <Mark tone={decision === 'allow' ? 'good' : 'bad'}>{t(`decision.${decision}`)}</Mark> {words ?? reason}
    </span>
  );
};
