import {
  categoriesIn,
  channelsIn,
  type JournalledDecision,
  linksIn,
  type PairState,
  type PreferenceProfile,
  purposesIn,
  signaturesIn,
} from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import { Context } from './context.ts';
import { decideIn } from './decide.ts';
import { explainLawHours } from './law-hours.ts';
import { contentsInUse, expecting } from './leaves.ts';
import { matchRead, readText } from './match-content.ts';
import { nearestContent } from './nearest-content.ts';
import type { Facts } from './ports.ts';
import { QUESTIONS } from './questions.ts';
import { RecordedCounters } from './recorded-counters.ts';
import { releasedFrom } from './release.ts';

/** One step of an explanation, unredacted: roles are applied by the edge. */
export interface ExplainedStep {
  readonly step: number;
  readonly question: { readonly zh: string; readonly en: string };
  /** What was looked at, by name. */
  readonly looked: Readonly<Record<string, unknown>>;
  /** `passed`, `not asked` (the purpose's rule leaves it out), or the reason that answered. */
  readonly answer: string;
  readonly answered: boolean;
}

/**
 * Make a recorded decision again over the facts as of its data version, and say what each step looked at.
 * `facts` must hold what that version held; the counters are those recorded.
 */
export const explain = (
  record: JournalledDecision,
  facts: Facts,
  law: LawPack,
): { readonly steps: readonly ExplainedStep[]; readonly reproduced: boolean } => {
  const { attempt, atMs, decision } = record;
  const counters = new RecordedCounters();
  counters.take({ ...decision, attempt }, law, facts);
  let c = new Context().take(attempt, facts, counters, law, attempt.asOfMs ?? atMs);
  let again = decideIn(c);
  if (counters.isTooOftenUncapped && (again.wouldBe ?? again.reason) !== 'too-often') {
    // No cap and no rest period: there was no room to count in.
    counters.full = true;
    c = new Context().take(attempt, facts, counters, law, attempt.asOfMs ?? atMs);
    again = decideIn(c);
  }
  c.sanctioned = decision.counters.sanctioned;
  const reproduced =
    again.decision === decision.decision &&
    again.reason === decision.reason &&
    again.wouldBe === decision.wouldBe &&
    again.step === decision.step;
  return { steps: stepsOf(c, again.step, again.wouldBe ?? again.reason), reproduced };
};

const stepsOf = (c: Context, answeredAt: number, reason: string): ExplainedStep[] => {
  const commercialEnd = answeredAt === 7 && reason === 'not-commercial';
  const asked = QUESTIONS.filter(({ step }) => (commercialEnd ? step !== 7 && step <= 12 : step < answeredAt));
  const steps = asked.map(({ step, question }) => {
    const applies = stepApplies(c, step);
    const looked = applies ? lookedAt(c, step) : {};
    return { step, question, looked, answer: applies ? 'passed' : 'not asked', answered: false };
  });
  const last = QUESTIONS.find(({ step }) => step === answeredAt);
  if (last === undefined) throw new Error(`no step ${answeredAt} in the table of questions`);
  return [
    ...steps,
    { step: answeredAt, question: last.question, looked: lookedAt(c, answeredAt), answer: reason, answered: true },
  ];
};

/** What the callee's release of this very message leaves out. */
const LIFTED: ReadonlySet<number> = new Set([5, 7, 8, 9, 10, 11, 12]);

const stepApplies = (c: Context, step: number): boolean => {
  if (releasedFrom(c.attempt) !== undefined && LIFTED.has(step)) return false;
  const { rule } = c;
  switch (step) {
    case 6:
      return rule.content;
    case 8:
      return rule.refusal;
    case 9:
      return rule.preference;
    case 10:
      return rule.basis.includes(c.attempt.channel);
    case 11:
      return rule.hours !== undefined;
    case 12:
      return rule.caps !== undefined;
    default:
      return true;
  }
};

const LOOKS: Readonly<Record<number, (c: Context) => Record<string, unknown>>> = {
  1: (c) => ({ callee: c.attempt.callee }),
  2: (c) => ({
    line: c.line?.id,
    lineClass: c.line?.class,
    chain: c.line?.chain,
    caller: c.attempt.caller,
    assertedCaller: c.line?.trusted ? c.attempt.assertedCaller : undefined,
    identity: identityOf(c),
    stir: c.attempt.stir && { ...c.attempt.stir },
    firstCalled: c.finalTarget === undefined ? undefined : c.subscriber,
    finalTarget: c.finalTarget,
    filing: c.filing?.id,
    merchant: c.merchant?.id,
  }),
  3: (c) => ({
    caller: c.attempt.caller,
    line: c.line?.id,
    merchant: c.merchant?.id,
    chain: c.line?.chain,
    allowedToday: c.sanctioned,
  }),
  4: (c) => ({ purpose: c.purpose, lineClass: c.line?.class }),
  5: (c) => ({ lists: c.facts.lists(c.subscriber) ?? 'none', finalTarget: c.finalTarget }),
  6: (c) => ({
    content: c.content?.id ?? c.attempt.content,
    contentVersion: c.content?.version,
    required: c.contentsRequired,
    text: c.attempt.text,
    ...messageLooks(c),
  }),
  7: (c) => ({ purpose: c.purpose, clause: c.rule.clause, distinctCalleesToday: c.distinctCallees }),
  8: (c) => ({
    refusals:
      c.pair?.refusals.map(({ sequence, receivedSec }) => ({ sequence, receivedAt: iso(receivedSec * 1000) })) ?? [],
  }),
  9: (c) => ({ preference: profileView(c.profile), kept: c.pair?.kept ?? false, expecting: expectationView(c) }),
  10: (c) => ({
    bases: basesView(c.pair),
    needs: { purpose: c.purpose, categories: categoriesIn(c.categories), channel: c.attempt.channel },
  }),
  11: (c) => ({
    now: iso(c.atMs),
    ...(c.rule.hours === undefined
      ? { lawfulHours: undefined }
      : explainLawHours(c.law, c.rule.hours, c.attempt.channel, c.subscriber)),
    subscriberHours: c.profile?.hours,
    expecting: expectationView(c),
  }),
  12: (c) => ({
    caps: c.rule.caps === undefined ? undefined : c.law.caps[c.rule.caps],
    today: c.contacts?.today ?? 0,
    window: c.contacts?.window ?? 0,
    lastNoAt: c.pair?.lastNoSec ? iso(c.pair.lastNoSec * 1000) : undefined,
  }),
  13: (c) => {
    const released = releasedFrom(c.attempt);
    if (released !== undefined) return { basis: 'request', released };
    return { basis: c.basis?.kind, sequence: c.basis?.sequence };
  },
};

/**
 * Which identity speaks for the caller: the presented one (From), to which the filing belongs, also where a trusted line asserts
 * another, which must then be right as well. `ignored`: a network identity was asserted, on a line that is not trusted.
 */
const identityOf = (c: Context): Record<string, unknown> => {
  const { caller, assertedCaller } = c.attempt;
  const trusted = c.line?.trusted ?? false;
  const asserted = assertedCaller === undefined ? 'none' : trusted ? 'checked' : 'ignored';
  const decidedBy = caller === undefined ? 'nobody' : 'presented';
  return { decidedBy, lineTrusted: trusted, asserted };
};

/** What a message says of whose it is and where it leads. */
const messageLooks = (c: Context): Record<string, unknown> => {
  const { text, channel } = c.attempt;
  if (text === undefined) return {};
  const message = channel === 'voice' ? {} : { signatures: signaturesIn(text), links: linksIn(text) };
  return { ...message, ...nearestLooks(c, text) };
};

/** Of a text that is of no content: which it is nearest to, and where they differ. */
const nearestLooks = (c: Context, text: string): Record<string, unknown> => {
  if (!c.contentsRequired && c.attempt.content === undefined) return {};
  const contents = contentsInUse(c);
  const read = readText(text);
  if (contents.some((content) => matchRead(content, read) !== undefined)) return {};
  const nearest = nearestContent(contents, text);
  if (nearest === undefined) return {};
  const { content, differences } = nearest;
  return { nearest: { content: content.id, version: content.version }, differences };
};

const lookedAt = (c: Context, step: number): Record<string, unknown> => LOOKS[step]?.(c) ?? {};

const iso = (atMs: number): string => new Date(atMs).toISOString();

const profileView = (profile: PreferenceProfile | undefined): unknown =>
  profile === undefined
    ? 'none'
    : {
        on: profile.on,
        channels: channelsIn(profile.channels),
        categories: categoriesIn(profile.categories),
        purposes: purposesIn(profile.purposes),
      };

const expectationView = (c: Context): unknown => {
  const expectation = expecting(c, c.subscriber, c.atMs);
  return (
    expectation && {
      channels: channelsIn(expectation.channels),
      categories: categoriesIn(expectation.categories),
      until: iso(expectation.expiresMs),
      sequence: expectation.sequence,
    }
  );
};

const basesView = (pair: PairState | undefined): unknown[] =>
  (pair?.entries ?? []).map((entry) => ({
    kind: entry.kind,
    sequence: entry.sequence,
    confirmed: entry.confirmed,
    withdrawn: entry.withdrawn,
    former: entry.former,
    purposes: purposesIn(entry.purposes),
    categories: categoriesIn(entry.categories),
    channels: channelsIn(entry.channels),
    from: entry.fromSec ? iso(entry.fromSec * 1000) : undefined,
    to: entry.toSec ? iso(entry.toSec * 1000) : undefined,
  }));
