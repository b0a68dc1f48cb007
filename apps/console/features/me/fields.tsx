import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { SecretInput } from '../../components/secret-input.tsx';

interface FieldProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

interface PasswordFieldProps extends FieldProps {
  readonly isNew?: boolean;
}

export const PasswordField = ({ label, help, value, onChange, isNew = false }: PasswordFieldProps) => {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <SecretInput
        id={id}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        value={value}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        onChange={({ target }) => onChange(target.value)}
      />
      {help === undefined ? null : (
        <div id={`${id}-help`} className="soft">
          {help}
        </div>
      )}
    </div>
  );
};

/** The password once more: who holds a session is not yet who may change how one comes in. */
export const PresentPassword = ({ value, onChange }: Pick<FieldProps, 'value' | 'onChange'>) => {
  const { t } = useTranslation('me');
  return <PasswordField label={t('present')} help={t('presentHelp')} value={value} onChange={onChange} />;
};

/** Twice, so that a slip of the finger locks nobody out. */
export const NewPassword = ({
  value,
  again,
  onChange,
  onAgain,
}: Pick<FieldProps, 'value' | 'onChange'> & {
  readonly again: string;
  readonly onAgain: (value: string) => void;
}) => {
  const { t } = useTranslation('me');
  const differs = again !== '' && again !== value;
  return (
    <>
      <PasswordField label={t('password.new')} help={t('password.help')} value={value} onChange={onChange} isNew />
      <PasswordField label={t('password.again')} value={again} onChange={onAgain} isNew />
      <p role="status" className="bad">
        {differs ? t('password.differs') : ''}
      </p>
    </>
  );
};

export const TextField = ({
  label,
  help,
  value,
  onChange,
  isCode = false,
}: FieldProps & { readonly isCode?: boolean }) => {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        required
        value={value}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
        {...(isCode ? { inputMode: 'numeric' as const, autoComplete: 'one-time-code' } : {})}
        onChange={({ target }) => onChange(target.value)}
      />
      {help === undefined ? null : (
        <div id={`${id}-help`} className="soft">
          {help}
        </div>
      )}
    </div>
  );
};
