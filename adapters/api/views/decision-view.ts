import type { JournalledDecision, Role } from '@wurao/domain';
import { type LawPack, REASONS } from '@wurao/law';
import { fullSight, merchantSight, type Shown } from './merchant-sight.ts';
import { subscriberSight } from './subscriber-sight.ts';

/** The answer of POST /v1/decisions, in this order of fields for every role. */
export interface DecisionView {
  readonly id: string;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly reasonCode: number;
  readonly text: { readonly zh: string; readonly en: string };
  readonly clause: string;
  readonly law: string;
  readonly dataVersion: number;
  readonly retryAt?: string;
  readonly wouldBe?: string;
}

type Sight = (record: JournalledDecision, law: LawPack) => Shown;

/**
 * The field x role table. Every role sees id, law and dataVersion; decision, reason (with its code, text and clause), retryAt
 * and wouldBe come through the role's sight. A new role must choose one here before it compiles.
 */
export const SIGHT_OF_ROLE: Readonly<Record<Role, Sight>> = {
  admin: fullSight,
  merchant: merchantSight,
  carrier: fullSight,
  subscriber: subscriberSight,
  handler: fullSight,
  regulator: fullSight,
};

const CODES: ReadonlyMap<
  string,
  { readonly code: number; readonly text: { readonly zh: string; readonly en: string } }
> = new Map(REASONS.map((reason) => [reason.key, { code: reason.code, text: reason.text }]));
const NO_TEXT = { zh: '', en: '' };

export const reasonParts = (reason: string, law: LawPack) => {
  const known = CODES.get(reason);
  return { reasonCode: known?.code ?? 0, text: known?.text ?? NO_TEXT, clause: law.reasonClauses[reason] ?? '' };
};

export const decisionView = (role: Role, record: JournalledDecision, law: LawPack): DecisionView => {
  const shown = SIGHT_OF_ROLE[role](record, law);
  return {
    id: record.id,
    decision: shown.decision,
    reason: shown.reason,
    ...reasonParts(shown.reason, law),
    law: record.decision.law,
    dataVersion: record.decision.dataVersion,
    ...(shown.retryAtMs === undefined ? {} : { retryAt: new Date(shown.retryAtMs).toISOString() }),
    ...(shown.wouldBe === undefined ? {} : { wouldBe: shown.wouldBe }),
  };
};

/** The fixed middle of an answer as JSON text: one per law pack, decision and reason, made once. */
const middles = new WeakMap<LawPack, Map<string, string>>();

const middleOf = (law: LawPack, decision: string, reason: string): string => {
  const ofLaw = middles.get(law) ?? new Map<string, string>();
  middles.set(law, ofLaw);
  const key = `${decision} ${reason}`;
  const known = ofLaw.get(key);
  if (known !== undefined) return known;
  const made = JSON.stringify({ decision, reason, ...reasonParts(reason, law) }).slice(1, -1);
  ofLaw.set(key, made);
  return made;
};

/** `JSON.stringify(decisionView(...))`, by joining strings: the hot path. A test holds the two equal. */
export const decisionText = (role: Role, record: JournalledDecision, law: LawPack): string => {
  const shown = SIGHT_OF_ROLE[role](record, law);
  const { decision } = record;
  const middle = middleOf(law, shown.decision, shown.reason);
  const retryAt = shown.retryAtMs === undefined ? '' : `,"retryAt":"${new Date(shown.retryAtMs).toISOString()}"`;
  const wouldBe = shown.wouldBe === undefined ? '' : `,"wouldBe":${JSON.stringify(shown.wouldBe)}`;
  const head = `{"id":${JSON.stringify(record.id)},${middle},"law":${JSON.stringify(decision.law)}`;
  return `${head},"dataVersion":${decision.dataVersion}${retryAt}${wouldBe}}`;
};
