import type { StirEvidence } from '@wurao/domain';

const ATTESTATIONS: readonly (string | undefined)[] = ['A', 'B', 'C'];

/** `verified A`, `failed signature-wrong`, `absent`: the words as they are, for a record and for whoever asks with SQL. */
export const stirText = ({ status, attest, reason }: StirEvidence): string =>
  `${status}${attest === undefined ? '' : ` ${attest}`}${reason === undefined ? '' : ` ${reason}`}`;

export const stirOf = (text: string | undefined): StirEvidence | undefined => {
  if (text === undefined) return undefined;
  const [status, ...said] = text.split(' ');
  const attest = ATTESTATIONS.includes(said[0]) ? said.shift() : undefined;
  const reason = said.length === 0 ? undefined : said.join(' ');
  // The words were checked when the record went in.
  return { status, attest, reason } as StirEvidence;
};
