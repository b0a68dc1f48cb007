import { join } from 'node:path';
import type { Decision } from '@wurao/domain';
import { JournalReader } from '@wurao/journal';
import { readRuntime } from '@wurao/server';
import {
  type AttemptBody,
  attemptOf,
  type DecisionCase,
  historyOf,
  instantOf,
  readCases,
  readThemes,
} from '@wurao/vectors';
import { describe, expect, test } from 'vitest';
import { narrowedBy } from '../narrowed-filings.ts';
import { type VectorServer, withVectorServer } from '../vector-server.ts';
import { type SipAddress, SipPeer } from './sip-peer.ts';
import {
  inviteOf,
  LineAddresses,
  NO_LINE_ADDRESS,
  readAnswer,
  type SipAnswer,
  whyNotOverSip,
} from './vectors-over-sip.ts';

/**
 * Cases of lab/vectors that an INVITE can say, each called through the SIP door of a house of its own, at its instant: all of them in
 * a soak, else every fifth of each theme and the first.
 */
const EVERY = process.env['WURAO_TIER'] === 'soak' ? 1 : 5;
const ANSWERED_WITHIN_MS = 5_000;

class Door {
  readonly #on: VectorServer;
  readonly #gate: SipAddress;
  readonly #lines = new LineAddresses();
  readonly #ids = new Map<string, string>();
  #calls = 0;

  constructor(on: VectorServer) {
    const { sipPort } = readRuntime(on.directory) ?? {};
    if (sipPort === undefined) throw new Error('the SIP gate is not open');
    this.#on = on;
    this.#gate = { address: '127.0.0.1', port: sipPort };
  }

  async setUp(vector: DecisionCase): Promise<void> {
    const steps = narrowedBy(vector);
    if (typeof steps === 'string') throw new Error(steps);
    for (const step of steps) {
      await this.#on.write({ ...step, command: (ids) => this.#lines.told(step.command(ids)) }, this.#ids);
    }
  }

  async call(body: AttemptBody, atMs: number): Promise<SipAnswer> {
    this.#on.setNow(atMs);
    const content = body.content === undefined ? {} : { content: this.#ids.get(body.content) ?? body.content };
    const attempt = attemptOf({ ...body, ...content });
    const peer = await SipPeer.open(body.line === undefined ? NO_LINE_ADDRESS : this.#addressOf(body.line));
    try {
      const name = `call-${++this.#calls}`;
      peer.send(this.#gate, inviteOf(attempt, peer, this.#gate, name));
      if (!(await peer.hasReceived(1, ANSWERED_WITHIN_MS))) throw new Error('not answered');
      return readAnswer(peer.received[0] ?? '');
    } finally {
      peer.close();
    }
  }

  #addressOf(line: string): string {
    return this.#ids.has(line) ? this.#lines.of(line) : NO_LINE_ADDRESS;
  }

  isTrusted(line: string | undefined): boolean {
    return line !== undefined && this.#lines.isTrusted(line);
  }

  /** What stands in the journal of the last call. */
  async journalled(): Promise<Pick<Decision, 'decision' | 'reason' | 'wouldBe'> | undefined> {
    let last: Decision | undefined;
    for await (const record of new JournalReader(join(this.#on.directory, 'journal')).readFrom(1))
      last = record.decision;
    return last && { decision: last.decision, reason: last.reason, wouldBe: last.wouldBe };
  }
}

const FLAGS = {
  'sip-port': '0',
  'sip-next-hops': 'sip:127.0.0.1:5999',
  'sip-remembered-calls': '1024',
  'sip-batching': 'false',
};

const live = async (door: Door, vector: DecisionCase): Promise<void> => {
  for (const [i, { body, atMs }] of historyOf(vector).entries()) {
    const answer = await door.call(body, atMs);
    expect(answer.status, `${vector.name}: earlier call ${i}`).toBe(302);
  }
};

for (const { title, cases } of readThemes()) {
  const spoken = cases.filter((vector) => whyNotOverSip(vector) === undefined).filter((_, i) => i % EVERY === 0);
  if (spoken.length === 0) continue;
  describe(title, () => {
    for (const vector of spoken) {
      test(vector.name, async () => {
        await withVectorServer({ law: vector.law, listen: true, flags: FLAGS }, async (on) => {
          const door = new Door(on);
          await door.setUp(vector);
          await live(door, vector);
          const answer = await door.call(vector.attempt, instantOf(vector.at));
          const { decision, reason, wouldBe } = vector.expect;
          expect(answer.status).toBe(decision === 'allow' ? 302 : 603);
          expect(answer.reason).toBe(decision === 'refuse' && door.isTrusted(vector.attempt.line) ? reason : undefined);
          expect(await door.journalled()).toEqual({ decision, reason, wouldBe });
        });
      });
    }
  });
}

test('how many cases an INVITE can say, and why not the others', () => {
  const reasons: Record<string, number> = {};
  for (const vector of readCases()) {
    const why = whyNotOverSip(vector) ?? 'over SIP';
    reasons[why] = (reasons[why] ?? 0) + 1;
  }
  expect(reasons).toEqual({
    'over SIP': 373,
    'a finding of STIR, which the gate makes itself': 41,
    'a word that chooses among the merchants of one number': 2,
    'a message, no call': 143,
    'a purpose or category that nobody filed for the caller': 11,
    'purposes or categories that change from call to call': 6,
    'an INVITE does not say: permit': 4,
    'a screen: it asks without calling': 3,
    'an INVITE does not say: merchant': 3,
    'an INVITE does not say: roaming': 2,
    'an INVITE does not say: text': 2,
    'no command closes a merchant': 1,
  });
});
