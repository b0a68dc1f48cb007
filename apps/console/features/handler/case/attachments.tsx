import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../api/client.ts';
import type { Schema } from '../../../api/schemas.ts';
import { Count } from '../../../components/count.tsx';
import { saveFile } from '../../../components/save-file.ts';
import { useChange } from '../../../components/use-change.ts';

type Attachment = Schema<'Attachment'>;

/** Browsers show these; others are saved. */
const SHOWN = /^(image\/(jpeg|png|webp)|audio\/(mpeg|mp4|ogg|wav))$/;

const askBytes = async (caseId: string, { sha256, type }: Attachment): Promise<Blob> => {
  const params = { path: { id: caseId, sha256 } };
  const bytes = (await answerOf(
    api.GET('/v1/cases/{id}/attachments/{sha256}', { params, parseAs: 'blob' }),
  )) as unknown as Blob;
  return new Blob([bytes], { type });
};

const Shown = ({ attachment, address }: { readonly attachment: Attachment; readonly address: string }) =>
  attachment.type.startsWith('image/') ? (
    <img src={address} alt={attachment.name} />
  ) : (
    // biome-ignore lint/a11y/useMediaCaption: a recording that somebody sent has none
    <audio controls src={address} aria-label={attachment.name} />
  );

const OneAttachment = ({ caseId, attachment }: { readonly caseId: string; readonly attachment: Attachment }) => {
  const { t } = useTranslation('handler');
  const [address, setAddress] = useState<string>();
  const fetched = useChange({ make: () => askBytes(caseId, attachment), touches: [] });
  useEffect(() => () => (address === undefined ? undefined : URL.revokeObjectURL(address)), [address]);
  const show = async (): Promise<void> => setAddress(URL.createObjectURL(await fetched.mutateAsync(undefined)));
  const save = async (): Promise<void> =>
    saveFile(attachment.name, await fetched.mutateAsync(undefined), attachment.type);
  const ignore = (): void => {
    // The refusal is shown where it came.
  };
  return (
    <li className="attached stack">
      <span className="row">
        <span className="words">{attachment.name}</span>
        <span className="soft">
          {attachment.type} · <Count value={attachment.bytes} /> B
        </span>
        {SHOWN.test(attachment.type) && address === undefined ? (
          <Button size="small" loading={fetched.isPending} onClick={() => void show().catch(ignore)}>
            {t('attachment.show')}
          </Button>
        ) : null}
        <Button size="small" onClick={() => void save().catch(ignore)}>
          {t('attachment.save')}
        </Button>
      </span>
      {address === undefined ? null : <Shown attachment={attachment} address={address} />}
    </li>
  );
};

/** Recordings and pictures; each is fetched when it is asked for, which is a reading that is logged. */
export const Attachments = ({
  caseId,
  attachments,
}: {
  readonly caseId: string;
  readonly attachments: readonly Attachment[];
}) => {
  const { t } = useTranslation('handler');
  if (attachments.length === 0) return null;
  return (
    <ul aria-label={t('attachment.title')} className="stack">
      {attachments.map((attachment) => (
        <OneAttachment key={attachment.sha256} caseId={caseId} attachment={attachment} />
      ))}
    </ul>
  );
};
