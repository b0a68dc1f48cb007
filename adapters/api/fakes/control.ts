import type { HouseCommand, HouseEnvelope, HouseQuery } from '@wurao/casework';
import { asId, asSequence, type Basis, type Failure, failure, type Result, success } from '@wurao/domain';
import { expectationJson } from '@wurao/registry';
import type { AppliedOutcome, ControlPort } from '../ports.ts';
import { answerOfAudit } from './audit.ts';
import { answerOfCase, leftOfCase } from './casework.ts';
import {
  agentFiling,
  agreedBasis,
  BANK,
  basis,
  binding,
  consentForm,
  content,
  expectation,
  filing,
  guardianship,
  KEYS,
  line,
  merchant,
  NOW_MS,
  party,
  preference,
  privacyFiling,
  refusal,
  sanction,
} from './facts.ts';
import { answerOfMember, leftOfMember } from './members.ts';
import { answerOfPromise, leftOfPromise } from './promises.ts';

const SEQUENCE = asSequence(41);
const EFFECTIVE_AFTER_MS = 3;

type Body = AppliedOutcome['body'];

/** One basis of each kind. */
const BASES: readonly Basis[] = [
  basis,
  { ...basis, id: asId('basis-2'), kind: 'request', toMs: NOW_MS + 72 * 3_600_000 },
  { ...basis, id: asId('basis-3'), kind: 'relation', toMs: undefined },
];

const ended = { ...basis, ended: { how: 'withdrawn', at: new Date(NOW_MS).toISOString(), sequence: SEQUENCE } };

interface Left {
  readonly created: boolean;
  readonly body: object;
}

/** The fact that each command leaves, as the register tells it. */
const bodyOf = (command: HouseCommand): Left =>
  leftOfCase(command) ??
  leftOfPromise(command) ??
  leftOfMember(command) ??
  ofPerson(command) ??
  ofRegistry(command) ??
  ofKeys(command) ?? { created: false, body: {} };

const ofPerson = (command: HouseCommand): Left | undefined => {
  switch (command.kind) {
    case 'setPreference':
      return {
        created: false,
        body: { subscriber: command.subscriber, ...command.preference, hours: command.preference.hours ?? [] },
      };
    case 'addListEntry':
    case 'removeListEntry':
      return {
        created: command.kind === 'addListEntry',
        body: { subscriber: command.subscriber, list: command.list, caller: command.caller },
      };
    case 'undoPreference':
      return { created: false, body: preference };
    case 'expectCall': {
      const { hours, ...scope } = command.expectation;
      const expiresMs = NOW_MS + hours * 3_600_000;
      const made = { subscriber: command.subscriber, ...scope, fromMs: NOW_MS, expiresMs, sequence: SEQUENCE };
      return { created: false, body: expectationJson(made) };
    }
    case 'endExpectation':
      return { created: false, body: { subscriber: command.subscriber, channels: [], categories: [] } };
    case 'askWard':
      return {
        created: true,
        body: { ...command, state: 'asked', expires: new Date(NOW_MS + 86_400_000).toISOString() },
      };
    case 'confirmGuardian':
      return { created: false, body: { ...command, state: 'standing', from: new Date(NOW_MS).toISOString() } };
    case 'endGuardianship':
      return { created: false, body: { ...command, state: 'ended' } };
    case 'grantBasis':
      return {
        created: true,
        body: {
          ...basis,
          ...command.basis,
          fromMs: command.basis.fromMs ?? NOW_MS,
          id: 'basis-1',
          confirmed: command.basis.method === 'wurao',
        },
      };
    case 'withdrawBasis':
      return { created: false, body: { ...ended, ...BASES.find(({ id }) => id === command.id), ended: ended.ended } };
    case 'recordRefusal':
      return { created: true, body: { ...refusal, ...command.refusal } };
    case 'requestConsent':
      return {
        created: true,
        body: {
          id: 'consent-request-1',
          subscriber: command.request.subscriber,
          merchant: command.request.merchant,
          words: '本人同意示例银行以电话、短信向本人提供贷款类营销信息，可随时拒绝',
          expires: new Date(NOW_MS + 86_400_000).toISOString(),
        },
      };
    case 'publishConsentForm':
      return { created: true, body: { ...consentForm, ...command.form, id: command.form.id ?? 'form-1' } };
    case 'endConsentForm':
      return { created: false, body: { ...consentForm, endedMs: NOW_MS } };
    case 'agreeToForm':
      return { created: true, body: agreedBasis(command.agreement) };
    case 'recycleNumber':
      return { created: false, body: { number: command.number, tenureFrom: new Date(NOW_MS).toISOString() } };
    default:
      return undefined;
  }
};

const ofRegistry = (command: HouseCommand): Left | undefined => {
  switch (command.kind) {
    case 'registerMerchant':
      return { created: true, body: { ...merchant, ...command, id: command.id ?? 'merchant-1' } };
    case 'registerParty':
      return { created: true, body: { ...party, ...command, kind: command.partyKind } };
    case 'registerLine':
      return { created: true, body: command.line };
    case 'fileNumber':
      return { created: true, body: { ...command.filing, id: command.filing.id ?? 'filing-1', status: 'active' } };
    case 'revokeFiling':
      return { created: false, body: { ...filing, id: command.id, status: 'revoked' } };
    case 'bindMiddleNumber':
      return {
        created: true,
        body: {
          ...binding,
          a: command.a,
          b: command.b,
          x: command.x,
          order: command.order,
          expiresMs: command.expiresMs,
        },
      };
    case 'registerContent':
      return {
        created: true,
        body: {
          ...content,
          ...command.content,
          id: command.content.id ?? 'content-1',
          status: command.content.submit ? 'submitted' : 'draft',
        },
      };
    case 'reviewContent':
      return {
        created: false,
        body: { ...content, status: command.approve ? 'approved' : 'rejected', reviewNote: command.note },
      };
    case 'imposeSanction':
      return { created: true, body: { ...sanction, ...command.sanction, id: 'sanction-1' } };
    case 'liftSanction':
      return { created: false, body: { ...sanction, status: 'lifted', note: command.note } };
    default:
      return undefined;
  }
};

const ofKeys = (command: HouseCommand): Left | undefined => {
  switch (command.kind) {
    case 'createKey':
      return {
        created: true,
        body: {
          id: 'key-7',
          key: 'wk_example_only_not_a_key',
          role: command.role,
          party: command.party,
          lines: command.lines,
          status: 'active',
        },
      };
    case 'revokeKey':
      return { created: false, body: { id: command.id, role: 'merchant', party: BANK, lines: [], status: 'revoked' } };
    case 'openSession':
      return {
        created: true,
        body: {
          id: 'key-8',
          key: 'wk_example_only_not_a_key',
          role: 'subscriber',
          expires: '2026-03-02T02:00:00.000Z',
        },
      };
    case 'fileAppeal':
      return { created: true, body: { id: 'appeal-1', received: new Date(NOW_MS).toISOString() } };
    case 'installLaw':
      return {
        created: true,
        body: {
          id: (command.data as { readonly id: string }).id,
          ...(command.fromMs === undefined ? {} : { from: new Date(command.fromMs).toISOString() }),
        },
      };
    case 'registerWebhook':
      return {
        created: true,
        body: {
          id: 'webhook-1',
          merchant: command.merchant,
          url: command.url,
          secret: 'ws_example_only_not_a_secret',
          created: new Date(NOW_MS).toISOString(),
        },
      };
    case 'removeWebhook':
      return {
        created: false,
        body: { id: command.id, merchant: BANK, url: 'https://bank.example.com/wurao', status: 'removed' },
      };
    default:
      return undefined;
  }
};

const NOUNS: Readonly<Record<string, readonly object[]>> = {
  merchant: [merchant],
  party: [party],
  line: [line],
  filing: [filing, agentFiling, privacyFiling],
  content: [content],
  sanction: [sanction],
  webhook: [
    { id: 'webhook-1', merchant: BANK, url: 'https://bank.example.com/wurao', createdMs: NOW_MS, status: 'active' },
  ],
};

const event = {
  id: 'event-1',
  sequence: SEQUENCE,
  atMs: NOW_MS,
  type: 'basis-withdrawn',
  merchant: BANK,
  subscriber: basis.subscriber,
  basis: basis.id,
} as const;

const outboxMessage = {
  id: 'message-1',
  atMs: NOW_MS,
  to: basis.subscriber,
  purpose: 'code',
  text: '【勿扰】验证码 482913,5分钟内有效。',
  expiresMs: NOW_MS + 300_000,
};

const appeal = {
  id: 'appeal-1',
  decision: 'decision-0',
  line: line.id,
  merchant: BANK,
  carrier: undefined,
  caller: '95588',
  statement: '这是客户要求的回访电话。',
  contact: 'appeals@bank.example.com',
  status: 'open',
  receivedMs: NOW_MS,
};

const finding = {
  id: 'finding-1',
  kind: 'fake-unsubscribe',
  merchant: BANK,
  subscriber: basis.subscriber,
  line: line.id,
  reply: { words: '别再发到13800000001，TD', port: '106900018801', atMs: NOW_MS },
  decision: 'decision-0',
  atMs: NOW_MS,
};

const idOf = (fact: object): unknown => ('id' in fact ? fact.id : undefined);

const answerOf = (query: HouseQuery): Result<unknown> => {
  switch (query.kind) {
    case 'preference':
      return success(query.subscriber === preference.subscriber ? preference : undefined);
    case 'expectation':
      return success(query.subscriber === expectation.subscriber ? expectation : undefined);
    case 'guardianships':
      return success(query.number === guardianship[query.side] ? [guardianship] : []);
    case 'contactRights':
      return success({
        bases: [basis],
        refusals: [refusal],
        kept: [],
        merchants: { [BANK]: merchant.name, [refusal.merchant]: '示例学校' },
      });
    case 'basesOfMerchant':
      return success({ items: query.merchant === BANK ? [basis] : [], next: undefined });
    case 'basis':
      return success(BASES.find(({ id }) => id === query.id));
    case 'noun': {
      const found = NOUNS[query.noun]?.find((fact) => idOf(fact) === query.id);
      return success(found);
    }
    case 'nouns': {
      // As in the store: no line is a merchant's.
      const isNobodys = query.noun === 'line' && query.merchant !== undefined;
      return success({ items: isNobodys ? [] : (NOUNS[query.noun]?.slice(0, 1) ?? []), next: undefined });
    }
    case 'keys':
      return success({ items: [{ ...KEYS['key-of-merchant'], id: 'key-7', createdMs: NOW_MS }], next: undefined });
    case 'consentForm':
      return success(query.id === consentForm.id ? consentForm : undefined);
    case 'consentForms':
      return success({ items: query.merchant === BANK ? [consentForm] : [], next: undefined });
    case 'appeals':
      return success({ items: [appeal], next: undefined });
    case 'appeal':
      return success(query.id === appeal.id ? appeal : undefined);
    case 'member':
    case 'members':
    case 'memberSessions':
      return success(answerOfMember(query));
    case 'findings':
      return success({ items: [finding], next: undefined });
    case 'outbox':
      return success({ items: [outboxMessage], next: undefined });
    default:
      return success({ items: [], next: undefined });
  }
};

export interface FakeControl extends ControlPort {
  /** What was asked of it, in order. */
  readonly envelopes: HouseEnvelope[];
  /** The next writes fail with this. */
  failing: Failure | undefined;
}

/** Remembers nothing but idempotency keys: what a command leaves is made from the command. */
export const fakeControl = (): FakeControl => {
  const kept = new Map<string, { readonly bodyHash: string; readonly outcome: AppliedOutcome }>();
  const control: FakeControl = {
    envelopes: [],
    failing: undefined,
    execute: async (envelope) => {
      if (control.failing) return control.failing;
      control.envelopes.push(envelope);
      const { idempotency } = envelope;
      const before = idempotency && kept.get(idempotency.key);
      if (before && before.bodyHash !== idempotency.bodyHash)
        return failure('idempotency-conflict', 'The idempotency key was used with another body');
      if (before) return success({ ...before.outcome, repeated: true });
      const { created, body } = bodyOf(envelope.command);
      const outcome = {
        sequence: SEQUENCE,
        created,
        body: body as Body,
        repeated: false,
        effectiveAfterMs: EFFECTIVE_AFTER_MS,
      };
      if (idempotency) kept.set(idempotency.key, { bodyHash: idempotency.bodyHash, outcome });
      return success(outcome);
    },
    ask: async (query) => {
      const ofCase = answerOfCase(query) ?? answerOfAudit(query) ?? answerOfPromise(query);
      return ofCase === undefined ? answerOf(query) : success(ofCase);
    },
    tenureFromMs: async () => success(NOW_MS - 1000),
    eventsAfter: async (_merchant, after, _limit, waitMs) => {
      if (after < SEQUENCE) return success([event]);
      await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      return success([]);
    },
  };
  return control;
};
