// The replay once more, by the naive reference: the change feed applied in step, each record decided at its own data version.
import type { Attempt, CounterReading, InstantMs } from '@wurao/domain';
import type { JournalRecord } from '@wurao/journal';
import type { LawPack } from '@wurao/law';
import { applyChange, newWorld, referenceDecide, type World } from '@wurao/vectors';
import type { ReplayGround } from './replay-ground.ts';

/** Recorded, and as the reference answers under the law. */
export interface ReferenceReplay {
  readonly record: JournalRecord;
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly wouldBe: string | undefined;
}

const labelOf = ({ reason, wouldBe }: { readonly reason: string; readonly wouldBe: string | undefined }): string =>
  wouldBe === undefined ? reason : `observed: ${wouldBe}`;

export const isFlip = ({ record, decision, ...answer }: ReferenceReplay): boolean =>
  labelOf(record.decision) !== labelOf(answer) || record.decision.decision !== decision;

export const flipName = ({ record, ...answer }: ReferenceReplay): string =>
  `${labelOf(record.decision)} -> ${labelOf(answer)}`;

/** So many contacts as the record read, whichever they were. */
const putContacts = (world: World, record: JournalRecord, law: LawPack, counters: CounterReading): void => {
  const { attempt, decision, atMs } = record;
  const { merchant, purpose } = decision;
  world.contacts.clear();
  const group = purpose === undefined ? undefined : law.matrix[purpose].caps;
  const reached = decision.step >= 12 || decision.step === 7;
  if (merchant === undefined || group === undefined || !reached) return;
  const voice = attempt.channel === 'voice';
  const at = attempt.asOfMs ?? atMs;
  const today = Array.from({ length: counters.today }, () => ({ atMs: at, voice }));
  // The others of the window: of another channel, so that they are not today's.
  const others = Array.from({ length: Math.max(0, counters.window - counters.today) }, () => ({
    atMs: at,
    voice: !voice,
  }));
  for (const subscriber of [attempt.callee, attempt.firstCalled ?? attempt.callee])
    world.contacts.set(`${merchant} ${subscriber} ${group}`, [...today, ...others]);
};

const putCallees = (world: World, { attempt, decision, atMs }: JournalRecord, law: LawPack): void => {
  world.callees.clear();
  const { distinctCallees } = decision.counters;
  const over = (decision.wouldBe ?? decision.reason) === 'personal-line-overuse';
  const callees = Array.from({ length: distinctCallees }, (_, i) => ({ atMs, callee: `other-${i}` }));
  // Over the limit and let through: it was among those called before.
  if (distinctCallees >= law.personalDistinctCallees && !over) callees[0] = { atMs, callee: attempt.callee };
  if (attempt.caller !== undefined) world.callees.set(attempt.caller, callees);
};

const putTargets = (world: World, { decision, atMs }: JournalRecord): void => {
  world.targets.clear();
  if ((decision.wouldBe ?? decision.reason) !== 'sanctioned') return;
  const sanctions = [...(world.nouns.get('sanction')?.values() ?? [])] as { sequence: number; target: object }[];
  const found = sanctions.find(({ sequence }) => sequence === decision.fact)?.target as
    | { readonly kind: string; readonly id: string }
    | undefined;
  if (found === undefined) return;
  const entries = Array.from({ length: decision.counters.sanctioned }, () => ({ atMs }));
  world.targets.set(`${found.kind} ${found.id}`, entries);
};

/** `recount`: the reference counts for itself from nothing; else it finds what each record read. */
export const replayByReference = (
  ground: ReplayGround,
  decidedBy: LawPack,
  law: LawPack,
  recount: boolean,
): ReferenceReplay[] => {
  const world = newWorld();
  let next = 0;
  return ground.records.map((record) => {
    const { attempt, decision, atMs } = record;
    for (; next < ground.changes.length; next++) {
      const change = ground.changes[next];
      if (change === undefined || change.sequence > decision.dataVersion) break;
      applyChange(world, change.body);
    }
    if (!recount) {
      putContacts(world, record, decidedBy, decision.counters);
      putCallees(world, record, decidedBy);
      putTargets(world, record);
    }
    const at: InstantMs = attempt.asOfMs ?? atMs;
    const answer = referenceDecide(world, attempt as Attempt, law, at);
    return { record, decision: answer.decision, reason: answer.reason, wouldBe: answer.wouldBe };
  });
};

/** Flips by pair of reasons. */
export const flipsOf = (replays: readonly ReferenceReplay[]): Readonly<Record<string, number>> => {
  const flips: Record<string, number> = {};
  for (const replay of replays) {
    if (isFlip(replay)) flips[flipName(replay)] = (flips[flipName(replay)] ?? 0) + 1;
  }
  return flips;
};
