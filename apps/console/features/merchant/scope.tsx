import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Category, Channel, Purpose } from './questions.ts';

export const PURPOSES = [
  'marketing',
  'service',
  'care',
  'verification',
  'collection',
  'survey',
  'recruitment',
  'public-interest',
  'personal',
] as const satisfies readonly Purpose[];

export const CATEGORIES = [
  'loan',
  'insurance',
  'securities',
  'real-estate',
  'education',
  'healthcare',
  'retail',
  'travel',
  'telecom',
  'recruitment',
  'collection',
  'other',
] as const satisfies readonly Category[];

export const CHANNELS = ['voice', 'sms', 'flash'] as const satisfies readonly Channel[];

export const METHODS = ['web-form', 'app', 'paper', 'sms', 'voice', 'migrated'] as const;

export type WordKind = 'purpose' | 'category' | 'channel' | 'method';

/** The reader's words for what a field of this kind holds. */
export const useWords = () => {
  const { t } = useTranslation('merchant');
  return (kind: WordKind, values: readonly string[]): string =>
    values.map((value) => t(`word.${kind}.${value}`)).join(t('word.and'));
};

interface ChoiceProps<Value extends string> {
  readonly kind: WordKind;
  readonly label: string;
  readonly values: readonly Value[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
  /** May be none: what none means. */
  readonly none?: string;
}

/** One of the words, with its label. */
export const WordChoice = <Value extends string>({
  kind,
  label,
  values,
  value,
  onChange,
  none,
}: ChoiceProps<Value>) => {
  const { t } = useTranslation('merchant');
  const id = useId();
  const options = values.map((word) => ({ value: word, label: t(`word.${kind}.${String(word)}`) }));
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        value={value}
        onChange={(chosen) => onChange(chosen)}
        options={options}
        {...(none === undefined ? {} : { allowClear: true, placeholder: none })}
      />
    </div>
  );
};

interface ChoicesProps<Value extends string> extends Omit<ChoiceProps<Value>, 'value' | 'onChange'> {
  readonly value: readonly Value[];
  readonly onChange: (value: readonly Value[]) => void;
}

/** Several of the words. */
export const WordChoices = <Value extends string>({
  kind,
  label,
  values,
  value,
  onChange,
  none,
}: ChoicesProps<Value>) => {
  const { t } = useTranslation('merchant');
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        mode="multiple"
        value={[...value]}
        onChange={(chosen) => onChange(chosen)}
        options={values.map((word) => ({ value: word, label: t(`word.${kind}.${String(word)}`) }))}
        {...(none === undefined ? {} : { placeholder: none })}
      />
    </div>
  );
};
