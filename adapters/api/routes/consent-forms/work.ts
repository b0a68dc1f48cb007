import type { PhoneNumber, ReplyLanguage } from '@wurao/domain';
import type { ConsentForm, FormTexts } from '@wurao/registry';
import { need, notFound } from '../../http/need.ts';
import type { ApiPorts, QueryAnswers } from '../../ports.ts';
import { readScope, type Scope } from '../../read/fields.ts';
import { merchantOf } from '../../read/owner.ts';
import { nounView } from '../../views/noun-fields.ts';
import type { WireRecord } from '../../views/wire-form.ts';
import { pageAnswer, pageOf } from '../list.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { write, writeAs } from '../write.ts';

interface FormBody extends Required<Scope> {
  readonly id?: string;
  readonly merchant?: string;
  readonly title: { readonly zh: string; readonly en?: string };
  readonly words: { readonly zh: string; readonly en?: string };
  readonly origins: readonly string[];
  readonly validDays?: number;
}

const NOTHING = { purposes: 0, categories: 0, channels: 0 };

const textsOf = ({ zh, en }: FormBody['words']): FormTexts => ({ zh, en });

/** With the merchant's name: whoever reads a form has to know whose it is. */
const formView = (call: Call, { gate }: ApiPorts, form: ConsentForm): WireRecord => {
  const { merchant: id } = form;
  return nounView('consentForm', call.actor.role, { ...form, merchant: { id, name: gate.merchant(id)?.name ?? id } });
};

/** POST /v1/consent-forms */
export const publishConsentForm: Handler = (call, ports) => {
  const body = call.body as FormBody;
  const form = {
    id: body.id,
    merchant: merchantOf(call, body.merchant),
    ...readScope(body, NOTHING),
    title: textsOf(body.title),
    words: textsOf(body.words),
    origins: body.origins,
    validDays: body.validDays,
  };
  return writeAs(call, ports, { kind: 'publishConsentForm', form }, (left) =>
    formView(call, ports, left as unknown as ConsentForm),
  );
};

/** GET /v1/consent-forms */
export const listConsentForms: Handler = async (call, ports) => {
  const merchant = merchantOf(call, call.query['merchant'] as string | undefined);
  const page = need(await ports.control.ask({ kind: 'consentForms', merchant, ...pageOf(call) }));
  return pageAnswer(page as QueryAnswers['consentForms'], (form) => formView(call, ports, form));
};

/** The form of this call, whoever asks: it is there to be shown. */
export const formOf = async (call: Call, ports: ApiPorts): Promise<ConsentForm> => {
  const version = call.query['version'] === undefined ? undefined : Number(call.query['version']);
  const answer = await ports.control.ask({ kind: 'consentForm', id: call.params['id'] ?? '', version });
  const form = need(answer) as QueryAnswers['consentForm'];
  if (!form) throw notFound('consent form');
  return form;
};

/** GET /v1/consent-forms/{id} */
export const readConsentForm: Handler = async (call, ports) => ok(formView(call, ports, await formOf(call, ports)));

/** POST /v1/consent-forms/{id}/end */
export const endConsentForm: Handler = (call, ports) =>
  writeAs(call, ports, { kind: 'endConsentForm', id: call.params['id'] ?? '' }, (left) =>
    formView(call, ports, left as unknown as ConsentForm),
  );

/** POST /v1/consent-forms/{id}/consents: by the session's own number, and no other. */
export const agreeToForm: Handler = (call, ports) => {
  const said = call.body as { readonly version: number; readonly language: ReplyLanguage; readonly origin?: string };
  const agreement = {
    subscriber: call.actor.subscriber as PhoneNumber,
    form: call.params['id'] ?? '',
    version: said.version,
    language: said.language,
    origin: said.origin,
  };
  return write(call, ports, { kind: 'agreeToForm', agreement }, 'basis');
};
