import { type Result, type RowScan, success } from '@wurao/domain';
import type { BadRows } from '../scrub/bad-rows.ts';
import { rowProblem } from '../scrub/block.ts';
import { encoded } from '../scrub/encoding.ts';
import { fieldText, type ListRows, type ListShape, rowTooLong, unreadList } from '../scrub/list.ts';
import type { Sink } from '../scrub/sink.ts';
import type { House } from '../shell.ts';

type Opened = Awaited<ReturnType<House['openClassifier']>>;
type Classify = Extract<Opened, { readonly ok: true }>['value'];

const PROBABILITY_PLACES = 6;
const HEADER = ',purpose,category,commercial,probability';
/** A row whose text cannot be read keeps its place, without an answer. */
const NO_ANSWER = ',,,,';

export interface Classified {
  rows: number;
  badRows: number;
  /** Rows by what was written as their purpose. */
  readonly purposes: Map<string, number>;
}

interface RowsToClassify {
  readonly rows: ListRows;
  /** `column`: the place of the texts. */
  readonly shape: Pick<ListShape, 'column' | 'columns' | 'encoding'>;
  readonly sink: Pick<Sink, 'put' | 'sure' | 'isFull' | 'flush'>;
  readonly bad: Pick<BadRows, 'tell' | 'isFull' | 'flush'>;
  readonly classify: Classify;
}

const LF = Buffer.from('\n');

/** After a failure --output is as it was, so that there is nothing to go on with. */
export const NEXT = 'run the same again';

/**
 * Writes each row as it stands with what its text is behind it, in order; the header too. Failures: the disks', and `too-large` at a row
 * that cannot be kept whole.
 */
export const classifyRows = async (parts: RowsToClassify): Promise<Result<Classified>> => {
  const { rows, sink, bad } = parts;
  const { scan } = rows;
  const done: Classified = { rows: 0, badRows: 0, purposes: new Map() };
  let isHeader = true;
  for (let isOpen = true; isOpen; ) {
    try {
      isOpen = await rows.more();
    } catch (error) {
      return unreadList(error, scan.line, NEXT);
    }
    while (scan.read()) {
      if (scan.problem === 'too-long') return rowTooLong(scan.line, '--output was not written.');
      put(parts, isHeader ? HEADER : scan.isBlank ? '' : answerTo(parts, done));
      isHeader = false;
      if (!sink.isFull && !bad.isFull) continue;
      const flushed = await flush(parts);
      if (!flushed.ok) return flushed;
    }
  }
  const flushed = await flush(parts);
  return flushed.ok ? success(done) : flushed;
};

const flush = async ({ sink, bad }: RowsToClassify): Promise<Result<void>> => {
  const flushed = await bad.flush();
  return flushed.ok ? await sink.flush() : flushed;
};

const put = ({ rows: { scan }, sink, shape }: RowsToClassify, answer: string): void => {
  sink.put(scan.bytes, scan.start, scan.end);
  sink.put(encoded(answer, shape.encoding));
  // The last row may lack its line end: what follows it in the result needs one.
  if (scan.next > scan.end) sink.put(scan.bytes, scan.end, scan.next);
  else sink.put(LF);
  sink.sure();
};

const answerTo = ({ rows: { scan }, shape, bad, classify }: RowsToClassify, done: Classified): string => {
  done.rows++;
  const text = textOf(scan, shape);
  if (typeof text !== 'string') {
    done.badRows++;
    bad.tell({ line: scan.line, column: shape.column + 1, ...text });
    return NO_ANSWER;
  }
  const { seen, category, commercial, probability } = classify(text);
  done.purposes.set(seen, (done.purposes.get(seen) ?? 0) + 1);
  return `,${seen},${category},${commercial},${probability.toFixed(PROBABILITY_PLACES)}`;
};

/** The text of a row, or what is wrong with it. */
const textOf = (scan: RowScan, { column, columns, encoding }: RowsToClassify['shape']) => {
  const remedy = 'Say --encoding, or save the list again in one encoding.';
  return (
    rowProblem(scan, columns) ??
    fieldText(scan, column, encoding) ?? { field: 'text', message: `not valid ${encoding}`, remedy }
  );
};
