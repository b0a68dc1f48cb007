import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attempt, asId, asSequence, type PhoneNumber } from '@wurao/domain';
import { type Counters, decide, PlainFacts } from '@wurao/engine';
import { LAW_PACKS } from '@wurao/law';
import { openStore, type Store } from '@wurao/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_CALLEES } from './sample-callees.ts';
import { printedCurls } from './sample-curls.ts';
import { LINE_ENFORCING, LINE_OBSERVING, LINE_PERSONAL, SAMPLE_CALLERS } from './sample-nouns.ts';
import { loadSampleWorld, type SampleFile } from './sample-world.ts';

/** In the small hours of Shanghai, when no marketing call is lawful. */
const LOADED_MS = Date.parse('2026-03-03T02:00:00+08:00');
const TEN_MS = Date.parse('2026-03-03T10:00:00+08:00');

const NOTHING_COUNTED: Counters = {
  contacts: () => ({ today: 0, window: 0, windowFreesAtMs: undefined, full: false }),
  distinctCallees: () => ({ count: 0, seen: false }),
  targetToday: () => 0,
  countContact: () => {},
  countDistinct: () => {},
  countTarget: () => {},
};

let directory = '';
let store: Store;
let sample: SampleFile;
let facts: PlainFacts;

const need = <T>(result: { ok: true; value: T } | { ok: false; title: string; errors: readonly unknown[] }): T => {
  if (!result.ok) throw new Error(`${result.title} ${JSON.stringify(result.errors)}`);
  return result.value;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-sample-'));
  store = need(await openStore({ directory, clock: () => LOADED_MS }));
  sample = need(await loadSampleWorld(store, LOADED_MS));
  facts = PlainFacts.from(need(await store.changesSince(asSequence(0), 10_000)));
});

afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const attempt = (caller: PhoneNumber, callee: string, more: Partial<Attempt> = {}): Attempt => ({
  mode: 'screen',
  channel: 'voice',
  caller,
  callee: asId<PhoneNumber>(callee),
  line: LINE_ENFORCING,
  merchant: undefined,
  purpose: 'marketing',
  category: undefined,
  content: undefined,
  text: undefined,
  permit: undefined,
  attemptId: undefined,
  assertedCaller: undefined,
  firstCalled: undefined,
  roaming: false,
  classified: undefined,
  ...more,
});

const decideAt = (asked: Attempt, atMs = TEN_MS) => {
  const law = LAW_PACKS.get('cn-2020-draft');
  if (law === undefined) throw new Error('no law');
  return decide(asked, facts, NOTHING_COUNTED, law, atMs);
};

describe('the sample world', () => {
  it.each(SAMPLE_CALLEES)('$number: $shows.en -> $reason', ({ number, caller, reason }) => {
    expect(decideAt(attempt(caller, number)).reason).toBe(reason);
  });

  it('labels are true of the printed day whenever it is loaded, also late in the evening', () => {
    const asked = attempt(SAMPLE_CALLERS.bank, '+8613800000001');
    expect(decideAt(asked, TEN_MS - 86_400_000).reason).toBe('consented');
    expect(decideAt(asked, Date.parse('2021-06-01T10:00:00+08:00')).reason).toBe('consented');
    expect(decideAt(asked, LOADED_MS).reason).toBe('outside-hours');
  });

  it.each([
    ['observes', 'observed', SAMPLE_CALLERS.bank, '+8613800000012', { line: LINE_OBSERVING }],
    ['suspended lender', 'sanctioned', SAMPLE_CALLERS.lender, '+8613800000012', {}],
    ['courier to the bound callee', 'not-commercial', SAMPLE_CALLERS.courier, '+8613800000012', { purpose: 'service' }],
    ['courier to another', 'caller-not-filed', SAMPLE_CALLERS.courier, '+8613800000001', { purpose: 'service' }],
    ["shop's agent", 'no-consent', SAMPLE_CALLERS.shopAgent, '+8613800000012', {}],
    [
      'a person',
      'not-commercial',
      SAMPLE_CALLERS.person,
      '+8613800000002',
      { line: LINE_PERSONAL, purpose: undefined },
    ],
    [
      'a code by SMS',
      'not-commercial',
      asId<PhoneNumber>(`${SAMPLE_CALLERS.bankPort}01`),
      '+8613800000002',
      { channel: 'sms', purpose: 'verification', text: '【样例银行】验证码123456,5分钟内有效,请勿告知他人。' },
    ],
    [
      'words that nobody approved',
      'content-mismatch',
      asId<PhoneNumber>(`${SAMPLE_CALLERS.bankPort}01`),
      '+8613800000001',
      { channel: 'sms', purpose: 'marketing', text: '【样例银行】恭喜您中奖' },
    ],
  ] as const)('%s -> %s', (_what, reason, caller, callee, more) => {
    expect(decideAt(attempt(caller, callee, more)).reason).toBe(reason);
  });
});

describe('sample.json', () => {
  it('holds a working key of each role, and the session of the first callee', () => {
    const keys = Object.entries(sample.keys);
    expect(keys.map(([name]) => name).sort()).toEqual([
      'admin',
      'carrier',
      'handler',
      'merchant',
      'regulator',
      'subscriber',
    ]);
    for (const [, { id, key, what }] of keys) expect([id, key, what].every((part) => part.length > 0)).toBe(true);
    expect(new Set(keys.map(([, { key }]) => key)).size).toBe(keys.length);
    expect(Date.parse(sample.keys.subscriber.expires ?? '')).toBeGreaterThan(LOADED_MS);
  });

  it('names the consent that the printed curl withdraws', async () => {
    const basis = need(await store.ask({ kind: 'basis', id: asId(sample.consent) }));
    expect(basis).toMatchObject({ subscriber: '+8613800000001', merchant: 'merchant-sample-bank', confirmed: true });
  });

  it('says of every organisation that it is a sample', () => {
    expect(Object.keys(sample.merchants)).toHaveLength(3);
    for (const name of Object.values(sample.merchants)) expect(name).toMatch(/样例.*Sample/);
  });
});

describe('the printed curls', () => {
  it('screen at ten in the morning of today, in Shanghai, whatever the hour', () => {
    for (const hour of ['00:30', '10:00', '23:30']) {
      const [allow] = printedCurls('http://127.0.0.1:8080', sample, Date.parse(`2026-03-03T${hour}:00+08:00`));
      expect(allow?.command).toContain('"at":"2026-03-03T10:00:00+08:00"');
      expect(allow?.command).toContain('"mode":"screen"');
    }
  });

  it('withdraw with the session while it lives, with the operator’s key after', () => {
    const withdrawalAt = (ms: number) => printedCurls('http://x', sample, ms)[2]?.command;
    expect(withdrawalAt(LOADED_MS)).toContain(sample.keys.subscriber.key);
    expect(withdrawalAt(LOADED_MS + 2 * 86_400_000)).toContain(sample.keys.admin.key);
    expect(withdrawalAt(LOADED_MS)).toContain(`/v1/consents/${sample.consent}/withdrawal`);
  });
});
