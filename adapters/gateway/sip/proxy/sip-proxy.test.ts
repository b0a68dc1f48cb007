// Whole calls, line by line: what each side does, and what goes out for it.
import { describe, expect, test } from 'vitest';
import { Stage, type StageOptions } from './testing/stage.ts';

interface Scenario extends StageOptions {
  readonly name: string;
  /** What is done, and what goes out. */
  readonly lines: readonly (readonly [string, string])[];
  readonly outcomes: readonly string[];
}

const INVITE_TO_A = [['caller INVITE', 'a<INVITE']] as const;
const RINGING = [...INVITE_TO_A, ['a 100', ''], ['a 180', 'caller<180']] as const;
const TALKING = [...RINGING, ['a 200', 'caller<200'], ['caller ACK', 'a<ACK']] as const;
/** Longer than every timer but those of dialogs. */
const SETTLE = '+400000';

const CALLS: readonly Scenario[] = [
  {
    name: 'a call that the caller ends',
    lines: [...TALKING, ['+60000', ''], ['caller BYE', 'a<BYE'], ['a 200 BYE', 'caller<200'], [SETTLE, '']],
    outcomes: ['200 rang answered ended caller'],
  },
  {
    name: 'a call that the callee ends',
    lines: [...TALKING, ['+60000', ''], ['a BYE', 'caller<BYE'], ['caller 200 BYE', 'a<200'], [SETTLE, '']],
    outcomes: ['200 rang answered ended callee'],
  },
  {
    name: 'the same by TCP: nothing is repeated',
    transport: 'tcp',
    lines: [
      ...TALKING,
      ['a BYE', 'caller<BYE'],
      ['+3499', ''],
      ['+2', 'a<100'],
      ['caller 200 BYE', 'a<200'],
      [SETTLE, ''],
    ],
    outcomes: ['200 rang answered ended callee'],
  },
  {
    name: 'without Record-Route the 2xx is the last that is seen',
    recordRoute: false,
    lines: [...RINGING, ['a 200', 'caller<200'], ['a 200', 'caller<200'], [SETTLE, '']],
    outcomes: ['200 rang answered'],
  },
  {
    name: 'refused: the last word, though there is another next hop',
    hops: ['a', 'b'],
    lines: [...RINGING, ['a 603', 'a<ACK caller<603'], ['caller ACK', ''], [SETTLE, '']],
    outcomes: ['603 rang ended network'],
  },
  ...[486, 607, 608].map((status) => ({
    name: `${status} is the last word, too`,
    hops: ['a', 'b'],
    lines: [...INVITE_TO_A, [`a ${status}`, `a<ACK caller<${status}`], ['caller ACK', ''], [SETTLE, '']] as const,
    outcomes: [`${status} ended network`],
  })),
];

const FAILOVER: readonly Scenario[] = [
  {
    name: 'a 503 goes to the next, and no further',
    hops: ['a', 'b'],
    lines: [
      ...INVITE_TO_A,
      ['a 503', 'a<ACK b<INVITE'],
      ['b 200', 'caller<200'],
      ['caller ACK', 'b<ACK'],
      ['caller BYE', 'b<BYE'],
      ['b 200 BYE', 'caller<200'],
      [SETTLE, ''],
    ],
    outcomes: ['200 answered ended caller'],
  },
  {
    name: 'the last 503 becomes a 500 (16.7, step 6)',
    hops: ['a', 'b'],
    lines: [
      ...INVITE_TO_A,
      ['a 503', 'a<ACK b<INVITE'],
      ['b 503', 'b<ACK caller<500'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['500 ended network'],
  },
  {
    name: 'timer B: seven times, then the next',
    hops: ['a', 'b'],
    lines: [
      ...INVITE_TO_A,
      ['+31999', `caller<100${' a<INVITE'.repeat(6)}`],
      ['+1', 'b<INVITE'],
      ['b 180', 'caller<180'],
      ['b 480', 'b<ACK caller<480'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['480 rang ended network'],
  },
  {
    name: 'a connection that is refused',
    hops: ['a', 'b'],
    transport: 'tcp',
    down: ['a'],
    lines: [
      ['caller INVITE', ''],
      ['+1', 'b<INVITE'],
      ['b 200', 'caller<200'],
      ['caller ACK', 'b<ACK'],
      ['b BYE', 'caller<BYE'],
      ['caller 200 BYE', 'b<200'],
      [SETTLE, ''],
    ],
    outcomes: ['200 answered ended callee'],
  },
  {
    name: 'a connection that ends before anybody answered; not one that ends while it rings',
    hops: ['a', 'b'],
    transport: 'tcp',
    lines: [
      ...INVITE_TO_A,
      ['a closed', 'b<INVITE'],
      ['b 180', 'caller<180'],
      ['b closed', ''],
      ['b 486', 'b<ACK caller<486'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['486 rang ended network'],
  },
  {
    name: 'connections that end while it rings: the rest goes by others (18.2.2)',
    transport: 'tcp',
    lines: [
      ...RINGING,
      ['caller closed', ''],
      ['a closed', ''],
      ['a 183', 'caller<183'],
      ['caller CANCEL', 'caller<200 a<CANCEL'],
      ['a 200 CANCEL', ''],
      ['a 487', 'a<ACK caller<487'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['487 rang ended caller'],
  },
  {
    name: 'nobody at all: 408',
    lines: [
      ...INVITE_TO_A,
      ['+31999', `caller<100${' a<INVITE'.repeat(6)}`],
      ['+1', 'caller<408'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['408 ended network'],
  },
  {
    name: 'timer C: what rings for three minutes is cancelled',
    lines: [
      ...RINGING,
      ['+180999', ''],
      ['+1', 'a<CANCEL'],
      ['a 200 CANCEL', ''],
      ['a 487', 'a<ACK caller<487'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['487 rang ended network'],
  },
];

const CANCELS: readonly Scenario[] = [
  {
    name: 'CANCEL of what rings: at once, and 487 back',
    hops: ['a', 'b'],
    lines: [
      ...RINGING,
      ['caller CANCEL', 'caller<200 a<CANCEL'],
      ['caller CANCEL again', 'caller<200'],
      ['a 200 CANCEL', ''],
      ['a 487', 'a<ACK caller<487'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['487 rang ended caller'],
  },
  {
    name: 'CANCEL of what is silent: after its provisional response (9.1)',
    lines: [
      ...INVITE_TO_A,
      ['caller CANCEL', 'caller<200'],
      ['a 100', 'a<CANCEL'],
      ['a 200 CANCEL', ''],
      ['a 487', 'a<ACK caller<487'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['487 ended caller'],
  },
  {
    name: 'CANCEL, and the next hop fails: 487, and no other is tried',
    hops: ['a', 'b'],
    lines: [
      ...INVITE_TO_A,
      ['caller CANCEL', 'caller<200'],
      ['a 503', 'a<ACK caller<487'],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['487 ended caller'],
  },
  {
    name: 'CANCEL that a 200 crosses: the call stands until its BYE',
    lines: [
      ...RINGING,
      ['caller CANCEL', 'caller<200 a<CANCEL'],
      ['a 200', 'caller<200'],
      ['a 200 CANCEL', ''],
      ['caller ACK', 'a<ACK'],
      ['caller BYE', 'a<BYE'],
      ['a 200 BYE', 'caller<200'],
      [SETTLE, ''],
    ],
    outcomes: ['200 rang answered ended caller'],
  },
  {
    name: 'CANCEL that comes too late changes nothing (9.2)',
    lines: [
      ...RINGING,
      ['a 200', 'caller<200'],
      ['caller CANCEL', 'caller<200'],
      ['a BYE', 'caller<BYE'],
      ['caller 200 BYE', 'a<200'],
      [SETTLE, ''],
    ],
    outcomes: ['200 rang answered ended callee'],
  },
  {
    name: 'CANCEL that nobody answers: given up after 64*T1, and a 200 after that is dropped',
    lines: [
      ...RINGING,
      ['caller CANCEL', 'caller<200 a<CANCEL'],
      ['a 200 CANCEL', ''],
      ['+31999', ''],
      ['+1', 'caller<487'],
      ['a 200', ''],
      ['caller ACK', ''],
      [SETTLE, ''],
    ],
    outcomes: ['487 rang ended caller'],
  },
];

const REPEATS: readonly Scenario[] = [
  {
    name: 'repeats of an INVITE: silence, 100, 180; after a 2xx silence',
    lines: [
      ...INVITE_TO_A,
      ['caller INVITE again', ''],
      ['+200', 'caller<100'],
      ['caller INVITE again', 'caller<100'],
      ['a 180', 'caller<180'],
      ['caller INVITE again', 'caller<180'],
      ['a 200', 'caller<200'],
      ['caller INVITE again', ''],
      ['a 200', 'caller<200'],
      ['caller ACK', 'a<ACK'],
      ['caller ACK', 'a<ACK'],
      ['caller BYE', 'a<BYE'],
      ['caller BYE again', ''],
      ['a 200 BYE', 'caller<200'],
      ['caller BYE again', 'caller<200'],
      ['a 200 BYE', ''],
      [SETTLE, ''],
    ],
    outcomes: ['200 rang answered ended caller'],
  },
  {
    name: 'repeats of a refusal, until its ACK; repeats of the refusal are acknowledged',
    lines: [
      ...INVITE_TO_A,
      ['a 486', 'a<ACK caller<486'],
      ['a 486', 'a<ACK'],
      ['+500', 'caller<486'],
      ['+1000', 'caller<486'],
      ['caller INVITE again', 'caller<486'],
      ['caller ACK', ''],
      ['caller ACK again', ''],
      ['caller INVITE again', ''],
      ['+4999', ''],
      [SETTLE, ''],
    ],
    outcomes: ['486 ended network'],
  },
  {
    name: 'no ACK: given up after 64*T1',
    lines: [...INVITE_TO_A, ['a 404', 'a<ACK caller<404'], ['+31999', 'caller<404 '.repeat(10).trim()], [SETTLE, '']],
    outcomes: ['404 ended network'],
  },
  {
    name: 'a BYE that nobody answers: repeated, no 408 (RFC 4320, 4.2)',
    lines: [
      ...TALKING,
      ['caller BYE', 'a<BYE'],
      ['+31999', ['a<BYE', 'a<BYE', 'caller<100', 'a<BYE', ...Array(7).fill('a<BYE')].join(' ')],
      [SETTLE, ''],
    ],
    outcomes: ['200 rang answered ended caller'],
  },
];

describe.each([
  ['calls', CALLS],
  ['failover', FAILOVER],
  ['CANCEL', CANCELS],
  ['repeats', REPEATS],
])('%s', (_chapter, scenarios) => {
  for (const { name, lines, outcomes, ...options } of scenarios) {
    test(name, () => {
      const stage = new Stage(options);
      const seen = lines.map(([line]) => [line, stage.line(line)]);
      expect(seen).toEqual(lines);
      expect(stage.told()).toEqual(outcomes);
      expect(stage.proxy.figures()).toMatchObject({ transactions: 0, dialogs: 0, heldBytes: 0 });
      expect(stage.clock.pending).toBe(0);
      expect(stage.admissions).toBe(1);
    });
  }
});
