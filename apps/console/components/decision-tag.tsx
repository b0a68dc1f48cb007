import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

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
      <Tag color={decision === 'allow' ? 'green' : 'volcano'}>{t(`decision.${decision}`)}</Tag>
      {words ?? reason}
    </span>
  );
};
