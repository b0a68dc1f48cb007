import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CountableComplaint,
  type CountedPage,
  type FiledComplaintFinding,
  findComplaints,
  type WindowCounts,
  windowsAt,
} from '@wurao/casework';
import { asId, failure, type LineClass, type PhoneNumber, type Result, type Sanction, success } from '@wurao/domain';
import { LAW_PACKS, type LawPack } from '@wurao/law';
import type { Page } from '@wurao/registry';
import { openStore, type Store } from '@wurao/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OPERATOR } from './operator.ts';
import type { WholeLook } from './rate-desk.ts';
import { RateWatch } from './rate-watch.ts';

const NOW_MS = Date.UTC(2026, 2, 12, 2);
const LAW = LAW_PACKS.get('cn-2020-draft') as LawPack;
const DAY_MS = 86_400_000;

let directory = '';
let store: Store;
let nowMs = NOW_MS;
const logged: string[] = [];

const held = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.value;
};
const tell = async (command: Parameters<Store['execute']>[0]['command']) =>
  held(await store.execute({ command, actor: OPERATOR, idempotency: undefined }));

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-watch-'));
  nowMs = NOW_MS;
  logged.length = 0;
  store = held(await openStore({ directory, clock: () => nowMs }));
  const party = {
    kind: 'registerParty',
    id: 'party-a',
    name: 'A',
    partyKind: 'carrier',
    creditCode: undefined,
  } as const;
  await tell(party);
  await tell({ kind: 'registerMerchant', id: 'merchant-1', name: 'M', creditCode: undefined, categories: 1 });
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

/** So many people about a merchant by one number, of so many attempts. No line of it is registered: it cannot be capped. */
const lookOf = (people: number, attempts: number, atMs = NOW_MS): WholeLook => {
  const chain = [asId<never>('party-a')];
  const complaints = Array.from(
    { length: people },
    (_, person): CountableComplaint => ({
      id: `complaint-${person}`,
      receivedMs: atMs - DAY_MS,
      complainant: `+861380000000${person}` as PhoneNumber,
      proved: true,
      withdrawn: false,
      attempt: {
        decision: asId(`decision-${person}`),
        atMs: atMs - DAY_MS,
        caller: '95566' as PhoneNumber,
        line: asId('line-1'),
        lineClass: 'access',
        campaign: false,
        merchant: asId('merchant-1'),
        content: undefined,
        chain,
        province: undefined,
      },
    }),
  );
  const of = (kind: 'number' | 'line' | 'merchant' | 'party', id: string) => ({
    subject: { kind, id },
    lineClass: 'access' as LineClass,
    province: undefined,
    attempts,
  });
  const counted = [of('number', '95566'), of('line', 'line-1'), of('merchant', 'merchant-1'), of('party', 'party-a')];
  const counts = windowsAt(LAW, atMs).map((window): WindowCounts => ({ ...window, attempts: counted }));
  const findings = findComplaints(LAW, complaints, counts);
  const look = { countedMs: atMs, law: LAW.id, windows: [], findings, standings: [], trends: [] };
  return { ...look, pack: LAW, complaints, counts };
};

const watchOf = (look: () => Result<WholeLook>, capPerDay: number): RateWatch =>
  new RateWatch({
    desk: { lookNow: async () => look() },
    execute: async (envelope) => {
      const done = await store.execute(envelope);
      return done.ok ? success({ ...done.value, effectiveAfterMs: 0 }) : done;
    },
    log: (level, message) => void logged.push(`${level} ${message}`),
    capPerDay,
  });

const filed = async (): Promise<readonly FiledComplaintFinding[]> => {
  const page = held(await store.ask({ kind: 'complaintFindings', after: undefined, limit: 100 }));
  return (page as CountedPage<FiledComplaintFinding>).items;
};
const sanctions = async (): Promise<readonly Sanction[]> => {
  const query = { kind: 'nouns', noun: 'sanction', merchant: undefined, after: undefined, limit: 100 } as const;
  return (held(await store.ask(query)) as Page<Sanction>).items;
};

test('what a look finds is filed once for each subject, threshold and period, and nobody is capped', async () => {
  const look = lookOf(5, 30);
  const watch = watchOf(() => success(look), 0);
  await watch.look();
  const first = await filed();
  expect(first).toHaveLength(look.findings.length);
  expect(first.map(({ finding }) => finding)).toEqual(expect.arrayContaining([...look.findings]));
  nowMs += 3_600_000;
  await watchOf(() => success(lookOf(6, 40)), 0).look();
  expect(await filed()).toEqual(first);
  // The next period is another story.
  await watchOf(() => success(lookOf(5, 30, NOW_MS + 40 * DAY_MS)), 0).look();
  expect((await filed()).length).toBeGreaterThan(first.length);
  expect(await sanctions()).toEqual([]);
});

test('where the operator lets it, automation caps a number and a merchant whose rate is found, once, for a term', async () => {
  const look = lookOf(5, 30);
  const watch = watchOf(() => success(look), 50);
  await watch.look();
  await watch.look();
  const caps = await sanctions();
  // One for each period of the rate; the line is not registered, and a party of the chain is left to a handler.
  expect(caps.map(({ target }) => `${target.kind}:${target.id}`).sort()).toEqual([
    'merchant:merchant-1',
    'merchant:merchant-1',
    'number:95566',
    'number:95566',
  ]);
  const ids = (await filed()).map(({ id }) => id);
  for (const { kind, perDay, fromMs, toMs, note, purposes } of caps) {
    expect({ kind, perDay, days: ((toMs ?? 0) - fromMs) / DAY_MS }).toEqual({ kind: 'cap', perDay: 50, days: 30 });
    expect(ids).toContain(note.replace('automation: ', ''));
    expect(purposes).toBeGreaterThan(0);
  }
});

test('so many complaints without a rate are filed and never capped', async () => {
  const look = lookOf(5, 4_000);
  expect(look.findings.map(({ kind }) => kind)).toContain('complaint-count');
  const counts = look.findings.filter(({ kind }) => kind === 'complaint-count');
  await watchOf(() => success({ ...look, findings: counts }), 50).look();
  expect(await filed()).toHaveLength(counts.length);
  expect(await sanctions()).toEqual([]);
});

test('a look that fails is told of, and files nothing', async () => {
  const watch = watchOf(() => failure('journal-unavailable', 'no', { field: '', message: '', remedy: '' }), 50);
  await watch.look();
  expect(logged).toEqual(['warn rates of complaints not looked at']);
  expect(await filed()).toEqual([]);
});
