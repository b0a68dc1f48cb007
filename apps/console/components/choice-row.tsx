import { useId } from 'react';
import './choice-row.css';

interface ChoiceRowProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, all in sight. */
export const ChoiceRow = <Value extends string>({ label, value, options, onChange }: ChoiceRowProps<Value>) => {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="choice-row">
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          {option.label}
        </label>
      ))}
    </div>
  );
};
