import { failure, success } from '@wurao/domain';
import type { ImportRecord } from '@wurao/registry';
import type { ImportPort, ImportView } from '../import-port.ts';
import { BANK, NOW_MS } from './facts.ts';

const record: ImportRecord = {
  id: 'import-1',
  options: {
    kind: 'bases',
    name: 'consents.csv',
    format: 'csv',
    encoding: 'utf-8',
    columns: {},
    constants: {},
    dryRun: false,
    onError: 'quarantine',
    thresholds: {},
  },
  actor: { keyId: undefined, role: 'merchant', party: BANK as never, lines: [] },
  createdMs: NOW_MS,
  updatedMs: NOW_MS,
  state: 'done',
  position: 11,
  counts: { rows: 12, stated: 9, unchanged: 0, bad: 1, held: 2, patterns: { 'one-evidence': 2 } },
  firstSequence: undefined,
  lastSequence: undefined,
  problem: undefined,
};

const view: ImportView = { record, bytes: 2048, progress: undefined, seconds: undefined };

/** One import of the bank's, which is what every call is about. */
export const fakeImports = (): ImportPort => ({
  create: async () => success(view),
  receive: async () => success(view),
  start: async () => success(view),
  byId: async (id) => (id === record.id ? success(view) : failure('not-found', 'No such import')),
  list: async () => success([view]),
  rows: async () =>
    success({
      items: [
        {
          row: 3,
          line: 5,
          state: 'bad',
          patterns: 0,
          errors: [
            {
              field: 'subscriber',
              column: 1,
              message: 'not a number of the numbering plan',
              remedy: 'Write it as 13800000001.',
            },
          ],
        },
      ],
      next: undefined,
    }),
  review: async () => success({ reviewed: 2, failed: [], next: undefined }),
});
