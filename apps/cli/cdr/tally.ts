import { type CallJoin, csvCell, type Failure, UNMATCHED_WHYS, type UnmatchedWhy } from '@wurao/domain';
import { unwritable } from '../scrub/part-file.ts';
import type { Shell, WritableFile } from '../shell.ts';
import type { CdrRow } from './records.ts';

/** Bad rows that a screen shows. */
const SHOWN_ROWS = 20;

type Unmatched = Readonly<Record<UnmatchedWhy, number>>;
const none = (): Record<UnmatchedWhy, number> =>
  Object.fromEntries(UNMATCHED_WHYS.map((why) => [why, 0])) as Record<UnmatchedWhy, number>;

const count = (value: number): string => value.toLocaleString('en-US');

/** What became of the rows of a file: counted, shown, and written to a report. */
export class CdrTally {
  rows = 0;
  matched = 0;
  known = 0;
  bad = 0;
  /** Where the last row begins that was brought. */
  line = 0;
  /** The disk did not take the report: what comes after is not in it. */
  problem: Failure | undefined;
  readonly #unmatched = none();
  readonly #report: WritableFile | undefined;
  readonly #show: Shell['out'] | undefined;

  /** `show` undefined: nothing is shown on the way. */
  constructor(report: WritableFile | undefined, show: Shell['out'] | undefined) {
    this.#report = report;
    this.#show = show;
    this.#put('line,result,why,caller,callee,start,column,field,message,remedy');
  }

  get unmatched(): Unmatched {
    return this.#unmatched;
  }

  /** Neither matched nor known. */
  get wanting(): number {
    return this.rows - this.matched - this.known;
  }

  /** `join`: of a row that was read. */
  take(row: CdrRow, join: CallJoin | undefined): void {
    this.rows++;
    this.line = row.line;
    if ('errors' in row) this.#takeBad(row);
    else if (join?.result === 'unmatched') {
      this.#unmatched[join.why]++;
      const { caller, callee, startMs } = row.record;
      this.#write(row.line, 'unmatched', join.why, caller, callee, new Date(startMs).toISOString());
    } else if (join !== undefined) this[join.result]++;
  }

  #takeBad({ line, errors }: Extract<CdrRow, { errors: unknown }>): void {
    this.bad++;
    // One row a record: what is wrong in several places stands in one cell.
    const all = (of: (error: (typeof errors)[number]) => string | number): string => errors.map(of).join('; ');
    this.#write(
      ...[line, 'bad', '', '', '', ''],
      all(({ column }) => column),
      all(({ field }) => field),
      all(({ message }) => message),
      all(({ remedy }) => remedy),
    );
    if (this.bad > SHOWN_ROWS) return;
    for (const { column, field, message, remedy } of errors)
      this.#show?.(`line ${line}, column ${column}: ${field === '' ? '' : `${field}: `}${message}. ${remedy}\n`);
  }

  #write(...cells: readonly (string | number)[]): void {
    const full = Array.from({ length: 10 }, (_, place) => csvCell(cells[place]));
    this.#put(full.join(','));
  }

  #put(row: string): void {
    if (this.problem !== undefined) return;
    try {
      this.#report?.write(`${row}\r\n`);
    } catch (error) {
      this.problem = unwritable('--report', error, 'Make room there, then run the same again: what was kept is known.');
    }
  }

  text(name: string, isDryRun: boolean, report: string | undefined): string {
    const { rows, matched, known, bad } = this;
    const whys = UNMATCHED_WHYS.filter((why) => this.#unmatched[why] > 0);
    const unmatched = whys.reduce((sum, why) => sum + this.#unmatched[why], 0);
    const more =
      bad > SHOWN_ROWS
        ? `  ${count(bad - SHOWN_ROWS)} more bad rows${report ? ` in ${report}` : '; --report writes them to a file'}\n`
        : '';
    return [
      more,
      `${name}${isDryRun ? ' (dry run, nothing was kept)' : ''}\n`,
      `  ${count(rows)} rows: ${count(matched)} ${isDryRun ? 'would be matched' : 'matched'}, ${count(known)} known, ${count(unmatched)} unmatched, ${count(bad)} bad\n`,
      whys.length === 0
        ? ''
        : `  unmatched: ${whys.map((why) => `${why} ${count(this.#unmatched[why])}`).join(', ')}\n`,
    ].join('');
  }
}
