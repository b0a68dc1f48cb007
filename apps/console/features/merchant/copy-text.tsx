import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Text to be taken elsewhere, with a button that copies it. */
export const CopyText = ({ text }: { readonly text: string }) => {
  const { t } = useTranslation('merchant');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // The text stands there to be marked by hand.
    }
  };
  return (
    <div className="stack">
      <code className="code-block">{text}</code>
      <Button size="small" onClick={() => void copy()}>
        {t(isCopied ? 'copied' : 'copy')}
      </Button>
    </div>
  );
};
