// What every engine behind the store's port must do. SQLite runs it; PostgreSQL runs the same.

import type { HouseCommand } from '@wurao/casework';
import { asId, asSequence, type BasisId, type MerchantId, type PhoneNumber, type Result } from '@wurao/domain';
import type { Actor, Command, Envelope, Outcome } from '@wurao/registry';
import type { Store } from '@wurao/store';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { appealCases } from './appeal-cases.ts';
import { consentCases } from './consent-cases.ts';
import { figureCases } from './figure-cases.ts';
import { formCases } from './form-cases.ts';
import { guardianCases } from './guardian-cases.ts';
import { heldCases } from './held-cases.ts';
import { replyCases } from './reply-cases.ts';
import {
  ADMIN,
  ANNA,
  actorOf,
  BANK,
  BEN,
  type ConformanceGround,
  codeOf,
  held,
  merchant,
  type Open,
  type OpenEmptyStore,
  ofBasis,
  ofExpectation,
  ofMerchant,
  ofPreference,
  ofRefusal,
  type Run,
  SHOP,
  subscriber,
  T0,
} from './store-commands.ts';
import { anyStep, followSteps, NaiveTables } from './store-model.ts';
import { undoCases, wishCases } from './wish-cases.ts';

export type { ConformanceGround, OpenEmptyStore } from './store-commands.ts';

export interface ConformanceOptions {
  /** Runs of random commands against the naive model. */
  readonly runs?: number;
  readonly timeoutMs?: number;
}

export const storeConformance = (
  name: string,
  openEmptyStore: OpenEmptyStore,
  { runs = 25, timeoutMs = 20_000 }: ConformanceOptions = {},
): void => {
  describe(`${name} as a store`, () => {
    let ground: ConformanceGround | undefined;
    let nowMs = T0;
    const open = async (...merchants: string[]): Promise<Store> => {
      nowMs = T0;
      ground = await openEmptyStore(() => nowMs);
      for (const id of merchants) held(await run(ground.store, ofMerchant(id)));
      return ground.store;
    };
    const run = async (
      store: Store,
      command: HouseCommand,
      actor: Actor = ADMIN,
      idempotency: Envelope['idempotency'] = undefined,
    ): Promise<Result<Outcome>> => {
      nowMs += 1_000;
      return store.execute({ command, actor, idempotency });
    };
    afterEach(async () => {
      await ground?.dispose();
      ground = undefined;
    });

    groupCases(open, run);
    ruleCases(open, run);
    contentCases(open, run);
    lineCases(open, run);
    tenureCases(open, run);
    const pass = (ms: number): void => {
      nowMs += ms;
    };
    codeCases(open, run, pass);
    appealCases(open, run, pass);
    replyCases(open, run, pass);
    consentCases(open, run, pass);
    wishCases(open, run, pass);
    guardianCases(open, run, pass);
    undoCases(open, run);
    formCases(open, run);
    heldCases(open, run);
    figureCases(open, run, pass);

    it(
      'agrees with a naive model through any run of commands, as of each, and after opening again',
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 40 }), async (steps) => {
            const store = await open(BANK, SHOP);
            try {
              await followSteps(store, ground as ConformanceGround, steps, run, () => nowMs);
            } finally {
              await ground?.dispose();
              ground = undefined;
            }
          }),
          { numRuns: runs },
        );
      },
      timeoutMs,
    );
  });
};

const lineCases = (open: Open, run: Run): void => {
  it('lets a carrier take no addresses out of another’s block', async () => {
    const store = await open();
    for (const id of ['a', 'b'])
      held(await run(store, { kind: 'registerParty', id, name: id, partyKind: 'carrier', creditCode: undefined }));
    const lineOf = (id: string, carrier: string, ...addresses: string[]): Command => ({
      kind: 'registerLine',
      line: {
        id: asId(id),
        name: id,
        class: 'access',
        chain: [asId(carrier)],
        enforcement: { mode: 'enforce' },
        trusted: true,
        unknownCallers: 'refuse',
        refusalStyle: '603',
        status: 'active',
        entry: { addresses, certificates: [], digest: undefined },
      },
    });
    held(
      await run(store, lineOf('one', 'a', '192.0.2.0/24', '2001:db8::/32'), actorOf('carrier', { party: asId('a') })),
    );
    const others = ['192.0.2.7', '192.0.0.0/16', '2001:db8::1', '198.51.100.0/24'];
    const answers = others.map((address, i) =>
      run(store, lineOf(`two-${i}`, 'b', address), actorOf('carrier', { party: asId('b') })),
    );
    expect((await Promise.all(answers)).map(codeOf)).toEqual(['forbidden', 'forbidden', 'forbidden', 'ok']);
    expect(codeOf(await run(store, lineOf('three', 'b', '192.0.2.7')))).toBe('ok');
  });
};

const groupCases = (open: Open, run: Run): void => {
  it('gives out dense sequences in order, and a failed command takes none', async () => {
    const store = await open(BANK);
    const start = store.head();
    const commands = [ofBasis(ANNA), ofBasis(ANNA, { merchant: SHOP }), ofBasis(BEN), ofRefusal(BEN)];
    const results = await store.executeGroup(
      commands.map((command) => ({ command, actor: ADMIN, idempotency: undefined })),
    );
    expect(results.map(codeOf)).toEqual(['ok', 'invalid', 'ok', 'ok']);
    expect(results.filter((r) => r.ok).map((r) => held(r).sequence - start)).toEqual([1, 2, 3]);
    expect(store.head()).toBe(start + 3);
    const changes = held(await store.changesSince(start));
    expect(changes.map((change) => change.sequence)).toEqual([start + 1, start + 2, start + 3]);
  });

  it('tells each commit to its listeners before it answers', async () => {
    const store = await open(BANK);
    const told: number[] = [];
    store.onCommit((changes) => void told.push(...changes.map((change) => change.sequence)));
    const { sequence } = held(await run(store, ofBasis(ANNA)));
    expect(told).toEqual([sequence]);
  });

  it('answers an idempotent repeat with the first answer, and another body with a conflict', async () => {
    const store = await open(BANK);
    const idempotency = { key: 'once', bodyHash: 'a' };
    const first = held(await run(store, ofBasis(ANNA), ADMIN, idempotency));
    const again = held(await run(store, ofBasis(ANNA), ADMIN, idempotency));
    expect(again).toEqual({ ...first, repeated: true });
    expect(codeOf(await run(store, ofBasis(BEN), ADMIN, { key: 'once', bodyHash: 'b' }))).toBe('idempotency-conflict');
    expect(
      held(await run(store, ofBasis(BEN), { ...ADMIN, keyId: asId('other') }, { key: 'once', bodyHash: 'b' })).created,
    ).toBe(true);
    expect(store.head()).toBe(first.sequence + 1);
  });

  it('never remembers a secret', async () => {
    const store = await open();
    const command: Command = { kind: 'createKey', role: 'regulator', party: undefined, lines: [] };
    const first = held(await run(store, command, ADMIN, { key: 'k', bodyHash: 'a' }));
    const again = held(await run(store, command, ADMIN, { key: 'k', bodyHash: 'a' }));
    expect(first.body['key']).toEqual(expect.any(String));
    expect(again.body).toEqual({ ...first.body, key: undefined });
  });

  it('hands out changes in whole sequences', async () => {
    const store = await open(BANK, SHOP);
    const changes = held(await store.changesSince(asSequence(0), 3));
    expect(changes.map((change) => change.sequence)).toEqual([1, 1]);
    expect(held(await store.changesSince(asSequence(1), 1)).map((change) => change.sequence)).toEqual([2, 2]);
  });
};

const ruleCases = (open: Open, run: Run): void => {
  it('takes a subscriber’s own consent as confirmed, a merchant’s for itself only and unconfirmed', async () => {
    const store = await open(BANK, SHOP);
    expect(held(await run(store, ofBasis(ANNA, { evidence: undefined }), subscriber(ANNA))).body['confirmed']).toBe(
      true,
    );
    expect(held(await run(store, ofBasis(ANNA), merchant(BANK))).body['confirmed']).toBe(false);
    expect(codeOf(await run(store, ofBasis(ANNA), merchant(SHOP)))).toBe('forbidden');
    expect(codeOf(await run(store, ofBasis(ANNA), subscriber(BEN)))).toBe('forbidden');
    expect(codeOf(await run(store, ofBasis(ANNA, { evidence: undefined }), merchant(BANK)))).toBe('invalid');
    expect(codeOf(await run(store, ofBasis('95588' as PhoneNumber)))).toBe('invalid');
    expect(codeOf(await run(store, ofBasis(ANNA, { method: 'migrated' }), merchant(BANK)))).toBe('forbidden');
  });

  it('keeps every sign of what was said, and turns away what no store of ours can keep', async () => {
    const store = await open(BANK);
    const words = ' \\N\t\n\r\\. \'"勿扰🚫\u0001{}\u2028';
    held(await run(store, ofBasis(ANNA, { words, evidence: { reference: words, sha256: undefined } })));
    const { bases } = held(await store.ask({ kind: 'contactRights', subscriber: ANNA }));
    expect(bases).toMatchObject([{ words, evidence: { reference: words } }]);
    const head = store.head();
    for (const kind of ['consent', 'relation'] as const)
      expect(codeOf(await run(store, ofBasis(BEN, { kind, words: 'a\0b' })))).toBe('invalid');
    expect(store.head()).toBe(head);
  });

  it('lets a request live 72 hours from its receipt', async () => {
    const store = await open(BANK);
    const { body } = held(await run(store, ofBasis(ANNA, { kind: 'request' })));
    expect(Date.parse(String(body['to'])) - Date.parse(String(body['received']))).toBe(72 * 3_600_000);
    expect(codeOf(await run(store, ofBasis(ANNA, { kind: 'request', toMs: T0 + 100 * 3_600_000 })))).toBe('invalid');
  });

  it('withdraws once, tells the merchant, and answers a second time as the first', async () => {
    const store = await open(BANK);
    const id = asId<BasisId>(String(held(await run(store, ofBasis(ANNA), merchant(BANK))).body['id']));
    const first = held(await run(store, { kind: 'withdrawBasis', id }, subscriber(ANNA)));
    const second = held(await run(store, { kind: 'withdrawBasis', id }, subscriber(ANNA)));
    expect(second).toEqual(first);
    expect(codeOf(await run(store, { kind: 'withdrawBasis', id }, subscriber(BEN)))).toBe('not-found');
    const events = held(await store.ask({ kind: 'merchantEvents', merchant: BANK, after: asSequence(0), limit: 10 }));
    expect(events.items).toMatchObject([
      { type: 'basis-withdrawn', subscriber: ANNA, basis: id, sequence: first.sequence },
    ]);
  });

  it('tells of a refusal only the merchant that holds a basis of this holder', async () => {
    const store = await open(BANK, SHOP);
    held(await run(store, ofBasis(ANNA), merchant(BANK)));
    held(await run(store, ofRefusal(ANNA, BANK), subscriber(ANNA)));
    held(await run(store, ofRefusal(ANNA, SHOP), subscriber(ANNA)));
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    held(await run(store, ofRefusal(ANNA, BANK), subscriber(ANNA)));
    const count = async (of: MerchantId) =>
      held(await store.ask({ kind: 'merchantEvents', merchant: of, after: asSequence(0), limit: 10 })).items.length;
    expect([await count(BANK), await count(SHOP)]).toEqual([1, 0]);
  });
};

const tenureCases = (open: Open, run: Run): void => {
  it('ends preference, refusals, bases and sessions with the tenure, and shows the new holder none of it', async () => {
    const store = await open(BANK);
    held(await run(store, ofPreference(ANNA), subscriber(ANNA)));
    held(await run(store, ofExpectation(ANNA), subscriber(ANNA)));
    const id = String(held(await run(store, ofBasis(ANNA), merchant(BANK))).body['id']);
    held(await run(store, ofRefusal(ANNA), subscriber(ANNA)));
    held(await run(store, { kind: 'requestCode', subscriber: ANNA }));
    const [message] = held(await store.ask({ kind: 'outbox', after: undefined, limit: 1 })).items;
    const session = held(
      await run(store, { kind: 'openSession', subscriber: ANNA, code: /\d{6}/.exec(message?.text ?? '')?.[0] ?? '' }),
    );
    expect(
      codeOf(await run(store, { kind: 'recycleNumber', number: ANNA }, actorOf('carrier', { party: asId('party-x') }))),
    ).toBe('forbidden');
    const before = store.head();
    held(await run(store, { kind: 'recycleNumber', number: ANNA }));
    const tables = new NaiveTables();
    for (const { body } of held(await store.changesSince(before))) tables.put(body);
    expect(tables.rows.get(`pair/${ANNA}/${BANK}`)).toMatchObject({
      entries: [{ former: true }],
      refusals: [],
      lastNoSequence: 0,
    });
    expect(tables.rows.get(`key/${session.body['id']}`)).toMatchObject({ status: 'revoked' });
    expect(held(await store.ask({ kind: 'preference', subscriber: ANNA }))).toBeUndefined();
    expect(held(await store.ask({ kind: 'expectation', subscriber: ANNA }))).toBeUndefined();
    expect(tables.rows.has(`expectation/${ANNA}`)).toBe(false);
    expect(held(await store.ask({ kind: 'contactRights', subscriber: ANNA }))).toMatchObject({
      bases: [],
      refusals: [],
      kept: [],
    });
    expect(codeOf(await run(store, { kind: 'withdrawBasis', id: asId(id) }, subscriber(ANNA)))).toBe('not-found');
  });

  it('lets a merchant withdraw a basis of a recycled number as any other', async () => {
    const store = await open(BANK);
    const answers: unknown[] = [];
    for (const number of [ANNA, BEN]) {
      const id = asId<BasisId>(String(held(await run(store, ofBasis(number), merchant(BANK))).body['id']));
      if (number === BEN) held(await run(store, { kind: 'recycleNumber', number }));
      const before = store.head();
      const first = held(await run(store, { kind: 'withdrawBasis', id }, merchant(BANK)));
      expect(held(await run(store, { kind: 'withdrawBasis', id }, merchant(BANK)))).toEqual(first);
      expect([first.sequence, store.head()]).toEqual([before + 1, before + 1]);
      answers.push({
        ...first.body,
        id: '',
        subscriber: '',
        from: '',
        received: '',
        sequence: 0,
        ended: Object.keys(Object(first.body['ended'])),
      });
    }
    expect(answers[0]).toEqual(answers[1]);
  });
};

const codeCases = (open: Open, run: Run, pass: (ms: number) => void): void => {
  it('counts wrong codes, and turns a sixth code within the hour away', async () => {
    const store = await open();
    held(await run(store, { kind: 'requestCode', subscriber: ANNA }));
    const [message] = held(await store.ask({ kind: 'outbox', after: undefined, limit: 1 })).items;
    const code = /\d{6}/.exec(message?.text ?? '')?.[0] ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i++)
      expect(codeOf(await run(store, { kind: 'openSession', subscriber: ANNA, code: wrong }))).toBe('unauthenticated');
    expect(codeOf(await run(store, { kind: 'openSession', subscriber: ANNA, code }))).toBe('unauthenticated');
    for (let i = 0; i < 4; i++) held(await run(store, { kind: 'requestCode', subscriber: ANNA }));
    expect(codeOf(await run(store, { kind: 'requestCode', subscriber: ANNA }))).toBe('too-many-requests');
    pass(3_600_000);
    expect(codeOf(await run(store, { kind: 'requestCode', subscriber: ANNA }))).toBe('ok');
  });
};

const contentCases = (open: Open, run: Run): void => {
  it('keeps an approved content in force until its next version is approved', async () => {
    const store = await open(BANK);
    const submit = (text: string): Command => ({
      kind: 'registerContent',
      content: {
        id: 'hello',
        merchant: BANK,
        channel: 'sms',
        purpose: 'service',
        category: 'loan',
        text,
        variables: [],
        submit: true,
      },
    });
    const review: Command = { kind: 'reviewContent', id: 'hello', approve: true, note: undefined };
    held(await run(store, submit('one')));
    held(await run(store, review));
    expect(held(await run(store, submit('two'))).body).toMatchObject({ version: 2, status: 'submitted' });
    const inForce = async () => held(await store.ask({ kind: 'noun', noun: 'content', id: 'hello' }));
    expect(await inForce()).toMatchObject({ version: 1, status: 'approved' });
    held(await run(store, review));
    expect(await inForce()).toMatchObject({ version: 2, status: 'approved', text: 'two' });
    expect(held(await store.ask({ kind: 'noun', noun: 'content', id: 'hello@1' }))).toMatchObject({
      status: 'superseded',
    });
  });
};
