import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACCEPTED, ATTACHMENTS_MAX, type Attachment, sendAttachment } from '../../api/attachments.ts';
import { Count } from '../../components/count.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { FilePlace } from './file-place.tsx';

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
      for (const file of files.slice(0, ATTACHMENTS_MAX - kept.length)) added.push(await sendAttachment(file));
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
      accept={ACCEPTED}
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
