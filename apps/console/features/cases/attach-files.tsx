import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.ts';
import { Count } from '../../components/count.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { FilePlace } from './file-place.tsx';

export interface Attachment {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly sha256: string;
}

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  amr: 'audio/amr',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heic: 'image/heic',
};
const MAX_FILES = 6;
const NAME_CHARS = 120;

/** Browsers name few of the types; the ending says which it is, and the server looks at the bytes. */
const typeOf = ({ name, type }: File): string => TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? type;

const keep = async (file: File): Promise<Attachment> => {
  const kept = await answerOf(
    api.PUT('/v1/attachments', {
      params: { query: { type: typeOf(file) } },
      headers: { 'content-type': 'application/octet-stream' },
      body: file as unknown as string,
      bodySerializer: (body) => body,
    }),
  );
  return { name: file.name.slice(-NAME_CHARS), ...kept };
};

interface AttachFilesProps {
  readonly kept: readonly Attachment[];
  readonly onChange: (kept: readonly Attachment[]) => void;
}

/** Recordings and pictures that go with an answer; each is sent when it is chosen. */
export const AttachFiles = ({ kept, onChange }: AttachFilesProps) => {
  const { t } = useTranslation('cases');
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const add = async (files: readonly File[]): Promise<void> => {
    setFault(undefined);
    setBusy(true);
    try {
      const added: Attachment[] = [];
      for (const file of files.slice(0, MAX_FILES - kept.length)) added.push(await keep(file));
      onChange([...kept, ...added]);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FilePlace
      label={t('attach.help')}
      button={t(isBusy ? 'attach.busy' : 'attach.add')}
      accept={Object.keys(TYPES)
        .map((ending) => `.${ending}`)
        .join(',')}
      isMany
      onFiles={(files) => void add(files)}
    >
      {fault === undefined ? null : <ProblemAlert error={fault} />}
      {kept.length === 0 ? null : (
        <ul>
          {kept.map(({ name, bytes, sha256 }) => (
            <li key={sha256}>
              {name} · <Count value={bytes} /> B{' '}
              <Button
                size="small"
                aria-label={`${t('attach.remove')} ${name}`}
                onClick={() => onChange(kept.filter((one) => one.sha256 !== sha256))}
              >
                {t('attach.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </FilePlace>
  );
};
