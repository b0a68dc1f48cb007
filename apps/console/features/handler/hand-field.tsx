import { AutoComplete } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useColleagues, useMyId } from './questions.ts';

interface HandFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** To whom cases are given: oneself, a colleague, or the id of a key; empty: nobody. */
export const HandField = ({ value, onChange }: HandFieldProps) => {
  const { t } = useTranslation('handler');
  const id = useId();
  const myId = useMyId();
  const colleagues = useColleagues();
  const options = [
    ...(myId === undefined ? [] : [{ value: myId, label: `${t('assign.me')} · ${myId}` }]),
    ...colleagues
      .filter((one) => one.id !== myId)
      .map((one) => ({ value: one.id, label: `${one.displayName} · ${one.id}` })),
  ];
  return (
    <div className="stack">
      <label htmlFor={id}>{t('assign.to')}</label>
      <AutoComplete id={id} className="wide" allowClear value={value} options={options} onChange={onChange} />
      <p className="soft">{t('assign.help')}</p>
    </div>
  );
};
