import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldRow, HeldState } from '@wurao/registry';
import { writeWhole } from './append.ts';

/** What was found of a row. */
export type FoundRow = Pick<HeldRow, 'row' | 'line' | 'state' | 'patterns' | 'errors'>;

const BUFFER_CHARS = 64 * 1024;
const READ_BYTES = 256 * 1024;

export const reportPath = (directory: string): string => join(directory, 'report.ndjson');

/** Rows that were found wanting before anything was stated, one a line: as many as there are, in no memory. */
export class ReportWriter {
  readonly #file: number;
  #waiting = '';

  constructor(directory: string) {
    this.#file = openSync(reportPath(directory), 'w', 0o600);
  }

  add(found: FoundRow): void {
    this.#waiting += `${JSON.stringify(found)}\n`;
    if (this.#waiting.length > BUFFER_CHARS) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.#file);
  }

  flush(): void {
    const bytes = Buffer.from(this.#waiting);
    writeWhole(this.#file, bytes, 0, bytes.length);
    this.#waiting = '';
  }
}

export interface ReportPage {
  readonly items: readonly FoundRow[];
  /** Where to read on; undefined = this was the end. */
  readonly next: number | undefined;
}

/** Up to `limit` rows of a state from an offset on, out of one stretch of READ_BYTES: whoever answers others reads no more in a turn. */
export const readReport = (
  directory: string,
  page: { readonly state: HeldState | undefined; readonly from: number; readonly limit: number },
): ReportPage => {
  const path = reportPath(directory);
  if (!existsSync(path)) return { items: [], next: undefined };
  const { size } = statSync(path);
  const file = openSync(path, 'r');
  try {
    const items: FoundRow[] = [];
    const buffer = Buffer.alloc(Math.max(0, Math.min(READ_BYTES, size - page.from)));
    const text = buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, page.from));
    let at = page.from;
    for (const line of text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1)) {
      if (items.length >= page.limit) return { items, next: at };
      at += Buffer.byteLength(line) + 1;
      const found = JSON.parse(line) as FoundRow;
      if (page.state === undefined || found.state === page.state) items.push(found);
    }
    // A stretch without one whole row: the file is being written.
    return { items, next: at > page.from && at < size ? at : undefined };
  } finally {
    closeSync(file);
  }
};
