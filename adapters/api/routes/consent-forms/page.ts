import { formPage, formPolicy } from '../../views/form-page.ts';
import type { Handler } from '../route.ts';
import { formOf } from './work.ts';

/** GET /forms/{id}: the form itself, to agree to, to decline, or to withdraw from. */
export const readConsentFormPage: Handler = async (call, ports) => {
  const form = await formOf(call, ports);
  const language = call.query['lang'] === 'en' && form.words.en !== undefined ? 'en' : 'zh';
  const consent = call.query['consent'] as string | undefined;
  const merchant = ports.gate.merchant(form.merchant)?.name ?? form.merchant;
  return {
    status: 200,
    body: formPage(form, { merchant, language, consent }),
    type: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': formPolicy(form) },
  };
};
