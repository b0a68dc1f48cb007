import type { InstalledLaw, InstantMs, LawTerm } from '@wurao/domain';
import { CN_2020_DRAFT } from './cn-2020-draft.ts';
import type { LawPack } from './pack.ts';

/** A term with its end. */
export interface Term extends LawTerm {
  /** Exclusive; infinite for the last. */
  readonly untilMs: InstantMs;
}

/** Which law is in force at an instant, by a timetable in order. Before the first term the first holds: no other is known. */
export const termAt = (terms: readonly LawTerm[], atMs: InstantMs): Term | undefined => {
  const at = Math.max(
    0,
    terms.findLastIndex(({ fromMs }) => fromMs <= atMs),
  );
  const term = terms[at];
  if (term === undefined) return undefined;
  const fromMs = at === 0 ? Number.NEGATIVE_INFINITY : term.fromMs;
  return { law: term.law, fromMs, untilMs: terms[at + 1]?.fromMs ?? Number.POSITIVE_INFINITY };
};

/** Past terms kept for questions about the past; the journal itself names the law of each decision. */
const MAX_TERMS = 100;

/** The timetable with one more term; what stood at the same instant gives way, as do other terms of that law still to come. */
export const withTerm = (terms: readonly LawTerm[], term: LawTerm, nowMs: InstantMs): readonly LawTerm[] => {
  const others = withoutComing(terms, term.law, nowMs).filter(({ fromMs }) => fromMs !== term.fromMs);
  return [...others, term].sort((a, b) => a.fromMs - b.fromMs).slice(-MAX_TERMS);
};

/** The timetable without the terms of a law that have not begun. */
export const withoutComing = (terms: readonly LawTerm[], law: string, nowMs: InstantMs): readonly LawTerm[] =>
  terms.filter((term) => term.law !== law || term.fromMs <= nowMs);

/**
 * An installed pack was checked when it came in, by whichever gate wrote it. One that came in before packs had clocks has the draft's,
 * with what they cite.
 */
export const installedPack = ({ pack }: InstalledLaw): LawPack => {
  const law = pack as unknown as LawPack & { readonly clocks?: LawPack['clocks'] };
  if (law.clocks !== undefined) return law;
  const { clauses, clocks } = CN_2020_DRAFT;
  const cited = Object.values(clocks).map(({ clause }) => [clause, clauses[clause]]);
  return { ...law, clocks, clauses: { ...Object.fromEntries(cited), ...law.clauses } };
};
