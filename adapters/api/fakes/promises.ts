import type { HouseCommand, HouseQuery, InquiryRecord, ObligationRecord, PledgeRecord } from '@wurao/casework';
import { asId, type PhoneNumber } from '@wurao/domain';
import { BANK, NOW_MS } from './facts.ts';

const PERSON = '+8613800000001' as PhoneNumber;
const DUE_MS = NOW_MS + 15 * 86_400_000;

const pledge: PledgeRecord = {
  id: 'pledge-1',
  merchant: BANK,
  yuan: 100,
  fromMs: NOW_MS,
  toMs: undefined,
  madeMs: NOW_MS,
};

const obligation: ObligationRecord = {
  id: 'obligation-1',
  pledge: 'pledge-1',
  merchant: BANK,
  caseId: 'case-1',
  complaint: 'complaint-1',
  complainedMs: NOW_MS,
  subscriber: PERSON,
  amountYuan: 100,
  owedMs: NOW_MS,
  updatedMs: NOW_MS,
  clause: 'house-pledge',
  state: 'owed',
  who: 'key-1',
  role: 'handler',
  reason: undefined,
};

const inquiry: InquiryRecord = {
  id: 'inquiry-1',
  askedMs: NOW_MS,
  updatedMs: NOW_MS,
  subscriber: PERSON,
  merchant: BANK,
  state: 'asked',
  objections: 0,
  clock: { name: 'explain', fromMs: NOW_MS, pauses: [], dueMs: DUE_MS, missingYear: undefined },
  contact: { decision: asId('decision-1'), atMs: NOW_MS },
  answer: undefined,
  steps: 0,
};

const PLEDGED = { id: 'pledge-1', merchant: BANK, yuan: 100, fromMs: NOW_MS, madeMs: NOW_MS };
const ASKED = { id: 'inquiry-1', merchant: BANK, state: 'asked', objections: 0, askedMs: NOW_MS, dueMs: DUE_MS };
const PAID = {
  id: 'obligation-1',
  state: 'paid',
  amountYuan: 100,
  complaint: 'complaint-1',
  case: 'case-1',
  updatedMs: NOW_MS,
};
const BODIES: Readonly<Partial<Record<HouseCommand['kind'], { readonly created: boolean; readonly body: object }>>> = {
  pledge: { created: true, body: PLEDGED },
  endPledge: { created: false, body: { ...PLEDGED, toMs: NOW_MS } },
  stepObligations: { created: false, body: { obligations: [PAID] } },
  askInquiry: { created: true, body: ASKED },
  stepInquiry: { created: false, body: { ...ASKED, state: 'answered', dueMs: undefined } },
};

/** What a command about promises and inquiries leaves; undefined: it is none. */
export const leftOfPromise = ({ kind }: HouseCommand) => BODIES[kind];

const ANSWERS: Readonly<Partial<Record<HouseQuery['kind'], unknown>>> = {
  pledges: { items: [pledge], next: undefined },
  obligations: { items: [obligation], next: undefined },
  inquiries: { items: [inquiry], next: undefined },
};

/** Undefined: the question is about none of them. */
export const answerOfPromise = (query: HouseQuery): unknown =>
  query.kind === 'inquiry' && query.id === inquiry.id ? { inquiry, steps: [] } : ANSWERS[query.kind];
