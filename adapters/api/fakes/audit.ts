import type { AuditRow, AuditSubject, HouseQuery } from '@wurao/casework';
import { success } from '@wurao/domain';
import type { AuditPort } from '../audit-port.ts';
import { NOW_MS } from './facts.ts';

const HASH = 'a'.repeat(64);

const row: AuditRow = {
  sequence: 1,
  atMs: NOW_MS,
  who: 'key-7',
  role: 'handler',
  act: 'read',
  what: 'readCase',
  subject: { kind: 'case', id: 'case-1' },
  previous: '0'.repeat(64),
  hash: HASH,
};

/** Undefined: the question is not about the log. */
export const answerOfAudit = (query: HouseQuery): unknown => {
  if (query.kind === 'auditHead') return { sequence: 1, hash: HASH };
  return query.kind === 'auditRows' ? { items: [row], next: undefined } : undefined;
};

export const fakeAudit: AuditPort = {
  checkpoint: async () =>
    success({ sequence: 1, hash: HASH, atMs: NOW_MS, line: `wurao-audit 1 1 ${HASH} ${NOW_MS} ${'b'.repeat(64)}` }),
  subject: ({ kind, id }: AuditSubject) => ({ kind, id }),
};
