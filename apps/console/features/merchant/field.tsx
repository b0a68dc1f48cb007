import { Input } from 'antd';
import { useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  /** Of a text of several lines. */
  readonly rows?: number;
  readonly type?: 'text' | 'number' | 'date' | 'url';
  readonly required?: boolean;
}

const MAX_CHARS = 4_000;

/** A text with its label. */
export const Field = ({ label, value, onChange, placeholder, rows, type = 'text', required = false }: FieldProps) => {
  const id = useId();
  const common = { id, value, required, ...(placeholder === undefined ? {} : { placeholder }) };
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <Input {...common} type={type} onChange={({ target }) => onChange(target.value)} />
      ) : (
        <Input.TextArea
          {...common}
          rows={rows}
          maxLength={MAX_CHARS}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </div>
  );
};
