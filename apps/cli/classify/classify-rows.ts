import { type Result, type RowScan, success } from '@wurao/domain';
import { type Encoding, encoded } from '../scrub/encoding.ts';
import { fieldText, type ListRows } from '../scrub/list.ts';
import type { Sink } from '../scrub/sink.ts';
import type { House } from '../shell.ts';

type Opened = Awaited<ReturnType<House['openClassifier']>>;
export type Classify = Extract<Opened, { readonly ok: true }>['value'];

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

export interface RowsToClassify {
  readonly rows: ListRows;
  /** Place of the column that holds the texts. */
  readonly column: number;
  readonly encoding: Encoding;
  readonly sink: Sink;
  readonly classify: Classify;
}

const LF = Buffer.from('\n');

/** Writes each row as it stands with what its text is behind it, in order; the header too. Failure: the disk's. */
export const classifyRows = async (parts: RowsToClassify): Promise<Result<Classified>> => {
  const { rows, sink, encoding } = parts;
  const done: Classified = { rows: 0, badRows: 0, purposes: new Map() };
  let isHeader = true;
  for (let isOpen = true; isOpen; ) {
    isOpen = await rows.more();
    while (rows.scan.read()) {
      const { scan } = rows;
      sink.put(scan.bytes, scan.start, scan.end);
      if (isHeader) sink.put(encoded(HEADER, encoding));
      else if (!scan.isBlank) sink.put(encoded(answerTo(scan, parts, done), encoding));
      // The last row may lack its line end: what follows it in the result needs one.
      if (scan.next > scan.end) sink.put(scan.bytes, scan.end, scan.next);
      else sink.put(LF);
      isHeader = false;
      sink.sure();
      if (!sink.isFull) continue;
      const flushed = await sink.flush();
      if (!flushed.ok) return flushed;
    }
  }
  const flushed = await sink.flush();
  return flushed.ok ? success(done) : flushed;
};

const answerTo = (scan: RowScan, { column, encoding, classify }: RowsToClassify, done: Classified): string => {
  done.rows++;
  const text = scan.problem === undefined && column < scan.fields ? fieldText(scan, column, encoding) : undefined;
  if (text === undefined) {
    done.badRows++;
    return NO_ANSWER;
  }
  const { seen, category, commercial, probability } = classify(text);
  done.purposes.set(seen, (done.purposes.get(seen) ?? 0) + 1);
  return `,${seen},${category},${commercial},${probability.toFixed(PROBABILITY_PLACES)}`;
};
