import { Button, Input, Select, Switch } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CATEGORIES, useColleagues, useProvinces } from '../questions.ts';
import { useOrganisations } from '../use-organisations.ts';
import { addressOf, type Category, type QueueFilter } from './queue-filter.ts';

interface QueueFiltersProps {
  readonly filter: QueueFilter;
  readonly onChoose: (filter: QueueFilter) => void;
}

const Labelled = ({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) => {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
};

interface Choice {
  readonly value: string;
  readonly label: string;
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly Choice[];
  readonly onChange: (value: string | undefined) => void;
}

const ChoiceField = ({ label, value, options, onChange }: ChoiceFieldProps) => {
  const { t } = useTranslation('handler');
  return (
    <Labelled label={label}>
      {(id) => (
        <Select
          id={id}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('queue.any')}
          value={value ?? null}
          options={[...options]}
          onChange={(chosen: string | null | undefined) => onChange(chosen ?? undefined)}
        />
      )}
    </Labelled>
  );
};

const SearchField = ({ text, onSearch }: { readonly text: string; readonly onSearch: (text: string) => void }) => {
  const { t } = useTranslation('handler');
  const [written, setWritten] = useState(text);
  return (
    <Labelled label={t('queue.search')}>
      {(id) => (
        <Input.Search
          id={id}
          allowClear
          placeholder={t('queue.searchHelp')}
          value={written}
          onChange={({ target }) => setWritten(target.value)}
          onSearch={(said) => onSearch(said.trim())}
        />
      )}
    </Labelled>
  );
};

const MINE = 'me';

/** What narrows the list, all of it in the address. */
export const QueueFilters = ({ filter, onChoose }: QueueFiltersProps) => {
  const { t, i18n } = useTranslation('handler');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  const { data: provinces } = useProvinces();
  const organisations = useOrganisations();
  const colleagues = useColleagues();
  const replace = (name: keyof QueueFilter, value: unknown): void => {
    const { [name]: _gone, ...rest } = filter;
    onChoose(value === undefined ? rest : { ...rest, [name]: value });
  };
  const { isMine, assignee, ...others } = filter;
  const chooseHand = (hand: string | undefined): void =>
    onChoose(hand === undefined ? others : hand === MINE ? { ...others, isMine: true } : { ...others, assignee: hand });
  const hands = [
    { value: MINE, label: t('queue.mine') },
    ...colleagues.map(({ id, displayName }) => ({ value: id, label: displayName })),
    ...(assignee === undefined || colleagues.some(({ id }) => id === assignee)
      ? []
      : [{ value: assignee, label: assignee }]),
  ];
  return (
    <search className="filters sheet">
      <SearchField
        key={filter.text ?? ''}
        text={filter.text ?? ''}
        onSearch={(text) => replace('text', text === '' ? undefined : text)}
      />
      <ChoiceField
        label={t('column.assignee')}
        value={isMine ? MINE : assignee}
        options={hands}
        onChange={chooseHand}
      />
      <ChoiceField
        label={t('column.province')}
        value={filter.province}
        options={(provinces ?? []).map((one) => ({ value: one.code, label: one[language] }))}
        onChange={(value) => replace('province', value)}
      />
      <ChoiceField
        label={t('column.category')}
        value={filter.category}
        options={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) }))}
        onChange={(value) => replace('category', value as Category | undefined)}
      />
      <ChoiceField
        label={t('column.party')}
        value={filter.party}
        options={organisations.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(value) => replace('party', value)}
      />
      <Labelled label={t('queue.overdue')}>
        {(id) => (
          <Switch
            id={id}
            checked={filter.isOverdue === true}
            onChange={(on) => replace('isOverdue', on ? true : undefined)}
          />
        )}
      </Labelled>
      {addressOf(filter).size === 0 ? null : <Button onClick={() => onChoose({})}>{t('queue.clear')}</Button>}
    </search>
  );
};
