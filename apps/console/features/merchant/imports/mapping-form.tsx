import { Input, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListShape } from '../records.ts';
import { IMPORT_FIELDS, type ImportField, type Mapping, neededFields, previewCell } from './mapping.ts';

interface MappingFormProps {
  readonly shape: ListShape;
  readonly mapping: Mapping;
  readonly onChange: (mapping: Mapping) => void;
}

/** Of one field: its column, or what every row says. */
const FieldRow = ({ field, shape, mapping, onChange }: MappingFormProps & { readonly field: ImportField }) => {
  const { t } = useTranslation('merchant');
  const columnId = useId();
  const constantId = useId();
  const { columns, constants } = mapping;
  const column = columns[field];
  const isNeeded = neededFields(mapping).includes(field);
  const { [field]: _, ...others } = columns;
  return (
    <tr>
      <th scope="row">
        {t(`importField.${field}`)} <code className="soft">{field}</code>
        {isNeeded ? <span className="bad"> {t('import.needed')}</span> : null}
      </th>
      <td>
        <label className="sr-only" htmlFor={columnId}>
          {t('import.columnOf', { field: t(`importField.${field}`) })}
        </label>
        <Select
          id={columnId}
          allowClear
          className="column-choice"
          placeholder={t('import.noColumn')}
          value={column}
          onChange={(chosen?: string) =>
            onChange({ columns: chosen === undefined ? others : { ...columns, [field]: chosen }, constants })
          }
          options={shape.columns.map((title) => ({ value: title, label: title }))}
        />
      </td>
      <td>
        <label className="sr-only" htmlFor={constantId}>
          {t('import.constantOf', { field: t(`importField.${field}`) })}
        </label>
        <Input
          id={constantId}
          disabled={column !== undefined}
          placeholder={t(`importExample.${field}`)}
          value={constants[field] ?? ''}
          onChange={({ target }) => onChange({ columns, constants: { ...constants, [field]: target.value } })}
        />
      </td>
    </tr>
  );
};

export const MappingForm = (props: MappingFormProps) => {
  const { t } = useTranslation('merchant');
  return (
    <section className="wide-table" aria-label={t('import.mapping')}>
      <table>
        <thead>
          <tr>
            <th>{t('import.field')}</th>
            <th>{t('import.column')}</th>
            <th>{t('import.constant')}</th>
          </tr>
        </thead>
        <tbody>
          {IMPORT_FIELDS.map((field) => (
            <FieldRow key={field} field={field} {...props} />
          ))}
        </tbody>
      </table>
    </section>
  );
};

const PREVIEW_ROWS = 5;

/** The first rows as they would be read. */
export const MappingPreview = ({ shape, mapping }: Omit<MappingFormProps, 'onChange'>) => {
  const { t } = useTranslation('merchant');
  const fields = IMPORT_FIELDS.filter(
    (field) => mapping.columns[field] !== undefined || (mapping.constants[field] ?? '') !== '',
  );
  const rows = shape.rows.slice(0, PREVIEW_ROWS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="wide-table" aria-label={t('import.preview')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {fields.map((field) => (
              <th key={field}>{t(`importField.${field}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('\n')}>
              {fields.map((field) => (
                <td key={field}>{previewCell(mapping, shape.columns, row, field)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
