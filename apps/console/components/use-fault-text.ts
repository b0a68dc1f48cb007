import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/schemas.ts';

interface FieldError {
  readonly message: string;
  readonly remedy: string;
  readonly fault?: Schema<'FieldFault'>;
  readonly expected?: string;
}

/** What is wrong and what to do, in the reader's language where the server named the fault; else in the server's own words. */
export const useFaultText = () => {
  const { t, i18n } = useTranslation();
  return ({
    message,
    remedy,
    fault,
    expected = '',
  }: FieldError): { readonly message: string; readonly remedy: string } =>
    // One of a newer server has no text here.
    fault === undefined || !i18n.exists(`fieldFault.${fault}.message`)
      ? { message, remedy }
      : { message: t(`fieldFault.${fault}.message`), remedy: t(`fieldFault.${fault}.remedy`, { expected }) };
};
