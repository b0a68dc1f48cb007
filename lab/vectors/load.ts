// Reads the cast and the cases, and makes of the facts of a case what each door is set up with.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '@wurao/domain';
import { changesOfFacts, type DecisionCase, type Given, receivedFacts } from '@wurao/engine';
import { type SetUpStep, toCommands } from './to-commands.ts';

const folder = import.meta.dirname;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

export interface Theme {
  readonly theme: string;
  readonly title: string;
  readonly cases: readonly DecisionCase[];
}

export const readThemes = (): readonly Theme[] =>
  readdirSync(join(folder, 'decisions'))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { title, cases } = readJson(join(folder, 'decisions', file)) as Omit<Theme, 'theme'>;
      return { theme: file.replace('.json', ''), title, cases };
    });

export const readCases = (): readonly DecisionCase[] => readThemes().flatMap(({ cases }) => cases);

/** The standing cast: parties, merchants, lines, contents, filings, ownership. */
export const readCast = (): readonly Given[] => (readJson(join(folder, 'cast.json')) as { facts: Given[] }).facts;

/** For the engine and the reference: the change feed up to the attempt, the cast first. */
export const changesOfCase = (vector: Pick<DecisionCase, 'given'>): Change[] =>
  changesOfFacts(readCast(), vector.given);

/** For the store and HTTP: the commands that write the same, each at its virtual instant. */
export const commandsOfCase = (vector: Pick<DecisionCase, 'given'>, cast = readCast()): SetUpStep[] =>
  toCommands(receivedFacts(cast, vector.given));
