import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  type AuditFault,
  type AuditHead,
  type AuditRow,
  appendEntry,
  canonicalEntry,
  EMPTY_HEAD,
  keyedReference,
  readCheckpoint,
  signCheckpoint,
  verifyChain,
} from './audit-chain.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (text: string): string => createHmac('sha256', 'a key of the test').update(text).digest('hex');

const entry = (n: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  atMs: 1_700_000_000_000 + n,
  who: `key-${n % 3}`,
  role: 'handler',
  act: n % 2 === 0 ? 'read' : 'change',
  what: 'complaintById',
  subject: { kind: 'complaint', id: `complaint-${n}` },
  ...more,
});

const appended = (head: AuditHead, said: AuditEntry): AuditRow => {
  const row = appendEntry(head, said, sha256);
  if (!row.ok) throw new Error(row.errors[0]?.message);
  return row.value;
};

const chainFrom = (head: AuditHead, count: number): AuditRow[] => {
  const rows: AuditRow[] = [];
  for (let n = 1; n <= count; n++) rows.push(appended(rows.at(-1) ?? head, entry(head.sequence + n)));
  return rows;
};
const chain = (count: number): AuditRow[] => chainFrom(EMPTY_HEAD, count);

const faultOf = async (rows: Iterable<AuditRow>, known: readonly AuditHead[] = []): Promise<AuditFault | undefined> => {
  const verdict = await verifyChain(rows, EMPTY_HEAD, { sha256, known });
  return verdict.ok ? undefined : verdict.fault;
};

const placed = (kind: string, sequence: number, through = sequence): object => ({ kind, sequence, through });

/** A chain, and where in it something happens. */
const CHAIN = fc.integer({ min: 4, max: 30 }).chain((count) => fc.tuple(fc.constant(count), fc.nat(count - 1)));

describe('audit chain', () => {
  it('has one text for one entry, and its hash is of the hash before it and that text', () => {
    const [row] = chain(1) as [AuditRow];
    const text = '[1,1,1700000000001,"key-1","handler","change","complaintById","complaint","complaint-1"]';
    expect(canonicalEntry(row)).toBe(text);
    expect(row.hash).toBe(sha256(`${'0'.repeat(64)}\n${text}`));
  });

  it('holds as it was written, streamed from any head', async () => {
    const rows = chain(20);
    for (const from of [0, 1, 7, 20]) {
      const head = from === 0 ? EMPTY_HEAD : (rows[from - 1] as AuditRow);
      const later = (async function* () {
        yield* rows.slice(from);
      })();
      const verdict = await verifyChain(later, head, { sha256 });
      expect(verdict).toEqual({ ok: true, head: expect.objectContaining({ sequence: 20, hash: rows[19]?.hash }) });
    }
  });

  it('finds any field of any row that was changed', async () => {
    const changes: ((row: AuditRow) => AuditRow)[] = [
      (row) => ({ ...row, atMs: row.atMs + 1 }),
      (row) => ({ ...row, who: `${row.who}x` }),
      (row) => ({ ...row, role: 'admin' }),
      (row) => ({ ...row, act: row.act === 'read' ? 'change' : 'read' }),
      (row) => ({ ...row, what: 'caseById' }),
      (row) => ({ ...row, subject: { ...row.subject, kind: 'case' } }),
      (row) => ({ ...row, subject: { ...row.subject, id: 'complaint-0' } }),
      (row) => ({ ...row, sequence: row.sequence + 1 }),
      (row) => ({ ...row, sequence: row.sequence + 100 }),
      (row) => ({ ...row, previous: sha256('another') }),
      (row) => ({ ...row, hash: sha256('another') }),
      // Renumbered by somebody who makes its hash again.
      (row) => appended({ sequence: row.sequence + 4, hash: row.previous }, row),
    ];
    await fc.assert(
      fc.asyncProperty(CHAIN, fc.constantFrom(...changes), async ([count, at], change) => {
        const rows = chain(count);
        rows[at] = change(rows[at] as AuditRow);
        expect(await faultOf(rows)).toMatchObject(placed('changed', at + 1));
      }),
    );
  });

  it('finds a row changed with its hash made again at the next one', async () => {
    await fc.assert(
      fc.asyncProperty(CHAIN, async ([count, at]) => {
        const rows = chain(count);
        const [before, next] = [rows[at - 1] ?? EMPTY_HEAD, rows[at + 1]];
        fc.pre(next !== undefined);
        rows[at] = appended(before, entry(999));
        expect(await faultOf(rows)).toMatchObject(placed('unlinked', at + 1, at + 2));
      }),
    );
  });

  it('finds rows that were taken out, and says which', async () => {
    await fc.assert(
      fc.asyncProperty(CHAIN, fc.integer({ min: 1, max: 3 }), async ([count, at], many) => {
        fc.pre(at + many < count);
        const rows = chain(count);
        rows.splice(at, many);
        expect(await faultOf(rows)).toMatchObject(placed('removed', at + 1, at + many));
      }),
    );
  });

  it('finds two rows that changed places, near or far', async () => {
    await fc.assert(
      fc.asyncProperty(CHAIN, fc.nat(29), async ([count, at], other) => {
        fc.pre(other < count && other > at);
        const rows = chain(count);
        [rows[at], rows[other]] = [rows[other] as AuditRow, rows[at] as AuditRow];
        expect(await faultOf(rows)).toMatchObject(placed('reordered', at + 1, other + 1));
      }),
    );
  });

  it('finds a row that stands twice, wherever the second stands', async () => {
    await fc.assert(
      fc.asyncProperty(CHAIN, fc.nat(29), async ([count, at], to) => {
        fc.pre(to <= count && to !== at);
        const rows = chain(count);
        rows.splice(to, 0, rows[at] as AuditRow);
        // Ahead of its place it stands before the row that is due there; after it, it is told by its own number.
        expect(await faultOf(rows)).toMatchObject(placed('inserted', to > at ? at + 1 : to + 1));
      }),
    );
  });

  it('finds a row that was put in: with a hash of its own, or one that fits', async () => {
    await fc.assert(
      fc.asyncProperty(CHAIN, fc.constantFrom('fits', 'number', 'broken', 'far'), async ([count, at], how) => {
        const rows = chain(count);
        const before: AuditHead = rows[at - 1] ?? EMPTY_HEAD;
        const fits = appended(before, entry(999));
        const put = {
          fits,
          number: appended({ sequence: at, hash: sha256('nowhere') }, entry(999)),
          broken: { ...fits, hash: sha256('broken') },
          far: appended({ sequence: 500, hash: sha256('nowhere') }, entry(999)),
        };
        rows.splice(at, 0, put[how]);
        expect(await faultOf(rows)).toMatchObject(placed('inserted', at + 1));
      }),
    );
  });

  it('does not miss an end cut off, nor a chain made again, once a later head is known', async () => {
    await fc.assert(
      fc.asyncProperty(CHAIN, async ([count, at]) => {
        const rows = chain(count);
        const known = [rows[count - 1] as AuditRow];
        expect(await faultOf(rows, known)).toBeUndefined();
        expect(await faultOf(rows.slice(0, at))).toBeUndefined();
        expect(await faultOf(rows.slice(0, at), known)).toMatchObject(placed('cut', at + 1, count));
        const again = [...rows.slice(0, at), appended(rows[at - 1] ?? EMPTY_HEAD, entry(999))];
        again.push(...chainFrom(again.at(-1) as AuditRow, count - at - 1));
        expect(await faultOf(again)).toBeUndefined();
        expect(await faultOf(again, known)).toMatchObject(placed('rewritten', 1, count));
        // A checkpoint just before it says from where on.
        const both = at === 0 ? known : [...known, rows[at - 1] as AuditRow];
        expect(await faultOf(again, both)).toMatchObject(placed('rewritten', at + 1, count));
      }),
    );
  });

  it('gives rows back that it does not read to the end, and no others', async () => {
    const rows = chain(9);
    const closed: string[] = [];
    const streamed = async function* (name: string, of: readonly AuditRow[]) {
      try {
        yield* of;
      } finally {
        closed.push(name);
      }
    };
    const listed = function* (name: string, of: readonly AuditRow[]) {
      try {
        yield* of;
      } finally {
        closed.push(name);
      }
    };
    const broken = rows.map((row) => (row.sequence === 3 ? { ...row, who: 'another' } : row));
    await verifyChain(streamed('streamed', broken), EMPTY_HEAD, { sha256 });
    await verifyChain(listed('listed', broken), EMPTY_HEAD, { sha256 });
    const other = [{ sequence: 2, hash: sha256('another') }];
    await verifyChain(streamed('rewritten', rows), EMPTY_HEAD, { sha256, known: other });
    expect(closed).toEqual(['streamed', 'listed', 'rewritten']);
    let returned = 0;
    const ends = {
      next: () => ({ done: true as const, value: undefined }),
      return: () => ({ done: true as const, value: returned++ }),
    };
    expect(await verifyChain({ [Symbol.iterator]: () => ends }, EMPTY_HEAD, { sha256 })).toMatchObject({ ok: true });
    expect(returned).toBe(0);
  });

  it('says up to where the chain holds', async () => {
    const rows = chain(9);
    rows.splice(4, 1);
    expect(await verifyChain(rows, EMPTY_HEAD, { sha256 })).toMatchObject({ ok: false, head: { sequence: 4 } });
  });
});

describe('an entry', () => {
  it('holds no bare number', () => {
    for (const subject of [
      { kind: 'number', id: '+8613800000001' },
      { kind: 'subscriber', id: 'me' },
      { kind: 'complaint', id: '13800000001' },
      { kind: 'case', id: '95588' },
      { kind: 'case', id: 'case-17/13800000001' },
      { kind: 'case', id: 'case:+8613800000001:2' },
      { kind: 'case', id: 'case_8613800000001' },
      { kind: 'decision', id: '010-62345678/d1' },
      { kind: 'case', id: 'of-138-0000-0001' },
      { kind: 'case', id: '(138)0000.0001/2' },
    ])
      expect(appendEntry(EMPTY_HEAD, entry(1, { subject }), sha256)).toMatchObject({
        errors: [{ field: 'subject.id' }],
      });
    for (const id of [
      'complaint-20260310',
      'case-2026-000017',
      'd1-16k',
      'finding-ddb200be0fd59bda1ace42db',
      'line-95588',
    ])
      expect(appendEntry(EMPTY_HEAD, entry(1, { subject: { kind: 'case', id } }), sha256), id).toMatchObject({
        ok: true,
      });
    for (const who of ['+8613800000001', '13800000001', 'key-13800000001', '95588'])
      expect(appendEntry(EMPTY_HEAD, entry(1, { who }), sha256)).toMatchObject({ errors: [{ field: 'who' }] });
    const keyed = { kind: 'number', id: keyedReference(mac, '+8613800000001') };
    expect(appendEntry(EMPTY_HEAD, entry(1, { subject: keyed }), sha256)).toMatchObject({ ok: true });
    expect(keyed.id).not.toContain('138');
  });

  it('holds names, not the words of a person', () => {
    for (const [field, bad] of [
      ['what', { what: 'called 13800000001' }],
      ['who', { who: 'a key' }],
      ['what', { what: 'x'.repeat(65) }],
      ['atMs', { atMs: Number.NaN }],
    ] as const)
      expect(appendEntry(EMPTY_HEAD, entry(1, bad), sha256)).toMatchObject({ ok: false, errors: [{ field }] });
  });
});

describe('a checkpoint', () => {
  const checkpoint = { sequence: 12, hash: sha256('head'), atMs: 1_700_000_000_000 };

  it('is read as it was signed', () => {
    const line = signCheckpoint(checkpoint, mac);
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(readCheckpoint(`${line}\n`, mac)).toEqual({ ok: true, value: checkpoint });
  });

  it('is refused when anything of it is another', () => {
    const line = signCheckpoint(checkpoint, mac);
    for (let at = 0; at < line.length; at++) {
      const other = `${line.slice(0, at)}${line[at] === '1' ? '2' : '1'}${line.slice(at + 1)}`;
      expect(readCheckpoint(other, mac), other).toMatchObject({ ok: false });
    }
    expect(readCheckpoint('', mac)).toMatchObject({ ok: false });
    expect(readCheckpoint(line, (text) => mac(`${text}.`))).toMatchObject({ ok: false });
  });
});
