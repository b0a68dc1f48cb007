import type { JournalledDecision, Role } from '@wurao/domain';
import type { LawPack } from '@wurao/law';
import type { ExplainedStep, Explanation } from '../ports.ts';
import { decisionView, SIGHT_OF_ROLE } from './decision-view.ts';
import { outcomeView } from './outcome-view.ts';
import { factForSubscriber, isForwarded, lookedBySubscriber, reasonForSubscriber } from './subscriber-sight.ts';
import { instantText, pick, type WireRecord, wireForm } from './wire-form.ts';

const ALL = 'all';
type Keys = readonly string[] | typeof ALL;

const EVERY_STEP: Readonly<Record<number, Keys>> = Object.fromEntries(
  Array.from({ length: 13 }, (_, at) => [at + 1, ALL]),
);

/**
 * What each role reads of what a step looked at: the field x role table of explanations. A step that is not in a role's row is
 * left out for it; a key that is not listed does not pass, so that a new key of the engine is hidden until somebody decides.
 */
const LOOKED: Readonly<Record<Role, Readonly<Record<number, Keys>>>> = {
  admin: EVERY_STEP,
  handler: EVERY_STEP,
  regulator: EVERY_STEP,
  // Its line, filing, content, law's hours and its own counters. Never lists, profile, tenure, other parties.
  merchant: {
    1: [],
    2: ['line', 'lineClass', 'caller', 'filing', 'merchant'],
    3: ['caller', 'line', 'merchant'],
    4: ['purpose'],
    6: ['content', 'contentVersion', 'required', 'text', 'signatures', 'links', 'nearest', 'differences'],
    7: ['purpose', 'clause'],
    10: ['needs'],
    11: ['now', 'lawfulHours', 'province', 'provinceHours', 'numbering'],
    12: ['caps', 'today', 'window'],
    13: ['basis', 'sequence'],
  },
  // Its own line in full; of the subscriber only that a step passed or answered.
  carrier: {
    1: ALL,
    2: ALL,
    3: ALL,
    4: ALL,
    5: [],
    // Contents it may read, the words of a message it may not: differences would show them.
    6: ['content', 'contentVersion', 'required', 'nearest'],
    7: ALL,
    8: [],
    9: [],
    10: ['needs'],
    11: ['now', 'lawfulHours', 'province', 'provinceHours', 'numbering'],
    12: ['caps'],
    13: ['basis'],
  },
  // Everything about itself; of the merchant what a called person may know.
  subscriber: {
    ...EVERY_STEP,
    2: ['lineClass', 'chain', 'caller', 'merchant'],
    3: ['caller', 'merchant'],
    6: ['content', 'required', 'text', 'signatures', 'links'],
  },
};

/** A call that was forwarded: steps 5 to 13 looked at the person first called. */
const LOOKED_IF_FORWARDED: typeof LOOKED.subscriber = {
  ...LOOKED.subscriber,
  5: [],
  8: [],
  9: [],
  10: ['needs'],
  11: ['now', 'lawfulHours'],
  12: ['caps'],
  13: ['basis'],
};

const tableFor = (role: Role, record: JournalledDecision): typeof LOOKED.subscriber =>
  role === 'subscriber' && isForwarded(record) ? LOOKED_IF_FORWARDED : LOOKED[role];

const OF_THE_ATTEMPT = [
  'mode',
  'channel',
  'caller',
  'callee',
  'line',
  'merchant',
  'purpose',
  'category',
  'content',
  'text',
  'attemptId',
  'at',
];
const OF_THE_NETWORK = ['assertedCaller', 'firstCalled', 'roaming', 'stir'];
const ATTEMPT_FIELDS: Readonly<Record<Role, readonly string[]>> = {
  admin: [...OF_THE_ATTEMPT, ...OF_THE_NETWORK],
  handler: [...OF_THE_ATTEMPT, ...OF_THE_NETWORK],
  regulator: [...OF_THE_ATTEMPT, ...OF_THE_NETWORK],
  carrier: [...OF_THE_ATTEMPT.filter((field) => field !== 'text'), ...OF_THE_NETWORK],
  merchant: OF_THE_ATTEMPT,
  subscriber: OF_THE_ATTEMPT.filter((field) => field !== 'line' && field !== 'attemptId'),
};

const stepView = (role: Role, record: JournalledDecision, step: ExplainedStep): WireRecord => {
  const asSubscriber = role === 'subscriber';
  const keys = tableFor(role, record)[step.step] ?? [];
  const found = asSubscriber ? lookedBySubscriber(step.looked) : step.looked;
  const looked = keys === ALL ? wireForm(found) : pick(found, keys);
  const answer = asSubscriber ? reasonForSubscriber(step.answer) : step.answer;
  return { step: step.step, question: step.question, looked, answer, answered: step.answered };
};

/** The last step that reads nothing of the callee. */
const LAST_OPEN_STEP = 4;
const COLLAPSED_QUESTION = {
  zh: '贵方有经该用户确认的依据，且用户接受此次联系吗？',
  en: 'Do you hold a basis confirmed by this subscriber, and does the subscriber accept this contact?',
};

/** One step in place of 5–12, the same whichever of them answered. */
const collapsedSteps = (
  role: Role,
  record: JournalledDecision,
  steps: readonly ExplainedStep[],
  reason: string,
): readonly WireRecord[] => [
  ...steps.filter(({ step }) => step <= LAST_OPEN_STEP).map((step) => stepView(role, record, step)),
  { step: 10, question: COLLAPSED_QUESTION, looked: {}, answer: reason, answered: true },
];

type FactSight = (fact: Readonly<Record<string, unknown>>, record: JournalledDecision) => WireRecord | undefined;

const wholeFact: FactSight = (fact) => wireForm(fact) as WireRecord;

const FACT_OF_ROLE: Readonly<Record<Role, FactSight>> = {
  admin: wholeFact,
  handler: wholeFact,
  regulator: wholeFact,
  merchant: (fact, { decision }) =>
    decision.merchant !== undefined && fact['merchant'] === decision.merchant
      ? pick(fact, ['id', 'kind', 'sequence'])
      : undefined,
  carrier: (fact) => (fact['subscriber'] === undefined ? wholeFactOrNone(fact) : undefined),
  subscriber: (fact, { attempt }) => {
    const own = factForSubscriber(fact);
    if (own === undefined || own['subscriber'] === attempt.callee) return own && (wireForm(own) as WireRecord);
    return pick(own, ['id', 'kind', 'sequence']);
  },
};

const wholeFactOrNone = (fact: Readonly<Record<string, unknown>>): WireRecord | undefined =>
  // Personal lists may come without their owner's number: not the carrier's to read.
  fact['allow'] === undefined && fact['deny'] === undefined ? (wireForm(fact) as WireRecord) : undefined;

const clauseView = (law: LawPack, clause: string) => {
  const known = law.clauses[clause];
  return known
    ? { id: known.id, title: known.title, source: known.source }
    : { id: clause, title: { zh: '', en: '' }, source: '' };
};

export const explanationView = (
  role: Role,
  { record, steps, fact, reproduced }: Explanation,
  law: LawPack,
): WireRecord => {
  const view = decisionView(role, record, law);
  const shown = SIGHT_OF_ROLE[role](record, law);
  const seen = steps.filter(({ step, answered }) => answered || LOOKED[role][step] !== undefined);
  const factSeen = fact === undefined || shown.collapsed ? undefined : FACT_OF_ROLE[role](fact, record);
  const { merchant, filing, purpose, categories } = record.decision;
  return {
    decision: view,
    at: instantText(record.atMs),
    attempt: pick(record.attempt, ATTEMPT_FIELDS[role]),
    resolved: pick({ merchant, filing: role === 'subscriber' ? undefined : filing, purpose, categories }, [
      'merchant',
      'filing',
      'purpose',
      'categories',
    ]),
    clause: clauseView(law, view.clause),
    steps: shown.collapsed
      ? collapsedSteps(role, record, steps, shown.wouldBe ?? shown.reason)
      : seen.map((step) => stepView(role, record, step)),
    ...(factSeen === undefined ? {} : { fact: factSeen }),
    ...(record.outcome === undefined ? {} : { outcome: outcomeView(role, record.outcome) }),
    reproduced,
  };
};
