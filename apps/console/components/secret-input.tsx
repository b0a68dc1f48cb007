import { type ComponentProps, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';

/** A password, to be seen by who types it. */
export const SecretInput = (input: Omit<ComponentProps<'input'>, 'type' | 'className'>) => {
  const { t } = useTranslation();
  const [isSeen, setSeen] = useState(false);
  return (
    <div className="row secret">
      <input {...input} type={isSeen ? 'text' : 'password'} className="input grow" />
      <Button look="text" aria-controls={input.id} aria-pressed={isSeen} onClick={() => setSeen(!isSeen)}>
        {t('secret.see')}
      </Button>
    </div>
  );
};
