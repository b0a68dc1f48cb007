import { type ReactNode, useId } from 'react';

/** A field with its label. */
export const Labelled = ({
  label,
  help,
  children,
}: {
  readonly label: string;
  readonly help?: string;
  readonly children: (id: string) => ReactNode;
}) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {help === undefined ? null : <div className="soft">{help}</div>}
    </div>
  );
};

interface TextFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isRequired?: boolean;
}

export const TextField = ({ label, help, value, onChange, isRequired = false }: TextFieldProps) => (
  <Labelled label={label} {...(help === undefined ? {} : { help })}>
    {(id) => (
      <input
        className="input"
        id={id}
        required={isRequired}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    )}
  </Labelled>
);
