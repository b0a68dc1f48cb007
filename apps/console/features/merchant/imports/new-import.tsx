import { Alert, Button, Checkbox, Radio } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../app/session-of.tsx';
import { FilePlace } from '../../cases/file-place.tsx';
import { type FileEncoding, readBeginning } from '../decode-file.ts';
import { type ListShape, shapeOf } from '../records.ts';
import { askedMapping, guessMapping, type Mapping, missingFields } from './mapping.ts';
import { MappingForm, MappingPreview } from './mapping-form.tsx';
import { type AskedImport, useBeginImport } from './use-begin-import.ts';

interface Begun {
  readonly shape: ListShape;
  readonly encoding: FileEncoding;
}

const useBeginning = (file: File | undefined) => {
  const [begun, setBegun] = useState<Begun | 'empty'>();
  useEffect(() => {
    let isCurrent = true;
    setBegun(undefined);
    if (file === undefined) return;
    void readBeginning(file).then(({ text, encoding }) => {
      const shape = shapeOf(text);
      if (isCurrent) setBegun(shape?.hasHead ? { shape, encoding } : 'empty');
    });
    return () => {
      isCurrent = false;
    };
  }, [file]);
  return begun;
};

interface NewImportProps {
  readonly file: File | undefined;
  readonly onFile: (file: File) => void;
  readonly onBegun: (id: string, asked: AskedImport) => void;
}

export const NewImport = ({ file, onFile, onBegun }: NewImportProps) => {
  const { t } = useTranslation('merchant');
  const begun = useBeginning(file);
  return (
    <section className="sheet stack">
      <h2>{t('import.choose')}</h2>
      <FilePlace
        label={file === undefined ? t('import.chooseHelp') : file.name}
        button={t(file === undefined ? 'import.chooseFile' : 'import.otherFile')}
        accept=".csv,.txt,text/csv"
        onFiles={([first]) => first !== undefined && onFile(first)}
      />
      {begun === 'empty' ? <Alert type="warning" showIcon title={t('import.noHead')} /> : null}
      {begun === undefined || begun === 'empty' || file === undefined ? null : (
        <Mapped key={`${file.name} ${file.lastModified}`} file={file} begun={begun} onBegun={onBegun} />
      )}
    </section>
  );
};

interface MappedProps {
  readonly file: File;
  readonly begun: Begun;
  readonly onBegun: NewImportProps['onBegun'];
}

const FIRST_CONSTANTS: Mapping['constants'] = { purposes: 'marketing', method: 'web-form' };

const Mapped = ({ file, begun: { shape, encoding }, onBegun }: MappedProps) => {
  const { t } = useTranslation('merchant');
  const { party = '' } = useSession();
  const [mapping, setMapping] = useState<Mapping>({ columns: guessMapping(shape.columns), constants: FIRST_CONSTANTS });
  const [dryRun, setDryRun] = useState(true);
  const [onError, setOnError] = useState<'stop' | 'quarantine'>('quarantine');
  const missing = missingFields(mapping);
  const begin = useBeginImport(onBegun);
  const asked = { name: file.name, encoding, dryRun, onError, ...askedMapping(mapping, party) };
  return (
    <>
      <h2>{t('import.mapping')}</h2>
      <p className="soft">{t('import.mappingHelp')}</p>
      <MappingForm shape={shape} mapping={mapping} onChange={setMapping} />
      <h2>{t('import.preview')}</h2>
      <MappingPreview shape={shape} mapping={mapping} />
      <Checkbox checked={dryRun} onChange={({ target }) => setDryRun(target.checked)}>
        {t('import.dryRun')}
      </Checkbox>
      <Radio.Group
        aria-label={t('import.onError')}
        value={onError}
        onChange={({ target }) => setOnError(target.value)}
        options={[
          { value: 'quarantine', label: t('import.quarantine') },
          { value: 'stop', label: t('import.stop') },
        ]}
      />
      {missing.length === 0 ? null : (
        <Alert
          type="info"
          showIcon
          title={t('import.missing', { fields: missing.map((field) => t(`importField.${field}`)).join(t('word.and')) })}
        />
      )}
      <Button
        type="primary"
        disabled={missing.length > 0}
        loading={begin.isPending}
        onClick={() => begin.mutate(asked)}
      >
        {t(dryRun ? 'import.beginDry' : 'import.begin')}
      </Button>
    </>
  );
};
