import {
  INQUIRY_LOOKBACK_DAYS,
  type InquiryAnswer,
  type InquiryAnswers,
  type InquiryContact,
  type InquiryInput,
  type InquiryRecord,
  type InquiryState,
  pageSubject,
} from '@wurao/casework';
import { asId, type MerchantId, type PhoneNumber } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { need, notFound } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { subscriberOf } from '../../read/owner.ts';
import { readLogged } from '../../read/read-logged.ts';
import { CASE_STAFF } from '../../views/case-view.ts';
import { inquiryStepView, inquiryView } from '../../views/promise-view.ts';
import { changed } from '../changed.ts';
import { pageAnswer, pageOf } from '../list.ts';
import { merchantAsked } from '../pledges/work.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { visibleSinceMs } from '../subscribers/present-tenure.ts';

const DAY_MS = 86_400_000;
const PAGE_ATTEMPTS = 200;
/** Of a number's attempts that are looked through for those of one merchant. */
const PAGES_MAX = 25;

/** The latest attempt of the merchant that reached for this holder of the number. */
const lastContact = async (
  call: Call,
  ports: ApiPorts,
  subscriber: PhoneNumber,
  merchant: string,
): Promise<InquiryContact | undefined> => {
  const lookedBackMs = ports.gate.nowMs() - INQUIRY_LOOKBACK_DAYS * DAY_MS;
  const sinceMs = Math.max(lookedBackMs, (await visibleSinceMs(call, ports, subscriber)) ?? 0);
  let after: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const asked = { decision: undefined, sinceMs, after, limit: PAGE_ATTEMPTS };
    const { items, next } = need(await ports.archive.attemptsOf(subscriber, asked));
    const found = items.find((attempt) => attempt.merchant === merchant);
    if (found) return { decision: found.id, atMs: found.atMs };
    if (next === undefined) return undefined;
    after = next;
  }
  return undefined;
};

/** POST /v1/inquiries */
export const askInquiry: Handler = async (call, ports) => {
  const body = call.body as { readonly merchant: string; readonly subscriber?: string };
  const { merchant } = body;
  const subscriber = subscriberOf(call, body.subscriber ?? call.actor.subscriber ?? '', 'subscriber');
  const contact = await lastContact(call, ports, subscriber, merchant);
  return changed(call, ports, { kind: 'askInquiry', subscriber, merchant: asId<MerchantId>(merchant), contact });
};

/** GET /v1/inquiries: a merchant those put to it, a subscriber their own, staff all. */
export const listInquiries: Handler = async (call, ports) => {
  const { role, subscriber } = call.actor;
  const filter = {
    merchant: merchantAsked(call),
    subscriber: role === 'subscriber' ? subscriber : undefined,
    state: call.query['state'] as InquiryState | undefined,
  };
  const found = need(await ports.control.ask({ kind: 'inquiries', filter, ...pageOf(call) }));
  const page = found as Page<InquiryRecord>;
  await readLogged(call, ports, pageSubject('inquiries', page.items.length), 'listInquiries');
  return pageAnswer(page, inquiryView);
};

const sees = async (
  call: Call,
  ports: ApiPorts,
  { merchant, subscriber, askedMs }: InquiryRecord,
): Promise<boolean> => {
  const { role, party } = call.actor;
  if (CASE_STAFF.includes(role)) return true;
  if (role === 'merchant') return String(merchant) === party;
  if (call.actor.subscriber !== subscriber) return false;
  return askedMs >= ((await visibleSinceMs(call, ports, subscriber)) ?? 0);
};

/** GET /v1/inquiries/{id} */
export const readInquiry: Handler = async (call, ports) => {
  const id = call.params['id'] ?? '';
  const found = need(await ports.control.ask({ kind: 'inquiry', id })) as InquiryAnswers['inquiry'];
  if (!found || !(await sees(call, ports, found.inquiry))) throw notFound('inquiry');
  await readLogged(call, ports, [{ kind: 'inquiry', id: found.inquiry.id }], 'readInquiry');
  const steps = found.steps.map((step) => inquiryStepView(call.actor.role, step));
  return ok({ ...inquiryView(found.inquiry), steps });
};

interface StepBody {
  readonly input: InquiryInput;
  readonly reason?: string;
  readonly answer?: InquiryAnswer;
}

/** POST /v1/inquiries/{id}/steps */
export const stepInquiry: Handler = (call, ports) => {
  const { input, reason, answer } = call.body as StepBody;
  return changed(call, ports, { kind: 'stepInquiry', id: call.params['id'] ?? '', input, reason, answer });
};
