import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/schemas.ts';

interface FieldError {
  readonly message: string;
  readonly remedy: string;
  readonly fault?: Schema<'FieldFault'>;
  readonly expected?: string;
}

interface FaultText {
  readonly message: string;
  readonly remedy: string;
  /** Of words that are not the reader's. */
  readonly lang?: 'en';
}

/** What is wrong and what to do, in the reader's language where the server named the fault; else in the server's own words. */
export const useFaultText = () => {
  const { t, i18n } = useTranslation();
  return ({ message, remedy, fault, expected = '' }: FieldError): FaultText =>
    // One of a newer server has no text here.
    fault === undefined || !i18n.exists(`fieldFault.${fault}.message`)
      ? { message, remedy, lang: 'en' }
      : { message: t(`fieldFault.${fault}.message`), remedy: t(`fieldFault.${fault}.remedy`, { expected }) };
};
