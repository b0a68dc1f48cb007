import { breathe, type ReadList } from '../records.ts';
import type { Outcome, ScrubResult } from './scrub-result.ts';

const PIECE_ROWS = 5_000;
const MARK = '\u{FEFF}';
const ADDED = ['decision', 'reason', 'explanation', 'retryAt'] as const;

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

interface Download {
  readonly list: ReadList;
  readonly result: ScrubResult;
  readonly separator: string;
  /** Undefined: all answered rows. */
  readonly outcome: Outcome | undefined;
  readonly wordsOf: (reason: string) => string;
}

/** The rows of the list as they stood, each with its answer behind it, in pieces of a file. */
export const downloadParts = async (
  { list, result, separator, outcome, wordsOf }: Download,
  pause: () => Promise<void> = breathe,
): Promise<readonly string[]> => {
  const lineOf = (row: number): string => {
    const answer = result.rowOf(row);
    const words = answer?.error ?? wordsOf(answer?.reason ?? '');
    const added = [answer?.outcome ?? '', answer?.reason ?? '', quoted(words), answer?.retryAt ?? ''];
    return `${[list.records[row], ...added].join(separator)}\r\n`;
  };
  const head = list.head === undefined ? '' : `${[list.head, ...ADDED].join(separator)}\r\n`;
  const parts = [`${MARK}${head}`];
  const rows = result.rows(outcome === undefined ? {} : { outcome });
  for (let from = 0; from < rows.length; from += PIECE_ROWS) {
    parts.push(
      rows
        .slice(from, from + PIECE_ROWS)
        .map(lineOf)
        .join(''),
    );
    await pause();
  }
  return parts;
};
