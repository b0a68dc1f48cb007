// Imports, their batches and rows, as the cases of every store bring them.
import { ALL_CATEGORIES, ALL_CHANNELS, type PhoneNumber, purposeBit } from '@wurao/domain';
import {
  type BasisInput,
  type ImportBatch,
  type ImportRecord,
  type ImportRow,
  NO_SHAPE,
  NO_SHAPES,
  rowText,
  tailOf,
} from '@wurao/registry';
import { BANK, T0 as NOW_MS } from './store-commands.ts';

export const numberOf = (i: number) => `+86138000${String(i).padStart(5, '0')}` as PhoneNumber;
export const basisOf = (i: number, said: Partial<BasisInput> = {}): BasisInput => ({
  kind: 'consent',
  subscriber: numberOf(i),
  merchant: BANK,
  purposes: purposeBit('marketing'),
  categories: ALL_CATEGORIES,
  channels: ALL_CHANNELS,
  matter: undefined,
  words: `I agree ${i % 3}`,
  method: 'paper',
  evidence: { reference: `sheet ${i}`, sha256: undefined },
  fromMs: NOW_MS - 1_000,
  toMs: undefined,
  ...said,
});
export const rowOf = (row: number, basis: BasisInput, patterns = 0): ImportRow => ({
  row,
  line: row + 2,
  patterns,
  thing: { kind: 'grantBasis', basis },
});
/** An unanswered call to the person of that number; the same person, the same call. */
export const callOf = (row: number, caller: PhoneNumber, person: number): ImportRow => ({
  row,
  line: row + 2,
  patterns: 0,
  thing: {
    kind: 'recordCall',
    call: {
      caller,
      callee: numberOf(person),
      startMs: NOW_MS - 1_000 * person,
      answerMs: undefined,
      durationMs: 0,
      hungUpBy: undefined,
    },
  },
});
export const importRecord = (id: string): ImportRecord => ({
  id,
  options: {
    kind: 'bases',
    name: 'list',
    format: 'csv',
    encoding: 'utf-8',
    columns: {},
    constants: {},
    dryRun: false,
    onError: 'quarantine',
    thresholds: {},
  },
  actor: { keyId: undefined, role: 'admin', party: undefined, lines: [] },
  createdMs: NOW_MS,
  updatedMs: NOW_MS,
  state: 'checking',
  position: 0,
  counts: { rows: 0, stated: 0, unchanged: 0, bad: 0, held: 0, patterns: {} },
  firstSequence: undefined,
  lastSequence: undefined,
  problem: undefined,
});
export const batchOf = (
  position: number,
  rows: readonly ImportRow[],
  said: Partial<ImportBatch> = {},
): ImportBatch => ({
  id: 'import-1',
  position,
  rows: `[${rows.map(({ row, line, patterns, thing }) => rowText(row, line, patterns, tailOf(thing, NO_SHAPE))).join(',')}]`,
  shapes: NO_SHAPES,
  dryRun: false,
  isLast: false,
  rowsInFile: 100,
  badInFile: 0,
  ...said,
});
