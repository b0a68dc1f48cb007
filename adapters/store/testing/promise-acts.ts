import type { HouseCommand } from '@wurao/casework';
import { asId } from '@wurao/domain';
import type { Store } from '../ports.ts';
import { type Act, type ActWorld, complaintBy, type Dice, past } from './case-acts.ts';
import { held } from './tamper-audit.ts';

interface World extends ActWorld {
  readonly startMs: number;
}

/** Where some of them stand among the acts. */
export const PROMISE = { complain: 0, uphold: 1, pledge: 2 } as const;

/** Ids of what was made so far. `pledged`: cases about calls that a pledge may owe for. */
export const PROMISED = {
  pledged: [] as string[],
  pledges: [] as string[],
  obligations: [] as string[],
  inquiries: [] as string[],
};

/** About a call to somebody who wanted none. */
const pledgedComplaint = (dice: Dice, world: World): HouseCommand => ({
  ...(complaintBy(world, dice) as Extract<HouseCommand, { kind: 'fileComplaint' }>),
  gathered: {
    attempt: {
      decision: asId(`d-${world.nowMs()}`),
      confidence: 'certain',
      atMs: world.nowMs() - 60_000,
      caller: undefined,
      merchant: dice.merchant,
      line: undefined,
      lineClass: undefined,
      campaign: false,
      content: undefined,
      chain: [],
      province: undefined,
      doNotDisturb: true,
    },
    evidence: { gatheredMs: world.nowMs(), attempt: undefined, noAttempt: [], earlier: [] },
  },
});

export const promiseActs = (world: World): readonly Act[] => [
  (dice) => pledgedComplaint(dice, world),
  (_, step) => ({
    kind: 'stepCases',
    ids: [past(PROMISED.pledged, step)],
    input: 'uphold',
    reason: 'so it was',
    party: undefined,
    answer: undefined,
  }),
  ({ merchant }) => ({
    kind: 'pledge',
    merchant,
    yuan: 100,
    fromMs: world.startMs - 3_600_000,
    toMs: world.nowMs() + 120_000,
  }),
  (_, step) => ({ kind: 'endPledge', id: past(PROMISED.pledges, step) }),
  ({ word }, step) => ({
    kind: 'stepObligations',
    ids: [past(PROMISED.obligations, step)],
    input: word === 'a' ? 'pay' : 'waive',
    reason: word,
  }),
  ({ number, merchant }) => ({
    kind: 'askInquiry',
    subscriber: number,
    merchant,
    contact: { decision: asId('d-1'), atMs: world.nowMs() },
  }),
  ({ word }, step) => ({
    kind: 'stepInquiry',
    id: past(PROMISED.inquiries, step),
    input: word === 'c' ? 'withdraw' : 'answer',
    reason: undefined,
    answer: word === 'c' ? undefined : { source: 'public', text: word },
  }),
];

export const rememberPromised = async (store: Store, command: HouseCommand, body: object): Promise<void> => {
  const { id, case: caseId } = body as { id?: string; case?: string };
  if (command.kind === 'pledge') PROMISED.pledges.push(String(id));
  if (command.kind === 'askInquiry') PROMISED.inquiries.push(String(id));
  if (command.kind === 'fileComplaint' && command.gathered?.attempt) PROMISED.pledged.push(String(caseId));
  if (command.kind !== 'stepCases') return;
  const filter = { merchant: undefined, subscriber: undefined, caseId: undefined, state: undefined };
  const { items } = held(await store.ask({ kind: 'obligations', filter, after: undefined, limit: 200 }));
  for (const one of items) if (!PROMISED.obligations.includes(one.id)) PROMISED.obligations.push(one.id);
};
