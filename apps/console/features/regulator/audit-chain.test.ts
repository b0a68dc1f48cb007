import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AuditRow, checkChain } from './audit-chain.ts';

const AT = '2026-03-01T02:00:00.000Z';

const row = (sequence: number, previous: string): AuditRow => {
  const text = `${previous}\n${JSON.stringify([1, sequence, Date.parse(AT), 'key-1', 'handler', 'read', 'caseById', 'case', 'case-1'])}`;
  return {
    sequence,
    at: AT,
    who: 'key-1',
    role: 'handler',
    act: 'read',
    what: 'caseById',
    subject: { kind: 'case', id: 'case-1' },
    previous,
    hash: createHash('sha256').update(text).digest('hex'),
  };
};

const chain = (): AuditRow[] => {
  const first = row(1, '0'.repeat(64));
  const second = row(2, first.hash);
  return [first, second, row(3, second.hash)];
};

describe('the chain of the audit log', () => {
  it('fits when nothing was changed', async () => {
    expect(await checkChain(chain())).toEqual({ checked: 3, broken: [] });
  });

  it('shows a row that was changed', async () => {
    const rows = chain().map((one) => (one.sequence === 2 ? { ...one, who: 'key-2' } : one));
    expect((await checkChain(rows)).broken).toEqual([2]);
  });

  it('shows a row that was put in with a hash of its own', async () => {
    const rows = chain().map((one) => (one.sequence === 2 ? row(2, 'f'.repeat(64)) : one));
    expect((await checkChain(rows)).broken).toEqual([2, 3]);
  });

  it('asks for no link where a filter left rows out', async () => {
    const rows = chain().filter(({ sequence }) => sequence !== 2);
    expect((await checkChain(rows)).broken).toEqual([]);
  });
});
