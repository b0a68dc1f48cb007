import { useId } from 'react';
import { ACCEPTED, ATTACHMENTS_MAX, faultOf } from '../../api/attachments.ts';
import { useSay } from './use-say.ts';

interface AttachmentsFieldProps {
  readonly files: readonly File[];
  readonly onChange: (files: readonly File[]) => void;
}

/** Recordings and pictures; types and sizes are said beforehand. */
export const AttachmentsField = ({ files, onChange }: AttachmentsFieldProps) => {
  const { t } = useSay();
  const id = useId();
  const fault = faultOf(files);
  return (
    <div className="stack">
      <label htmlFor={id}>
        {t('form.attachments')} <span className="soft">{t('optional')}</span>
      </label>
      <p id={`${id}help`} className="soft">
        {t('form.attachHelp', { count: ATTACHMENTS_MAX })}
      </p>
      <input
        id={id}
        type="file"
        multiple
        accept={ACCEPTED}
        aria-describedby={`${id}help`}
        onChange={({ target }) => onChange([...(target.files ?? [])])}
      />
      {files.length === 0 ? null : <p className="soft">{files.map(({ name }) => name).join(' · ')}</p>}
      {fault === undefined ? null : (
        <p role="alert" className="bad">
          {t(`form.${fault.key}`, fault.values)}
        </p>
      )}
    </div>
  );
};
