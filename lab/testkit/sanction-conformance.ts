// What becomes of a sanction, from its proposal to its end, on every engine.
import type { SanctionOrder } from '@wurao/casework';
import { asId, type PhoneNumber } from '@wurao/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CARRIER,
  CREDIT_CODE,
  DAY_MS,
  filing,
  HANDLER,
  OTHER_CARRIER,
  OTHER_REGULATOR,
  REGULATOR,
  SanctionGround,
  SYSTEM,
} from './sanction-ground.ts';
import { ANNA, held, merchant, type OpenEmptyStore } from './store-commands.ts';

let g: SanctionGround;

export const sanctionConformance = (name: string, openEmptyStore: OpenEmptyStore, timeoutMs = 20_000): void => {
  describe(`${name} keeps sanctions`, { timeout: timeoutMs }, () => {
    beforeEach(async () => {
      g = await SanctionGround.open(openEmptyStore);
    }, timeoutMs);
    afterEach(() => g.dispose());
    for (const cases of [
      stateCases,
      groundCases,
      rateCases,
      handCases,
      bulkCases,
      appealCases,
      numberCases,
      badListCases,
      reachCases,
      listCases,
    ])
      cases();
  });
};

const stateCases = (): void => {
  it('from its proposal to its end, and the register with it', async () => {
    const { id, state } = await g.propose({});
    expect(state).toBe('proposed');
    expect(await g.noun(id)).toBeUndefined();
    const before = g.store.head();
    expect(await g.step('impose', id)).toMatchObject({ state: 'in-force', owner: 'bank' });
    expect(g.store.head()).toBe(before + 1);
    const imposedMs = g.nowMs;
    expect(await g.noun(id)).toMatchObject({
      kind: 'suspend',
      status: 'active',
      clause: 'draft-22',
      fromMs: imposedMs,
      toMs: imposedMs + 7 * DAY_MS,
      target: { kind: 'line', id: 'line-1' },
    });
    expect(await g.step('lift', id, REGULATOR, ' ')).toMatchObject({ code: 'invalid', field: 'reason' });
    expect(await g.step('lift', id, OTHER_CARRIER)).toMatchObject({ code: 'forbidden' });
    expect(await g.step('lift', id)).toMatchObject({ state: 'lifted' });
    expect(await g.noun(id)).toMatchObject({ status: 'lifted', note: 'seen' });
    expect(await g.step('lift', id)).toMatchObject({ code: 'conflict' });
    const { steps, file } = await g.sheet(id);
    expect(file).toMatchObject({
      grounds: g.grounds,
      state: 'lifted',
      termDays: 7,
      imposedBy: { name: 'key-regulator' },
    });
    expect(steps.map(({ input, from, to, name: who, reason }) => [input, from, to, who, reason])).toEqual([
      ['propose', undefined, 'proposed', 'key-regulator', undefined],
      ['impose', 'proposed', 'in-force', 'key-regulator', 'seen'],
      ['lift', 'in-force', 'lifted', 'key-regulator', 'seen'],
    ]);
    expect(steps[1]?.told?.en).toBe(
      `Sanction ${id} is in force: line-1 is suspended. By: A carrier that finds a breach stops it. You may appeal. It ends on 9 March 2026.`,
    );
  });

  it('what has a term lapses with it', async () => {
    const { id } = await g.propose({ termDays: 1 }, REGULATOR, true);
    const { id: longer } = await g.propose({ target: { kind: 'merchant', id: 'bank' } }, REGULATOR, true);
    expect(await g.run({ kind: 'lapseSanctions' }, SYSTEM)).toEqual({ lapsed: [], reckoned: 0 });
    g.nowMs += DAY_MS;
    expect(await g.run({ kind: 'lapseSanctions' })).toMatchObject({ code: 'forbidden' });
    expect(await g.run({ kind: 'lapseSanctions' }, SYSTEM)).toEqual({ lapsed: [id], reckoned: 0 });
    expect(await g.noun(id)).toMatchObject({ status: 'lifted' });
    expect((await g.sheet(id)).steps.at(-1)).toMatchObject({ input: 'lapse', actor: 'system', to: 'lapsed' });
    expect(await g.noun(longer)).toMatchObject({ status: 'active' });
  });

  it('a notice whose days no calendar knows promises none, and is no notice that ran out', async () => {
    g.nowMs = Date.parse('2026-12-30T10:00:00+08:00');
    const { id } = await g.propose({ kind: 'warning', target: { kind: 'merchant', id: 'bank' }, termDays: undefined });
    const { clock } = await g.step('notice', id);
    expect(clock).toMatchObject({ name: 'notice', missingYear: 2027 });
    expect((clock as { dueMs?: number }).dueMs).toBeUndefined();
    g.nowMs += 60 * DAY_MS;
    expect(await g.step('impose', id)).toMatchObject({ code: 'conflict' });
    expect(await g.run({ kind: 'lapseSanctions' }, SYSTEM)).toEqual({ lapsed: [], reckoned: 0 });
  });
};

const groundCases = (): void => {
  it('only on grounds and targets that are there', async () => {
    const said = async (more: Partial<SanctionOrder>, actor = REGULATOR) => {
      const { code, field } = await g.propose(more, actor);
      return `${code} ${field}`;
    };
    expect(await said({ grounds: [] })).toBe('invalid grounds');
    expect(await said({ grounds: [{ kind: 'case', id: 'case-none' }] })).toBe('invalid grounds[0]');
    expect(await said({ grounds: [...g.grounds, { kind: 'finding', id: 'finding-none' }] })).toBe('invalid grounds[1]');
    expect(await said({ target: { kind: 'merchant', id: 'nobody' } })).toBe('invalid target.id');
    expect(await said({ kind: 'fine', target: { kind: 'merchant', id: 'bank' }, termDays: undefined })).toBe(
      'invalid amountYuan',
    );
    expect(await said({}, merchant('shop'))).toBe('forbidden ');
    expect(await said({}, OTHER_CARRIER)).toBe('forbidden ');
    expect(await said({ target: { kind: 'party', id: 'carrier-a' } }, OTHER_CARRIER)).toBe('forbidden ');
    const finding = await g.run({
      kind: 'fileFinding',
      finding: {
        kind: 'fake-unsubscribe',
        merchant: asId('bank'),
        subscriber: ANNA,
        line: undefined,
        reply: { words: 'TD', port: '106900018801' as PhoneNumber, atMs: g.nowMs },
        decision: undefined,
      },
    });
    const by = [{ kind: 'finding' as const, id: String(finding['id']) }];
    expect(await g.propose({ grounds: by }, CARRIER, true)).toMatchObject({ state: 'in-force' });
    const decided = String(g.grounds[0]?.id);
    for (const input of ['forward', 'reject'] as const) {
      g.nowMs += 60 * DAY_MS;
      const answered = { answer: undefined, party: undefined, reason: 'no breach' };
      const toBank = input === 'forward' ? { party: { kind: 'merchant' as const, id: 'bank' } } : {};
      await g.run({ kind: 'stepCases', ids: [decided], input, ...answered, ...toBank }, HANDLER);
    }
    expect(await said({})).toBe('invalid grounds[0]');
  });
};

/** What a look at the rates of complaints filed. */
const rateFinding = {
  kind: 'complaint-rate',
  subject: { kind: 'number', id: '95588' },
  evidence: {
    complaints: 3,
    complainants: 3,
    attempts: 9,
    lowerBound: 0.1,
    confidence: 0.9,
    threshold: { what: 'complaints', value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
    province: undefined,
    window: { by: 'rate', days: 30, fromMs: 0, toMs: 9 },
    law: 'cn-2015',
    provenance: '',
    complaintIds: [],
  },
} as const;

const rateCases = (): void => {
  it('a finding of the rates of complaints is a ground, too', async () => {
    const { filed } = await g.run({ kind: 'fileComplaintFindings', findings: [rateFinding] });
    const [{ id } = { id: '' }] = filed as readonly { readonly id: string }[];
    const grounds = [{ kind: 'finding' as const, id: String(id) }];
    expect(await g.propose({ grounds }, HANDLER, true)).toMatchObject({ state: 'in-force', grounds });
  });
};

const handCases = (): void => {
  it('a penalty comes after its notice, by the regulator; a measure by handler and carrier at once', async () => {
    const fine = {
      kind: 'fine',
      target: { kind: 'merchant', id: 'bank' },
      termDays: undefined,
      amountYuan: 20_000,
    } as const;
    expect(await g.propose(fine, REGULATOR, true)).toMatchObject({ code: 'conflict' });
    const { id } = await g.propose(fine, HANDLER);
    expect(await g.step('notice', id, HANDLER)).toMatchObject({ code: 'forbidden' });
    const noticed = await g.step('notice', id);
    // Five working days from Monday 2 March.
    expect(noticed).toMatchObject({
      state: 'noticed',
      clock: { name: 'notice', dueMs: Date.parse('2026-03-10T00:00:00+08:00') },
    });
    expect(await g.step('impose', id)).toMatchObject({ code: 'conflict' });
    g.nowMs = Date.parse('2026-03-10T00:00:00+08:00');
    expect(await g.step('impose', id)).toMatchObject({ state: 'in-force' });
    expect(await g.noun(id)).toBeUndefined();
    expect(await g.propose({}, HANDLER, true)).toMatchObject({ state: 'in-force' });
    const own = await g.propose({ kind: 'cap', perDay: 10 }, CARRIER, true);
    expect(own).toMatchObject({ state: 'in-force' });
    expect(await g.step('lift', own['id'], HANDLER)).toMatchObject({ code: 'forbidden' });
    expect(await g.step('lift', own['id'], CARRIER)).toMatchObject({ state: 'lifted' });
    const open = await g.propose({ target: { kind: 'number', id: '95588' } }, CARRIER);
    expect(await g.step('impose', open['id'], OTHER_CARRIER)).toMatchObject({ code: 'forbidden' });
    expect(await g.step('drop', open['id'], OTHER_CARRIER)).toMatchObject({ code: 'forbidden' });
  });
};

const bulkCases = (): void => {
  it('many at once: all of them or none', async () => {
    const numbers = Array.from({ length: 1_000 }, (_, i) => `+861390000${String(i).padStart(4, '0')}`);
    const orders = numbers.map((id) => g.order({ target: { kind: 'number', id } }));
    const before = g.store.head();
    const wrong = [...orders.slice(0, -1), g.order({ target: { kind: 'number', id: '139' } })];
    const command = { kind: 'proposeSanctions', imposeAtOnce: true } as const;
    expect(await g.run({ ...command, orders: wrong }, HANDLER)).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^number 139: .*; none was changed$/),
    });
    const page = { kind: 'sanctions', after: undefined, limit: 200, nowMs: g.nowMs } as const;
    const all = { owner: undefined, state: undefined };
    expect(held(await g.store.ask({ ...page, filter: all })).items).toEqual([]);
    expect(await g.run({ ...command, orders: [...orders, g.order({})] }, HANDLER)).toMatchObject({ field: 'targets' });
    expect(await g.run({ ...command, orders: [g.order({}), g.order({})] }, HANDLER)).toMatchObject({
      field: 'targets[1]',
    });
    const { items } = (await g.run({ ...command, orders }, HANDLER)) as { items: { id: string; state: string }[] };
    expect(new Set(items.map(({ state }) => state))).toEqual(new Set(['in-force']));
    expect(g.store.head()).toBe(before + 1);
    expect(held(await g.store.changesSince(before, 5_000))).toHaveLength(1_000);
    const ids = items.map(({ id }) => id);
    const lift = { kind: 'stepSanctions', input: 'lift', reason: 'in order' } as const;
    expect(await g.run({ ...lift, ids: [...ids.slice(1), 'sanction-none'] }, HANDLER)).toMatchObject({
      code: 'not-found',
    });
    expect(await g.noun(ids[5])).toMatchObject({ status: 'active' });
    expect(((await g.run({ ...lift, ids }, HANDLER)) as { items: unknown[] }).items).toHaveLength(1_000);
    expect(await g.noun(ids[5])).toMatchObject({ status: 'lifted' });
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; more = after !== undefined) {
      const next = held(await g.store.ask({ ...page, after, filter: { ...all, state: 'lifted' } }));
      seen.push(...next.items.map((one) => (one.kind === 'file' ? one.file.id : one.noun.id)));
      after = next.next;
    }
    expect(seen).toEqual([...ids].sort());
  });
};

const appealCases = (): void => {
  it('an appeal is the own party’s, and decided by another hand', async () => {
    const { id } = await g.propose({}, REGULATOR, true);
    expect(await g.step('appeal', id, merchant('shop'))).toMatchObject({ code: 'not-found' });
    expect(await g.step('appeal', id, HANDLER)).toMatchObject({ code: 'forbidden' });
    expect(await g.step('appeal', id, merchant('bank'), 'we stopped')).toMatchObject({
      state: 'appealed',
      clock: { name: 'appeal', dueMs: Date.parse('2026-03-24T00:00:00+08:00') },
    });
    expect(await g.noun(id)).toMatchObject({ status: 'active' });
    expect(await g.step('overturn', id, REGULATOR)).toMatchObject({ code: 'forbidden' });
    expect(await g.step('overturn', id, OTHER_REGULATOR)).toMatchObject({ state: 'overturned', appeals: 1 });
    expect(await g.noun(id)).toMatchObject({ status: 'lifted' });
    const again = await g.propose({}, REGULATOR, true);
    expect(await g.step('appeal', again['id'], CARRIER, 'our line')).toMatchObject({ state: 'appealed' });
    expect(await g.step('uphold', again['id'], HANDLER)).toMatchObject({ state: 'in-force' });
    expect(await g.step('appeal', again['id'], merchant('bank'))).toMatchObject({ code: 'conflict' });
  });

  it('nobody decides an appeal against what rests on a decision of their own', async () => {
    const caseId = String(g.grounds[0]?.id);
    const decide = { kind: 'stepCases', ids: [caseId], reason: 'seen', answer: undefined } as const;
    await g.run({ ...decide, input: 'forward', party: { kind: 'merchant', id: 'bank' } }, HANDLER);
    g.nowMs += 60 * DAY_MS;
    expect(await g.run({ ...decide, input: 'uphold', party: undefined }, HANDLER)).toMatchObject({ state: 'upheld' });
    const { id } = await g.propose({}, REGULATOR, true);
    await g.step('appeal', id, merchant('bank'));
    expect(await g.step('uphold', id, HANDLER)).toMatchObject({
      code: 'forbidden',
      message: `case ${caseId} was decided by the same hand`,
    });
    expect(await g.step('uphold', id, OTHER_REGULATOR)).toMatchObject({ state: 'in-force' });
  });
};

const numberCases = (): void => {
  const filingState = async () =>
    (held(await g.store.ask({ kind: 'noun', noun: 'filing', id: 'filing-1' })) as { status?: string } | undefined)
      ?.status;

  it('a number that is reclaimed loses its filing, and has it back when that is taken back', async () => {
    const reclaim = { kind: 'reclaim', termDays: undefined } as const;
    expect(await g.propose({ ...reclaim, target: { kind: 'number', id: '95599' } })).toMatchObject({
      field: 'target.id',
    });
    const id = await g.imposePenalty({ kind: 'reclaim', target: { kind: 'number', id: '95588' } });
    expect(await filingState()).toBe('revoked');
    expect(await g.step('appeal', id, merchant('bank'), 'not ours')).toMatchObject({ state: 'appealed' });
    expect(await g.step('overturn', id, HANDLER)).toMatchObject({ state: 'overturned' });
    expect(await filingState()).toBe('active');
    const again = await g.imposePenalty({ kind: 'reclaim', target: { kind: 'number', id: '95588' } });
    await g.run(filing('filing-2', '95588', 'shop'));
    await g.step('lift', again);
    expect(await filingState()).toBe('revoked');
  });
};

const badListCases = (): void => {
  it('the bad list follows a penalty', async () => {
    const target = { kind: 'merchant', id: 'bank' } as const;
    const listing = { licence: 'A2.B1-20260001', reason: 'calls without consent' };
    const fine = await g.imposePenalty({ kind: 'fine', target, amountYuan: 10_000 });
    const entry = { kind: 'bad-list', target, termDays: 1_000, listing } as const;
    const penalty = [{ kind: 'penalty' as const, id: String(fine) }];
    expect(await g.propose(entry)).toMatchObject({ field: 'grounds' });
    expect(await g.propose({ ...entry, grounds: penalty, listing: undefined })).toMatchObject({ field: 'listing' });
    const other = { kind: 'merchant', id: 'shop' } as const;
    expect(await g.propose({ ...entry, grounds: penalty, target: other })).toMatchObject({ field: 'grounds[0]' });
    expect(held(await g.store.ask({ kind: 'badList', after: undefined, limit: 9 })).items).toEqual([]);
    const { id } = await g.propose({ ...entry, grounds: penalty }, REGULATOR, true);
    const { items } = held(await g.store.ask({ kind: 'badList', after: undefined, limit: 9 }));
    expect(items.map((one) => one.entry)).toEqual([
      {
        name: 'Name of bank',
        creditCode: CREDIT_CODE,
        licence: listing.licence,
        onDay: '2026-03-22',
        reason: listing.reason,
        listedBy: 'regulator',
      },
    ]);
    await g.step('lift', id);
    expect(held(await g.store.ask({ kind: 'badList', after: undefined, limit: 9 })).items).toEqual([]);
  });
};

const reachCases = (): void => {
  it('reaches the organisations that are named beside its target, and no carrier', async () => {
    const target = { kind: 'party', id: 'calls' } as const;
    expect(await g.propose({ target, along: ['nobody'] })).toMatchObject({ field: 'along[0]' });
    expect(await g.propose({ target, along: ['shop'] }, CARRIER, true)).toMatchObject({ code: 'forbidden' });
    const { id, nouns } = await g.propose({ target, along: ['carrier-a', 'shop'] }, HANDLER, true);
    expect(nouns).toEqual([id, `${id}~2`]);
    expect(await g.noun(`${id}~2`)).toMatchObject({ target: { kind: 'merchant', id: 'shop' }, status: 'active' });
    expect((await g.sheet(`${id}~2`)).file.id).toBe(id);
    await g.step('lift', id, HANDLER);
    expect(await g.noun(`${id}~2`)).toMatchObject({ status: 'lifted' });
  });
};

const listCases = (): void => {
  it('are listed with those of the register that have no file; a party sees its own', async () => {
    const { id } = await g.propose({ id: 'sanction-b' }, REGULATOR, true);
    await g.propose({ id: 'sanction-c', target: { kind: 'merchant', id: 'shop' }, along: ['calls'] }, REGULATOR, true);
    await g.run({
      kind: 'imposeSanction',
      sanction: {
        id: 'sanction-a',
        kind: 'cap',
        target: { kind: 'number', id: '95588' },
        purposes: 1,
        channels: 1,
        perDay: 5,
        fromMs: g.nowMs,
        toMs: g.nowMs + DAY_MS,
        clause: 'draft-22',
        note: '',
      },
    });
    const listed = async (owner: string | undefined, state?: 'lapsed', atMs = g.nowMs) =>
      held(
        await g.store.ask({ kind: 'sanctions', filter: { owner, state }, nowMs: atMs, after: undefined, limit: 9 }),
      ).items.map((one) => (one.kind === 'file' ? one.file.id : `noun ${one.noun.id}`));
    expect(await listed(undefined)).toEqual(['noun sanction-a', 'sanction-b', 'sanction-c']);
    expect(await listed('bank')).toEqual([id]);
    expect(await listed(undefined, 'lapsed')).toEqual([]);
    expect(await listed(undefined, 'lapsed', g.nowMs + DAY_MS)).toEqual(['noun sanction-a']);
    expect(await g.propose({ id: 'sanction-a' })).toMatchObject({ code: 'conflict', field: 'id' });
    const rows = held(await g.store.ask({ kind: 'reachRows' }));
    expect(rows.lines).toEqual([{ id: 'line-1', chain: ['carrier-a', 'calls', 'bank'], status: 'active' }]);
    expect(rows.merchants).toContainEqual({ id: 'bank', creditCode: CREDIT_CODE });
    expect(rows.filings.map(({ caller }) => caller)).toEqual(['95588']);
  });
};
