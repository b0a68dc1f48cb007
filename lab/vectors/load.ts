// Reads the cast and the cases, and makes of the facts of a case what each door is set up with.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '@wurao/domain';
import type { DecisionCase, Given } from './case.ts';
import { instantOf } from './read-facts.ts';
import { newRegister } from './register.ts';
import { toChanges } from './to-changes.ts';
import { type SetUpStep, toCommands } from './to-commands.ts';

const folder = import.meta.dirname;
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** When the cast was registered, a second apart; when the facts of a case came in, a minute apart. */
const CAST_FROM = '2025-01-01T00:00:00+08:00';
const FACTS_FROM = '2026-03-01T09:00:00+08:00';

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

type Received = { readonly given: Given; readonly atMs: number };

const received = (facts: readonly Given[], from: string, apartMs: number): Received[] => {
  let atMs = instantOf(from) - apartMs;
  return facts.map((given) => {
    atMs = given.at === undefined ? atMs + apartMs : instantOf(given.at);
    return { given, atMs };
  });
};

const receivedOf = (vector: Pick<DecisionCase, 'given'>): Received[] => [
  ...received(readCast(), CAST_FROM, 1_000),
  ...received(vector.given, FACTS_FROM, 60_000),
];

/** For the engine and the reference: the change feed up to the attempt, the cast first. */
export const changesOfCase = (vector: Pick<DecisionCase, 'given'>): Change[] =>
  toChanges(newRegister(), receivedOf(vector));

/** For the store and HTTP: the commands that write the same, each at its virtual instant. */
export const commandsOfCase = (vector: Pick<DecisionCase, 'given'>): SetUpStep[] => toCommands(receivedOf(vector));
