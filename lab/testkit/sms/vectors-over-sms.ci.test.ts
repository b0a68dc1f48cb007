import { join } from 'node:path';
import { merchantSight } from '@wurao/api';
import type { CarriedMessage, SendOutcome, SmsProtocol } from '@wurao/gateway';
import { JournalReader, type JournalRecord } from '@wurao/journal';
import { LAW_PACKS, type LawPack } from '@wurao/law';
import { readRuntime } from '@wurao/server';
import { type AttemptBody, type DecisionCase, historyOf, instantOf, readCases, readCast } from '@wurao/vectors';
import { decodeText } from '@wurao/wire';
import { beforeAll, describe, expect, test } from 'vitest';
import { askOverHttp } from '../decisions-over-http.ts';
import { ADMIN_KEY, type VectorServer, withVectorServer } from '../vector-server.ts';
import { type Network, startNetwork } from './network.ts';
import {
  accountOf,
  type Gate,
  messageOf,
  type Place,
  setUpOf,
  statusOf,
  submit,
  whyNotOverSms,
} from './vectors-over-sms.ts';
import { WORLDS, worldApart } from './world-apart.ts';

/**
 * Cases of lab/vectors that a submit can say, each sent through a session of SMPP and through one of CMPP, by one of them on a line that
 * hears the reason itself. All cases of a law share a server, each in a world of its own; what happens in them happens in the order of
 * its instants, for a clock never runs back.
 */
const PROTOCOLS: readonly SmsProtocol[] = ['smpp', 'cmpp'];
const ARRIVED_WITHIN_MS = 10_000;
const RUN_MS = 240_000;

type Said = Pick<CarriedMessage, 'channel'> & { readonly text: string | undefined };

const saidBy = ({ channel, alphabet, text }: CarriedMessage): Said => ({ channel, text: decodeText(alphabet, text) });

/** What became of the question of a case, and of what came before it. */
interface Outcome {
  readonly heard: SendOutcome;
  /** One an attempt, the question's last. */
  readonly journalled: readonly JournalRecord[];
  /** What the network took. */
  readonly arrived: readonly Said[];
}

interface Happening {
  readonly atMs: number;
  happen(): Promise<void>;
}

/** One case, before one gate. */
class Sent {
  readonly protocol: SmsProtocol;
  readonly vector: DecisionCase;
  readonly #place: Place;
  readonly #world: ReturnType<typeof worldApart>;
  readonly #ids = new Map<string, string>();
  readonly #allowed: Said[] = [];
  #failed: unknown;
  #heard: SendOutcome | undefined;
  #outcome: Outcome | undefined;

  constructor(protocol: SmsProtocol, vector: DecisionCase, place: Place) {
    this.protocol = protocol;
    this.vector = vector;
    this.#place = place;
    this.#world = worldApart(vector, readCast(), place.ordinal);
  }

  /** In order; after one that failed none happens any more. */
  happenings(on: VectorServer, gate: Gate, network: Network): readonly Happening[] {
    const { vector } = this.#world;
    const steps = setUpOf(this.#world, this.#place);
    const later = (atMs: number, run: () => Promise<void>): Happening => ({
      atMs,
      happen: async () => {
        if (this.#failed !== undefined) return;
        on.setNow(atMs);
        await run().catch((error: unknown) => {
          this.#failed = error;
        });
      },
    });
    return [
      ...steps.map((step) => later(step.atMs, () => on.write(step, this.#ids))),
      ...historyOf(vector).map(({ body, atMs }) => later(atMs, () => this.#before(body, on, gate, network))),
      later(instantOf(vector.at), async () => {
        this.#heard = await this.#send(vector.attempt, gate, network);
      }),
    ];
  }

  async #before(body: AttemptBody, on: VectorServer, gate: Gate, network: Network): Promise<void> {
    const heard =
      body.channel === 'voice'
        ? (await askOverHttp(on.server, ADMIN_KEY, body, this.#ids))['decision']
        : await this.#send(body, gate, network);
    if (heard !== 'allow' && !(typeof heard === 'object' && heard !== null && 'sent' in heard))
      throw new Error(`earlier attempt: ${JSON.stringify(heard)}`);
  }

  /** What is taken has arrived before anything else happens: the clock may jump over its validity. */
  async #send(body: AttemptBody, gate: Gate, network: Network): Promise<SendOutcome> {
    const message = messageOf(body);
    const arrivals = network.figures.taken + 1;
    const heard = await submit(gate, accountOf(this.#place.ordinal), message);
    if (!('sent' in heard)) return heard;
    this.#allowed.push(saidBy(message));
    let late: NodeJS.Timeout | undefined;
    const isLate = new Promise<never>((_, reject) => {
      late = setTimeout(() => reject(new Error('allowed, and not at the network')), ARRIVED_WITHIN_MS);
    });
    await Promise.race([network.until(() => network.figures.taken >= arrivals), isLate]);
    clearTimeout(late);
    return heard;
  }

  end(records: readonly JournalRecord[], network: Network): void {
    if (this.#heard === undefined) return;
    const from = messageOf(this.asked).source.digits;
    const journalled = records.filter(({ attempt }) => attempt.line === this.asked.line);
    const arrived = network.taken.filter(({ source }) => source.digits === from);
    this.#outcome = { heard: this.#heard, journalled, arrived: arrived.map(saidBy) };
  }

  /** Throws what went wrong. */
  get outcome(): Outcome {
    if (this.#failed !== undefined) throw this.#failed;
    if (this.#outcome === undefined) throw new Error('nothing was heard');
    return this.#outcome;
  }

  /** The question, as its world says it. */
  get asked(): AttemptBody {
    return this.#world.vector.attempt;
  }

  /** What was taken, in its order. */
  get allowed(): readonly Said[] {
    return this.#allowed;
  }

  get name(): string {
    return `${this.protocol}${this.#place.trusted ? ', trusted' : ''}: ${this.vector.name}`;
  }

  /** It is told the reason as it was decided. */
  isTrusted(): boolean {
    if (this.#place.trusted) return true;
    const lines = [...this.#world.cast, ...this.#world.vector.given].flatMap(({ line }) => line ?? []);
    const own = lines.filter(({ id }) => id === this.asked.line);
    return own.findLast(({ trusted }) => trusted !== undefined)?.trusted ?? false;
  }
}

const sendAll = async (law: string, all: readonly Sent[]): Promise<void> => {
  const network = await startNetwork();
  const flags = {
    ...{ 'smpp-port': '0', 'cmpp-port': '0', 'sms-upstreams': network.url, 'counter-slots': '65536' },
  };
  try {
    await withVectorServer({ law, listen: true, flags }, async (on) => {
      const { smppPort, cmppPort } = readRuntime(on.directory) ?? {};
      const portOf = { smpp: smppPort ?? 0, cmpp: cmppPort ?? 0 };
      const happenings = all
        .flatMap((sent) => sent.happenings(on, { protocol: sent.protocol, port: portOf[sent.protocol] }, network))
        .toSorted((a, b) => a.atMs - b.atMs);
      for (const { happen } of happenings) await happen();
      const records: JournalRecord[] = [];
      for await (const record of new JournalReader(join(on.directory, 'journal')).readFrom(1)) records.push(record);
      for (const sent of all) sent.end(records, network);
    });
  } finally {
    await network.close();
  }
};

const judge = (sent: Sent, law: LawPack): void => {
  const { vector, protocol } = sent;
  const { heard, journalled, arrived } = sent.outcome;
  expect(journalled.length).toBe(historyOf(vector).length + 1);
  const record = journalled.at(-1) as JournalRecord;
  const { decision, reason, wouldBe, retryAt } = vector.expect;
  const { decision: made } = record;
  expect({ decision: made.decision, reason: made.reason, wouldBe: made.wouldBe, retryAtMs: made.retryAtMs }).toEqual({
    decision,
    reason,
    wouldBe,
    retryAtMs: retryAt === undefined ? undefined : instantOf(retryAt),
  });
  // Others hear what a merchant may know of it.
  const told = sent.isTrusted() ? reason : merchantSight(record, law).reason;
  const refused = { failed: 'refused', status: statusOf(protocol, told) };
  expect(heard).toEqual(decision === 'allow' ? { sent: expect.any(String) } : refused);
  if (vector.merchantView !== undefined && !sent.isTrusted()) expect(told).toBe(vector.merchantView.reason);
  expect(arrived).toEqual(sent.allowed);
};

const sayable = readCases().filter((vector) => whyNotOverSms(vector) === undefined);
/** Each case is on a trusted line once, and by either protocol. */
const every = sayable.flatMap((vector, i) =>
  PROTOCOLS.map((protocol, p) => {
    const ordinal = WORLDS.first + i * PROTOCOLS.length + p;
    return new Sent(protocol, vector, { ordinal, trusted: (i + p) % PROTOCOLS.length === 0 });
  }),
);

for (const law of LAW_PACKS.values()) {
  const all = every.filter(({ vector }) => vector.law === law.id);
  describe(law.id, () => {
    beforeAll(() => sendAll(law.id, all), RUN_MS);
    for (const sent of all) test(sent.name, () => judge(sent, law));
  });
}

test('no two cases share a line or a caller', () => {
  expect(new Set(every.map(({ asked }) => asked.line)).size).toBe(every.length);
  expect(new Set(every.map(({ asked }) => asked.caller)).size).toBe(every.length);
});

test('how many cases a submit can say, and why not the others', () => {
  const reasons: Record<string, number> = {};
  for (const vector of readCases()) {
    const why = whyNotOverSms(vector) ?? 'over SMPP and CMPP';
    reasons[why] = (reasons[why] ?? 0) + 1;
  }
  expect(reasons).toEqual({
    'over SMPP and CMPP': 130,
    'a call, no message': 451,
    'a content without its text': 5,
    "a classifier's word, which the gate finds itself": 3,
    'no text, where the port sends only what is filed': 1,
    'purposes or categories that change from call to call': 1,
  });
});
