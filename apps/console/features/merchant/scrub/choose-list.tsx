import { Alert, Button, Input, Segmented, Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FilePlace } from '../../cases/file-place.tsx';
import { decodeBytes } from '../decode-file.ts';
import { type ListShape, shapeOf } from '../records.ts';

/** A list that was chosen or pasted, before it is read whole. */
export interface ChosenList {
  readonly name: string;
  readonly text: string;
  readonly shape: ListShape;
  readonly column: number;
}

interface ChooseListProps {
  readonly chosen: ChosenList | undefined;
  readonly onChoose: (chosen: ChosenList | undefined) => void;
}

const PASTED_NAME = 'list.csv';

const Paste = ({ onText }: { readonly onText: (text: string) => void }) => {
  const { t } = useTranslation('merchant');
  const [text, setText] = useState('');
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t('scrub.pasteHelp')}</label>
      <Input.TextArea id={id} rows={6} value={text} onChange={({ target }) => setText(target.value)} />
      <div>
        <Button disabled={text.trim() === ''} onClick={() => onText(text)}>
          {t('scrub.usePasted')}
        </Button>
      </div>
    </div>
  );
};

const FirstRows = ({ shape, column }: Pick<ChosenList, 'shape' | 'column'>) => {
  const { t } = useTranslation('merchant');
  const rows = shape.rows.slice(0, 3);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="wide-table" aria-label={t('scrub.firstRows')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {shape.columns.map((title, place) => (
              <th key={title}>
                {shape.hasHead ? title : t('scrub.columnNumber', { place: title })}
                {place === column ? ` ✓ ${t('scrub.numbers')}` : ''}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join('\n')}>
              {shape.columns.map((title, place) => (
                <td key={title}>{row[place] ?? ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** The list: a file or pasted, and which of its columns holds the numbers. */
export const ChooseList = ({ chosen, onChoose }: ChooseListProps) => {
  const { t } = useTranslation('merchant');
  const [way, setWay] = useState<'file' | 'paste'>('file');
  const [isEmpty, setEmpty] = useState(false);
  const columnId = useId();
  const take = (name: string, text: string): void => {
    const shape = shapeOf(text);
    setEmpty(shape === undefined);
    onChoose(shape === undefined ? undefined : { name, text, shape, column: shape.numberColumn });
  };
  const takeFile = async (file: File): Promise<void> => take(file.name, decodeBytes(await file.arrayBuffer()).text);
  return (
    <section className="sheet stack">
      <h2>{t('scrub.choose')}</h2>
      <Segmented
        aria-label={t('scrub.choose')}
        value={way}
        onChange={setWay}
        options={[
          { value: 'file', label: t('scrub.file') },
          { value: 'paste', label: t('scrub.paste') },
        ]}
      />
      {way === 'paste' ? (
        <Paste onText={(text) => take(PASTED_NAME, text)} />
      ) : (
        <FilePlace
          label={chosen?.name ?? t('scrub.fileHelp')}
          button={t('import.chooseFile')}
          accept=".csv,.txt,text/csv,text/plain"
          onFiles={([first]) => first !== undefined && void takeFile(first)}
        />
      )}
      {isEmpty ? <Alert type="warning" showIcon title={t('scrub.noRows')} /> : null}
      {chosen === undefined ? null : (
        <>
          <div className="field">
            <label htmlFor={columnId}>{t('scrub.numberColumn')}</label>
            <Select
              id={columnId}
              value={chosen.column}
              onChange={(column) => onChoose({ ...chosen, column })}
              options={chosen.shape.columns.map((title, place) => ({
                value: place,
                label: chosen.shape.hasHead ? title : t('scrub.columnNumber', { place: title }),
              }))}
            />
          </div>
          <FirstRows shape={chosen.shape} column={chosen.column} />
        </>
      )}
    </section>
  );
};
