import type { Schema } from '../../api/schemas.ts';

export type AuditRow = Schema<'AuditRow'>;

/** Rows whose hash, or whose link to the row before, does not fit what they say; in order of the list. */
export interface ChainState {
  readonly checked: number;
  readonly broken: readonly number[];
}

/** Stands in the hashed text, as the contract says it. */
const FORM = 1;

const hashedText = ({ previous, sequence, at, who, role, act, what, subject }: AuditRow): string =>
  `${previous}\n${JSON.stringify([FORM, sequence, Date.parse(at), who, role, act, what, subject.kind, subject.id])}`;

const sha256 = async (text: string): Promise<string> => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** Each row's hash is made again; of rows that follow each other, the link too. */
export const checkChain = async (rows: readonly AuditRow[]): Promise<ChainState> => {
  const broken: number[] = [];
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    const isLinked = before?.sequence !== row.sequence - 1 || before.hash === row.previous;
    if (!isLinked || (await sha256(hashedText(row))) !== row.hash) broken.push(row.sequence);
  }
  return { checked: rows.length, broken };
};
