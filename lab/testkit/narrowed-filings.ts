// What a case says of purpose, category and content, said by filings: doors whose wire has no word for these are set up so.
import { type Category, categoryMask, type Filing, type PhoneNumber, type Purpose, purposeMask } from '@wurao/domain';
import type { Command } from '@wurao/registry';
import {
  type AttemptBody,
  attemptOf,
  commandsOfCase,
  type DecisionCase,
  type Given,
  type SetUpStep,
} from '@wurao/vectors';

/** Everything that a case asks, the question itself last. */
export const askedBy = (vector: DecisionCase): readonly AttemptBody[] => [
  ...(vector.history ?? []).map(({ attempt }) => ({ ...vector.attempt, ...attempt })),
  vector.attempt,
];

/** Why commands cannot set a case up so that the filing of its caller says what it asks for; undefined: they can. */
export const whyNotNarrowed = (vector: DecisionCase): string | undefined => {
  if (vector.tablesOnly !== undefined) return 'facts that no command writes';
  if (vector.given.some(({ merchantClosed }) => merchantClosed !== undefined)) return 'no command closes a merchant';
  const words = new Set(askedBy(vector).map(({ purpose, category }) => `${purpose} ${category}`));
  if (words.size > 1) return 'purposes or categories that change from call to call';
  const narrowing = narrowedBy(vector);
  return typeof narrowing === 'string' ? narrowing : undefined;
};

interface Narrowing {
  readonly purposes: number | undefined;
  readonly categories: number | undefined;
}

const narrowingOf = ({ purpose, category }: AttemptBody): Narrowing => ({
  purposes: purpose && purposeMask([purpose as Purpose]),
  categories: category && categoryMask([category as Category]),
});

const narrowed = (command: Command, { purposes, categories }: Narrowing): Command => {
  if (command.kind !== 'fileNumber') return command;
  const { filing } = command;
  const both = {
    purposes: purposes === undefined ? filing.purposes : filing.purposes & purposes,
    categories: categories === undefined ? filing.categories : filing.categories & categories,
  };
  // Of another caller's, or for something else: it stays as it is.
  return both.purposes === 0 || both.categories === 0 ? command : { ...command, filing: { ...filing, ...both } };
};

/**
 * The set-up of a case. A request may only narrow what is filed, and neither an INVITE nor a submit names purpose or category: so the
 * numbers are filed as narrowly as the case asks, which must lead to the same decision. Or why they cannot be.
 */
export const narrowedBy = (vector: DecisionCase, cast?: readonly Given[]): readonly SetUpStep[] | string => {
  const narrowing = narrowingOf(vector.attempt);
  const steps = commandsOfCase(vector, cast);
  const { purposes, categories } = narrowing;
  if (purposes === undefined && categories === undefined) return steps;
  const { caller } = attemptOf(vector.attempt);
  const his = caller === undefined ? [] : filingsOf(caller, steps);
  // Of nobody's number the gate thinks so by itself.
  if (his.length === 0 && vector.attempt.purpose === 'personal' && categories === undefined) return steps;
  if (new Set(his.map(({ merchant }) => merchant)).size > 1)
    return 'a word that chooses among the merchants of one number';
  const isFiled = his.some(
    (filing) => (filing.purposes & (purposes ?? -1)) !== 0 && (filing.categories & (categories ?? -1)) !== 0,
  );
  if (!isFiled) return 'a purpose or category that nobody filed for the caller';
  return steps.map((step) => ({ ...step, command: (ids) => narrowed(step.command(ids), narrowing) }));
};

type Filed = Pick<Filing, 'caller' | 'prefix' | 'merchant' | 'purposes' | 'categories' | 'contents'>;

/** All that was ever filed for the number, the longest prefix alone. */
export const filingsOf = (caller: PhoneNumber, steps: readonly SetUpStep[]): readonly Filed[] => {
  const covering = steps.flatMap(({ command }): Filed[] => {
    const said = safely(command);
    if (said?.kind !== 'fileNumber') return [];
    const { filing } = said;
    return (filing.prefix ? caller.startsWith(filing.caller) : filing.caller === caller) ? [filing] : [];
  });
  const lengthOf = ({ prefix, caller: filed }: Filed): number => (prefix ? filed.length : Number.POSITIVE_INFINITY);
  const longest = Math.max(...covering.map(lengthOf));
  return covering.filter((filing) => lengthOf(filing) === longest);
};

/** Filings refer to contents by the names of the cast until these have ids: here any name will do. */
const safely = (command: SetUpStep['command']): Command | undefined => {
  try {
    return command(new Proxy(new Map<string, string>(), { get: anyName }));
  } catch {
    return undefined;
  }
};

const anyName = (target: Map<string, string>, name: string | symbol): unknown => {
  if (name === 'get') return (id: string) => id;
  if (name === 'has') return () => true;
  const value = Reflect.get(target, name) as unknown;
  return typeof value === 'function' ? value.bind(target) : value;
};
