// What every store must do with people who manage the number of a relative.
import { asId, type BasisId, type PhoneNumber } from '@wurao/domain';
import {
  type Actor,
  type Command,
  GUARDIAN_CODE_LIFETIME_MS,
  MAX_GUARDIANS,
  MAX_OPEN_GUARDIAN_REQUESTS,
  MAX_WARD_ASKS_A_DAY,
  MAX_WARDS,
} from '@wurao/registry';
import type { Store } from '@wurao/store';
import { expect, it } from 'vitest';
import {
  ADMIN,
  ANNA,
  actorOf,
  BANK,
  BEN,
  codeOf,
  held,
  type Open,
  ofBasis,
  ofExpectation,
  ofMerchant,
  ofPreference,
  ofRefusal,
  type Run,
  subscriber,
} from './store-commands.ts';

const DAY_MS = 86_400_000;
const numberOf = (i: number): PhoneNumber => `+861390000${String(i).padStart(4, '0')}` as PhoneNumber;
/** Ben, with Anna's number in his care. */
const BEN_FOR_ANNA: Actor = actorOf('subscriber', { subscriber: ANNA, guardian: BEN });
const ask = (guardian: PhoneNumber, ward: PhoneNumber): Command => ({ kind: 'askWard', guardian, ward });
const confirm = (guardian: PhoneNumber, ward: PhoneNumber, code?: string): Command => ({
  kind: 'confirmGuardian',
  guardian,
  ward,
  code,
});
const end = (guardian: PhoneNumber, ward: PhoneNumber): Command => ({ kind: 'endGuardianship', guardian, ward });

const messagesTo = async (store: Store, number: PhoneNumber, purpose: string) =>
  held(await store.ask({ kind: 'outbox', after: undefined, limit: 200 })).items.filter(
    (message) => message.to === number && message.purpose === purpose,
  );
const codeFor = async (store: Store, ward: PhoneNumber): Promise<string> =>
  /把(\d{6})告诉/.exec((await messagesTo(store, ward, 'guardian-request')).at(-1)?.text ?? '')?.[1] ?? '';
const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000');

const agreed = async (store: Store, run: Run, guardian = BEN, ward = ANNA): Promise<void> => {
  held(await run(store, ask(guardian, ward), subscriber(guardian)));
  held(await run(store, confirm(guardian, ward), subscriber(ward)));
};

const agreeingCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('asks a relative in fixed words that mask the guardian, and the code that comes back is the consent', async () => {
    const store = await open();
    const asked = held(await run(store, ask(BEN, ANNA), subscriber(BEN)));
    expect(asked.body).toMatchObject({ ward: ANNA, state: 'asked' });
    const [message] = await messagesTo(store, ANNA, 'guardian-request');
    expect(message?.text).toMatch(/^【勿扰】138\*\*\*\*0002请求代您管理.*138\*\*\*\*0002 asks to manage/);
    expect(message?.text).not.toContain(BEN.slice(3));
    const code = await codeFor(store, ANNA);
    expect(JSON.stringify(asked.body)).not.toContain(code);
    expect(codeOf(await run(store, ofPreference(ANNA), BEN_FOR_ANNA))).toBe('forbidden');
    expect(codeOf(await run(store, confirm(BEN, ANNA, otherThan(code)), subscriber(BEN)))).toBe('unauthenticated');
    expect(held(await run(store, confirm(BEN, ANNA, code), subscriber(BEN))).body).toMatchObject({ state: 'standing' });
    expect(codeOf(await run(store, confirm(BEN, ANNA, code), subscriber(BEN)))).toBe('unauthenticated');
    held(await run(store, ofPreference(ANNA), BEN_FOR_ANNA));
  });

  it('takes no sixth try, no code of yesterday, and none of another pair', async () => {
    const store = await open();
    held(await run(store, ask(BEN, ANNA), subscriber(BEN)));
    const code = await codeFor(store, ANNA);
    const third = numberOf(3);
    held(await run(store, ask(third, ANNA), subscriber(third)));
    expect(codeOf(await run(store, confirm(third, ANNA, code), subscriber(third)))).toBe('unauthenticated');
    for (let i = 0; i < 5; i++) await run(store, confirm(BEN, ANNA, otherThan(code)), subscriber(BEN));
    expect(codeOf(await run(store, confirm(BEN, ANNA, code), subscriber(BEN)))).toBe('unauthenticated');
    const second = await codeFor(store, ANNA);
    pass(GUARDIAN_CODE_LIFETIME_MS);
    expect(codeOf(await run(store, confirm(third, ANNA, second), subscriber(third)))).toBe('unauthenticated');
    expect(codeOf(await run(store, confirm(third, ANNA), subscriber(ANNA)))).toBe('not-found');
  });

  it('answers alike for a number that is written to and one that has enough of it', async () => {
    const store = await open();
    const askers = Array.from({ length: MAX_OPEN_GUARDIAN_REQUESTS + 1 }, (_, i) => numberOf(i));
    const answers: unknown[] = [];
    for (const asker of askers)
      answers.push({ ...held(await run(store, ask(asker, ANNA), subscriber(asker))).body, expires: '' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await messagesTo(store, ANNA, 'guardian-request')).toHaveLength(MAX_OPEN_GUARDIAN_REQUESTS);
    const last = askers.at(-1) as PhoneNumber;
    const listed = held(await store.ask({ kind: 'guardianships', side: 'guardian', number: last, atMs: 0 }));
    expect(listed).toMatchObject([{ ward: ANNA, state: 'unsent' }]);
    expect(codeOf(await run(store, confirm(last, ANNA, '123456'), subscriber(last)))).toBe('unauthenticated');
    expect(codeOf(await run(store, confirm(last, ANNA), subscriber(ANNA)))).toBe('not-found');
  });

  it('holds no more wards and guardians than it says, and asks nobody twice a day', async () => {
    const store = await open();
    const wards = Array.from({ length: MAX_WARDS }, (_, i) => numberOf(i));
    for (const ward of wards) await agreed(store, run, BEN, ward);
    expect(codeOf(await run(store, ask(BEN, ANNA), subscriber(BEN)))).toBe('conflict');
    held(await run(store, end(BEN, wards[0] as PhoneNumber), subscriber(BEN)));
    expect(codeOf(await run(store, ask(BEN, ANNA), subscriber(BEN)))).toBe('too-many-requests');
    pass(DAY_MS);
    held(await run(store, ask(BEN, ANNA), subscriber(BEN)));
    expect(codeOf(await run(store, ask(BEN, ANNA), subscriber(BEN)))).toBe('too-many-requests');
    expect(MAX_WARD_ASKS_A_DAY).toBe(MAX_WARDS);
    const guardians = Array.from({ length: MAX_GUARDIANS + 1 }, (_, i) => numberOf(100 + i));
    const ward = numberOf(200);
    for (const guardian of guardians) held(await run(store, ask(guardian, ward), subscriber(guardian)));
    const done: string[] = [];
    for (const guardian of guardians) done.push(codeOf(await run(store, confirm(guardian, ward), subscriber(ward))));
    expect(done).toEqual([...Array.from({ length: MAX_GUARDIANS }, () => 'ok'), 'conflict']);
  });
};

const actingCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('lets a guardian restrict, withdraw and expect, and never consent or settle who manages the number', async () => {
    const store = await open(BANK);
    const basis = String(held(await run(store, ofBasis(ANNA), subscriber(ANNA))).body['id']);
    await agreed(store, run);
    for (const command of [
      ofPreference(ANNA),
      ofExpectation(ANNA),
      ofRefusal(ANNA),
      { kind: 'withdrawBasis', id: asId<BasisId>(basis) },
      { kind: 'addListEntry', subscriber: ANNA, list: 'deny', caller: numberOf(9) },
    ] as const)
      expect([command.kind, codeOf(await run(store, command, BEN_FOR_ANNA))]).toEqual([command.kind, 'ok']);
    for (const command of [ofBasis(ANNA), ask(ANNA, numberOf(1)), confirm(numberOf(1), ANNA), end(BEN, ANNA)])
      expect([command.kind, codeOf(await run(store, command, BEN_FOR_ANNA))]).toEqual([command.kind, 'forbidden']);
    expect(codeOf(await run(store, ofPreference(numberOf(1)), BEN_FOR_ANNA))).toBe('forbidden');
  });

  it('tells the ward of it, once a day however much is done, and nothing of what failed', async () => {
    const store = await open();
    await agreed(store, run);
    expect(codeOf(await run(store, ofPreference(BEN), BEN_FOR_ANNA))).toBe('forbidden');
    const told = async () => (await messagesTo(store, ANNA, 'guardian-act')).length;
    expect(await told()).toBe(0);
    for (const on of [true, false]) held(await run(store, ofPreference(ANNA, { on }), BEN_FOR_ANNA));
    expect(await told()).toBe(1);
    expect((await messagesTo(store, ANNA, 'guardian-act'))[0]?.text).toMatch(/138\*\*\*\*0002今天替您办理了事项/);
    pass(DAY_MS);
    held(await run(store, ofPreference(ANNA), BEN_FOR_ANNA));
    expect(await told()).toBe(2);
    held(await run(store, ofPreference(ANNA, { on: false }), subscriber(ANNA)));
    expect(await messagesTo(store, BEN, 'guardian-act')).toEqual([]);
  });

  it('puts each act into the log with the guardian as who did it, never by the bare number', async () => {
    const store = await open();
    await store.execute({ command: ofMerchant(BANK), actor: { ...ADMIN, keyId: undefined }, idempotency: undefined });
    const basis = String(held(await run(store, ofBasis(ANNA), subscriber(ANNA))).body['id']);
    await agreed(store, run);
    held(await run(store, ofPreference(ANNA), BEN_FOR_ANNA));
    held(await run(store, ofPreference(ANNA, { on: false }), subscriber(ANNA)));
    held(await run(store, { kind: 'withdrawBasis', id: asId(basis) }, BEN_FOR_ANNA));
    const asked = { kind: 'auditRows', subject: undefined, sinceMs: undefined, after: undefined, limit: 10 } as const;
    const { items } = held(await store.ask(asked));
    expect(items.map(({ what, role, subject }) => [what, role, subject.kind])).toEqual([
      ['setPreference', 'subscriber', 'subscriber'],
      ['withdrawBasis', 'subscriber', 'subscriber'],
      ['withdrawBasis', 'subscriber', 'basis'],
    ]);
    expect(new Set(items.map(({ who }) => who)).size).toBe(1);
    expect(items[0]?.who).not.toBe('key-subscriber');
    expect(JSON.stringify(items)).not.toMatch(/1380000000[12]/);
  });
};

const endingCases = (open: Open, run: Run): void => {
  it.each([
    ['the ward', subscriber(ANNA)],
    ['the guardian', subscriber(BEN)],
  ])('ends at once when %s says so, also for a repeat', async (_who, actor) => {
    const store = await open();
    await agreed(store, run);
    const idempotency = { key: 'once', bodyHash: 'x' };
    held(await run(store, ofPreference(ANNA), BEN_FOR_ANNA, idempotency));
    held(await run(store, end(BEN, ANNA), actor));
    expect(codeOf(await run(store, ofPreference(ANNA), BEN_FOR_ANNA, idempotency))).toBe('forbidden');
    expect(held(await run(store, end(BEN, ANNA), actor)).body).toMatchObject({ state: 'ended' });
    expect(codeOf(await run(store, end(BEN, ANNA), subscriber(numberOf(1))))).toBe('forbidden');
  });

  it.each([
    ['ward', ANNA],
    ['guardian', BEN],
  ])('ends when the number of the %s is recycled', async (_side, number) => {
    const store = await open();
    await agreed(store, run);
    held(await run(store, { kind: 'recycleNumber', number }));
    expect(codeOf(await run(store, ofPreference(ANNA), BEN_FOR_ANNA))).toBe('forbidden');
    for (const [side, of] of [
      ['guardian', BEN],
      ['ward', ANNA],
    ] as const)
      expect(held(await store.ask({ kind: 'guardianships', side, number: of, atMs: 0 }))).toEqual([]);
  });
};

export const guardianCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  agreeingCases(open, run, pass);
  actingCases(open, run, pass);
  endingCases(open, run);
};
