// The decision cases as the map needs them: which clause and reason each one is about.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', '..', 'lab', 'vectors', 'decisions');

export interface VectorCase {
  readonly theme: string;
  readonly name: string;
  readonly clause: string;
  readonly law: string;
  readonly expect: { readonly reason: string; readonly step: number };
  /** What the merchant's own key reads, where that is part of the case. */
  readonly merchantView?: { readonly reason: string };
}

type CaseFile = { readonly cases: readonly Omit<VectorCase, 'theme'>[] };

export const readVectorCases = (folder = FOLDER): readonly VectorCase[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const { cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CaseFile;
      return cases.map((one) => ({ ...one, theme: file.replace('.json', '') }));
    });
};
