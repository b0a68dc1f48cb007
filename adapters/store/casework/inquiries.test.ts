import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HouseCommand, InquiryAnswer, InquiryInput } from '@wurao/casework';
import { ALL_CATEGORIES, ALL_CHANNELS, asId, type MerchantId, type PhoneNumber, purposeBit } from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../ports.ts';
import { openStore } from '../store.ts';
import { HANDLER, held } from '../testing/tamper-audit.ts';

const START_MS = Date.UTC(2026, 2, 2, 2);
const DAY_MS = 86_400_000;
const ANNA = '+8613800000001' as PhoneNumber;
const BANK = asId<MerchantId>('bank');
const ADMIN: Actor = { ...HANDLER, keyId: asId('key-admin'), role: 'admin' };
const HOUSE: Actor = { ...ADMIN, keyId: undefined };
const PERSON: Actor = { ...HANDLER, keyId: asId('key-anna'), role: 'subscriber', subscriber: ANNA };
const merchant = (id: string): Actor => ({ ...HANDLER, keyId: asId(`key-${id}`), role: 'merchant', party: asId(id) });

let directory = '';
let store: Store;
let nowMs = START_MS;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-inquiries-'));
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

const run = (command: HouseCommand, actor: Actor) => {
  nowMs += 1_000;
  return store.execute({ command, actor, idempotency: undefined });
};
const ask = (agoDays: number | undefined = 1, actor = PERSON) =>
  run(
    {
      kind: 'askInquiry',
      subscriber: ANNA,
      merchant: BANK,
      contact: agoDays < 0 ? undefined : { decision: asId('d-1'), atMs: nowMs - agoDays * DAY_MS },
    },
    actor,
  );
const asked = async (): Promise<string> => String(held(await ask()).body['id']);
const step = (id: string, input: InquiryInput, actor: Actor, answer?: InquiryAnswer) =>
  run({ kind: 'stepInquiry', id, input, reason: 'because', answer }, actor);
const consent = async (): Promise<string> => {
  const done = await run(
    {
      kind: 'grantBasis',
      basis: {
        kind: 'consent',
        subscriber: ANNA,
        merchant: BANK,
        purposes: purposeBit('marketing'),
        categories: ALL_CATEGORIES,
        channels: ALL_CHANNELS,
        matter: undefined,
        words: 'I agree',
        method: 'app',
        evidence: { reference: 'record 1', sha256: undefined },
        fromMs: undefined,
        toMs: undefined,
      },
    },
    merchant('bank'),
  );
  return String(held(done).body['id']);
};
const sheet = async (id: string) => held(await store.ask({ kind: 'inquiry', id }));
const PUBLIC: InquiryAnswer = { source: 'public', text: '网上公开的黄页' };

describe('an inquiry', () => {
  it('is for the person, about a merchant that contacted them or has a basis on record', async () => {
    expect(await ask(1, merchant('bank'))).toMatchObject({ ok: false, code: 'forbidden' });
    expect(await ask(-1)).toMatchObject({ ok: false, code: 'conflict', errors: [{ field: 'merchant' }] });
    expect(await ask(154)).toMatchObject({ ok: false, code: 'conflict' });
    await consent();
    held(await ask(-1));
    expect(await ask()).toMatchObject({ ok: false, code: 'conflict' });
  });

  it('of a former holder is nothing to the next one, whose basis it is not', async () => {
    await consent();
    const id = await asked();
    held(await run({ kind: 'recycleNumber', number: ANNA }, ADMIN));
    expect(await ask(-1)).toMatchObject({ ok: false, code: 'conflict' });
    expect(await step(id, 'withdraw', PERSON)).toMatchObject({ ok: false, code: 'not-found' });
    const filter = { merchant: undefined, subscriber: ANNA, state: undefined };
    expect(held(await store.ask({ kind: 'inquiries', filter, after: undefined, limit: 5 })).items).toEqual([]);
    held(await ask());
  });

  it('is answered by its merchant with a basis of its own that is on record', async () => {
    const id = await asked();
    expect(await step(id, 'answer', merchant('shop'), PUBLIC)).toMatchObject({ ok: false, code: 'not-found' });
    expect(await step(id, 'answer', merchant('bank'))).toMatchObject({ ok: false, errors: [{ field: 'answer' }] });
    const named = { source: 'consent', basis: 'basis-of-nobody', text: '您在本行同意过' } as const;
    expect(await step(id, 'answer', merchant('bank'), named)).toMatchObject({
      ok: false,
      errors: [{ field: 'answer.basis' }],
    });
    const basis = await consent();
    const otherKind = { ...named, source: 'relation', basis } as const;
    expect(await step(id, 'answer', merchant('bank'), otherKind)).toMatchObject({ ok: false, code: 'invalid' });
    held(await step(id, 'answer', merchant('bank'), { ...named, basis }));
    held(await step(id, 'accept', PERSON));
    expect(await sheet(id)).toMatchObject({
      inquiry: { state: 'closed', answer: { source: 'consent', basis }, clock: undefined },
      steps: [
        { position: 1, input: 'answer', who: 'key-bank', wasLate: false },
        { position: 2, input: 'accept', who: 'key-anna' },
      ],
    });
  });

  it('has a clock of working days, begins another after an objection, and goes to a handler by itself', async () => {
    const id = await asked();
    // Monday 2 March 2026; fifteen working days end with Monday 23 March, in China.
    expect((await sheet(id))?.inquiry.clock).toMatchObject({
      name: 'explain',
      dueMs: Date.parse('2026-03-24T00:00:00+08:00'),
    });
    held(await step(id, 'answer', merchant('bank'), PUBLIC));
    held(await step(id, 'object', PERSON));
    const clock = (await sheet(id))?.inquiry.clock;
    expect(clock?.name).toBe('amend');
    expect(await run({ kind: 'lapseInquiries' }, ADMIN)).toMatchObject({ ok: false, code: 'forbidden' });
    nowMs = (clock?.dueMs ?? 0) - 2_000;
    expect(held(await run({ kind: 'lapseInquiries' }, HOUSE)).body).toMatchObject({ lapsed: [] });
    expect(held(await run({ kind: 'lapseInquiries' }, HOUSE)).body).toMatchObject({ lapsed: [id] });
    const after = await sheet(id);
    expect(after?.inquiry.state).toBe('escalated');
    expect(after?.steps.at(-1)).toMatchObject({ input: 'escalate', who: 'system', wasLate: true });
    held(await step(id, 'close', HANDLER));
  });
});
