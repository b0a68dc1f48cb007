import { useTranslation } from 'react-i18next';
import type { Schema } from '../../../api/schemas.ts';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { useNames } from '../../../components/use-names.ts';

/** Whom complaints are about, by name; personal numbers masked. */
export const SubjectText = ({ subject: { kind, id } }: { readonly subject: Schema<'ComplaintSubject'> }) => {
  const { t } = useTranslation('handler');
  const nameOf = useNames();
  return (
    <span>
      <span className="soft">{t(`subject.${kind}`)}</span> {kind === 'number' ? maskedNumber(id) : nameOf(id)}
    </span>
  );
};
