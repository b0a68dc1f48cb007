import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CATEGORIES, numberAbroad, numberKey, type PhoneNumber, PROVINCES, type Result } from '@wurao/domain';
import { type ImportedComplaint, NO_COUNTS, NO_SHAPE, NO_SHAPES, rowText, tailOf } from '@wurao/registry';
import { openStore, type Store } from '@wurao/store';
import { mulberry32, sharedData } from '@wurao/vectors';

export const REGISTER_FILE = join('complaints', 'ftc_dnc_2020-02_2020-09.csv.gz');
/** As many as the register has; in its place where it is not there. */
const REGISTER_ROWS = 1_860_129;
const BATCH_ROWS = 5_000;
const SEED = 20_261_126;
const DAY_MS = 86_400_000;
/** Of the world: no file says when it is. */
export const NOW_MS = Date.UTC(2026, 2, 2, 2);

export const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.title}: ${result.errors.map(({ message }) => message).join('; ')}`);
};

/** Reported numbers as the register wrote them; where it is not there, numbers of which a third comes again. */
function* reportedNumbers(rows: number): Generator<string> {
  const path = sharedData(REGISTER_FILE);
  if (path === undefined) {
    const random = mulberry32(SEED);
    for (let i = 0; i < rows; i++) yield String(2_000_000_000 + Math.floor(random() ** 2 * 1.4 * rows) * 613);
    return;
  }
  let left = rows;
  for (const line of gunzipSync(readFileSync(path)).toString().split('\n').slice(1)) {
    const reported = line.split(',')[1] ?? '';
    if (reported !== '' && left-- > 0) yield reported;
  }
}

export const COMMON_WORD = '贷款';
export const RARE_WORD = '雪豹';
const RARE_EVERY = 250_000;
const PHRASES = [
  `推销${COMMON_WORD}，自称银行客服`,
  `反复来电推销${COMMON_WORD}`,
  `${COMMON_WORD}中介，问是否需要资金周转`,
  '房产中介推销楼盘',
  '教育培训课程推广',
  '股票群邀请加入',
  '保险续保推销',
  'insurance renewal, would not stop calling',
  'car warranty again',
  '冒充快递客服索要验证码',
] as const;

/** One complaint of the worked store: what the register lacks (province, category, words) is drawn by a seeded die. */
const complaintOf = (reported: string, i: number, random: () => number): ImportedComplaint => {
  const phrase = PHRASES[Math.floor(random() * PHRASES.length)] ?? '';
  return {
    reported,
    number: numberAbroad(reported, '1'),
    receivedMs: NOW_MS - Math.floor(random() * 230) * DAY_MS,
    channel: 'voice',
    province: PROVINCES[Math.floor(random() ** 2 * PROVINCES.length)]?.code,
    category: CATEGORIES[Math.floor(random() * CATEGORIES.length)],
    description: i % RARE_EVERY === RARE_EVERY / 2 ? `${phrase}，屏保是${RARE_WORD}` : phrase,
    // A worked queue of a third of them beside the history.
    closed: numberKey((numberAbroad(reported, '1') ?? '') as PhoneNumber) % 3 !== 0,
  };
};

const inOrder = (a: ImportedComplaint, b: ImportedComplaint): number =>
  numberKey(a.number ?? ('' as PhoneNumber)) - numberKey(b.number ?? ('' as PhoneNumber));

/** Fills a store as an import does, batch by batch in order of number, but with no file and no other process. */
export const fillCasework = async (
  options: { readonly directory: string; readonly databaseUrl?: string },
  rows: number = REGISTER_ROWS,
): Promise<Store> => {
  const store = held(await openStore({ ...options, clock: () => NOW_MS }));
  const random = mulberry32(SEED);
  const complaints: ImportedComplaint[] = [];
  for (const reported of reportedNumbers(rows)) complaints.push(complaintOf(reported, complaints.length, random));
  complaints.sort(inOrder);
  held(await store.imports.create(importRecord('import-bench')));
  for (let position = 0; position < complaints.length; position += BATCH_ROWS) {
    const texts = complaints.slice(position, position + BATCH_ROWS).map((complaint, i) => {
      const tail = tailOf({ kind: 'importComplaint', complaint }, NO_SHAPE);
      return rowText(position + i, position + i + 2, 0, tail);
    });
    held(await store.imports.runBatch(batchOf(position, texts, complaints.length)));
  }
  return store;
};

const batchOf = (position: number, texts: readonly string[], rowsInFile: number) => ({
  id: 'import-bench',
  position,
  rows: `[${texts.join(',')}]`,
  shapes: NO_SHAPES,
  dryRun: false,
  isLast: position + texts.length === rowsInFile,
  rowsInFile,
  badInFile: 0,
});

const importRecord = (id: string): Parameters<Store['imports']['create']>[0] => ({
  id,
  options: {
    kind: 'complaints',
    name: 'register',
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
  state: 'running',
  position: 0,
  counts: NO_COUNTS,
  firstSequence: undefined,
  lastSequence: undefined,
  problem: undefined,
});
