import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComplaintAttempt, HouseCommand, ObligationInput } from '@wurao/casework';
import { ALL_CATEGORIES, asId, type MerchantId, type PhoneNumber } from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../ports.ts';
import { openStore } from '../store.ts';
import { HANDLER, held } from '../testing/tamper-audit.ts';

const START_MS = Date.UTC(2026, 2, 2, 2);
const ANNA = '+8613800000001' as PhoneNumber;
const BEN = '+8613800000002' as PhoneNumber;
const BANK = asId<MerchantId>('bank');
const ADMIN: Actor = { ...HANDLER, keyId: asId('key-admin'), role: 'admin' };
const as = (number: PhoneNumber): Actor => ({
  ...HANDLER,
  keyId: asId('key-p'),
  role: 'subscriber',
  subscriber: number,
});
const merchant = (id: string): Actor => ({ ...HANDLER, keyId: asId(`key-${id}`), role: 'merchant', party: asId(id) });

let directory = '';
let store: Store;
let nowMs = START_MS;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-pledges-'));
  nowMs = START_MS;
  store = held(await openStore({ directory, clock: () => nowMs }));
  for (const id of ['bank', 'shop'])
    held(
      await run({ kind: 'registerMerchant', id, name: id, creditCode: undefined, categories: ALL_CATEGORIES }, ADMIN),
    );
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

const run = (command: HouseCommand, actor: Actor = HANDLER) => {
  nowMs += 1_000;
  return store.execute({ command, actor, idempotency: undefined });
};
const attempt = (more: Partial<ComplaintAttempt> = {}): ComplaintAttempt => ({
  decision: asId(`d-${nowMs}`),
  confidence: 'certain',
  atMs: nowMs - 1_000,
  caller: undefined,
  merchant: BANK,
  line: undefined,
  lineClass: undefined,
  campaign: false,
  content: undefined,
  chain: [],
  province: undefined,
  doNotDisturb: true,
  ...more,
});
const complain = async (number: PhoneNumber, about: ComplaintAttempt, proved = true) => {
  const done = await run({
    kind: 'fileComplaint',
    claim: {
      complainant: number,
      proved,
      reported: '01012345678',
      channel: 'voice',
      atMs: about.atMs,
      durationMs: 0,
      description: 'a call',
      source: 'api',
    },
    gathered: { attempt: about, evidence: { gatheredMs: nowMs, attempt: undefined, noAttempt: [], earlier: [] } },
  });
  return held(done).body as { id: string; case: string };
};
const step = (caseId: string, input: 'uphold' | 'reject' | 'tell' | 'appeal' | 'reopen', actor = HANDLER) =>
  run({ kind: 'stepCases', ids: [caseId], input, reason: 'so it was', party: undefined, answer: undefined }, actor);
const promise = (yuan = 100, actor = merchant('bank')) =>
  run({ kind: 'pledge', merchant: BANK, yuan, fromMs: START_MS, toMs: undefined }, actor);
const owed = async (said: Partial<{ merchant: MerchantId; subscriber: PhoneNumber }> = {}) => {
  const filter = { merchant: undefined, subscriber: undefined, caseId: undefined, state: undefined, ...said };
  return held(await store.ask({ kind: 'obligations', filter, after: undefined, limit: 50 })).items;
};
const stepOwed = (id: string, input: ObligationInput, actor: Actor) =>
  run({ kind: 'stepObligations', ids: [id], input, reason: 'because' }, actor);

describe('a pledge', () => {
  it('owes for each complaint of a case once that is upheld, in the same transaction', async () => {
    held(await promise());
    const anna = await complain(ANNA, attempt());
    const ben = await complain(BEN, attempt());
    expect(ben.case).toBe(anna.case);
    expect(await owed()).toEqual([]);
    held(await step(anna.case, 'uphold'));
    const found = await owed();
    expect(
      found.map(({ complaint, subscriber, amountYuan, state }) => [complaint, subscriber, amountYuan, state]),
    ).toEqual(
      expect.arrayContaining([
        [anna.id, ANNA, 100, 'owed'],
        [ben.id, BEN, 100, 'owed'],
      ]),
    );
    expect(found).toHaveLength(2);
  });

  it.each([
    ['the number was not proved', {}, false],
    ['no do-not-disturb was on', { doNotDisturb: false }, true],
    ['the attempt is only possible', { confidence: 'possible' }, true],
    ['another merchant made it', { merchant: asId<MerchantId>('shop') }, true],
    ['it was before the promise', { atMs: START_MS - 1 }, true],
  ] as const)('owes nothing where %s', async (_, more, proved) => {
    held(await promise());
    const filed = await complain(ANNA, attempt(more), proved);
    held(await step(filed.case, 'uphold'));
    expect(await owed()).toEqual([]);
  });

  it('owes nothing again when the case is upheld again, nor for what was rejected', async () => {
    held(await promise());
    const filed = await complain(ANNA, attempt());
    held(await step(filed.case, 'uphold'));
    held(await step(filed.case, 'tell'));
    held(await step(filed.case, 'reopen'));
    held(await step(filed.case, 'uphold'));
    expect(await owed()).toHaveLength(1);
    const other = await complain(BEN, attempt());
    held(await step(other.case, 'reject'));
    expect(await owed()).toHaveLength(1);
  });

  it('is made by the merchant itself, one at a time, and ends without what is owed', async () => {
    expect(await promise(100, merchant('shop'))).toMatchObject({ ok: false, code: 'forbidden' });
    expect(await promise(0)).toMatchObject({ ok: false, errors: [{ field: 'pledge.yuan' }] });
    const { id } = held(await promise()).body as { id: string };
    expect(await promise(50)).toMatchObject({ ok: false, code: 'conflict' });
    const filed = await complain(ANNA, attempt());
    held(await step(filed.case, 'uphold'));
    expect(await run({ kind: 'endPledge', id }, merchant('shop'))).toMatchObject({ ok: false, code: 'not-found' });
    held(await run({ kind: 'endPledge', id }, merchant('bank')));
    expect(await owed()).toMatchObject([{ state: 'owed' }]);
    const later = await complain(BEN, attempt({ atMs: nowMs }));
    held(await step(later.case, 'uphold'));
    expect(await owed()).toHaveLength(1);
  });
});

describe('an obligation', () => {
  it('is paid by its merchant and disputed by whom it is owed to, each only theirs', async () => {
    held(await promise());
    const filed = await complain(ANNA, attempt());
    held(await step(filed.case, 'uphold'));
    const id = (await owed())[0]?.id as string;
    for (const stranger of [merchant('shop'), as(BEN)])
      expect(await stepOwed(id, 'pay', stranger)).toMatchObject({ ok: false, code: 'not-found' });
    expect(await stepOwed(id, 'pay', as(ANNA))).toMatchObject({ ok: false, code: 'forbidden' });
    held(await stepOwed(id, 'pay', merchant('bank')));
    held(await stepOwed(id, 'dispute', as(ANNA)));
    held(await stepOwed(id, 'confirm', HANDLER));
    expect(await owed({ merchant: BANK })).toMatchObject([{ state: 'owed', who: 'key-handler', reason: 'because' }]);
    expect(await owed({ subscriber: BEN })).toEqual([]);
  });

  it('is nothing to whoever holds the number since', async () => {
    held(await promise());
    const filed = await complain(ANNA, attempt());
    held(await step(filed.case, 'uphold'));
    const [mine] = await owed({ subscriber: ANNA });
    expect(mine).toMatchObject({ state: 'owed' });
    held(await run({ kind: 'recycleNumber', number: ANNA }, ADMIN));
    expect(await owed({ subscriber: ANNA })).toEqual([]);
    expect(await stepOwed(String(mine?.id), 'waive', as(ANNA))).toMatchObject({ ok: false, code: 'not-found' });
  });

  it('is stepped with others or not at all', async () => {
    held(await promise());
    const filed = await complain(ANNA, attempt());
    held(await step(filed.case, 'uphold'));
    const id = (await owed())[0]?.id as string;
    const both = { kind: 'stepObligations', ids: [id, 'none'], input: 'pay', reason: undefined } as const;
    expect(await run(both, merchant('bank'))).toMatchObject({ ok: false, code: 'not-found' });
    expect(await owed()).toMatchObject([{ state: 'owed' }]);
  });
});
