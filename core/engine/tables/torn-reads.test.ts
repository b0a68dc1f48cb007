import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { asSequence } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { Header } from './header.ts';
import { attachFacts, type MemoryModel, type Posting, type SharedFacts, type TableHandles } from './mod.ts';
import { CONTROL_WORDS, ENOUGH, factsAfter, LAST, lastWriteOf, MERCHANT, numberOf } from './testing/hammer.ts';

const NUMBERS = 10_000;
/** At least so many, and on until the reader has seen enough versions. */
const COMMANDS = 40_000;
const VERSIONS = 100;

interface Hammered {
  readonly facts: SharedFacts;
  readonly worker: Worker;
  readonly start: () => void;
  /** The reader has seen enough: the writer may end. */
  readonly enough: () => void;
  /** The last command; undefined while the writer goes on. */
  readonly last: () => number | undefined;
  readonly written: Promise<number>;
}

const hammer = async (memory: MemoryModel): Promise<Hammered> => {
  const { port1: feed, port2 } = new MessageChannel();
  const control = new SharedArrayBuffer(CONTROL_WORDS * Int32Array.BYTES_PER_ELEMENT);
  const words = new Int32Array(control);
  const worker = new Worker(new URL('./testing/hammer-thread.ts', import.meta.url), {
    workerData: { numbers: NUMBERS, commands: COMMANDS, feed: port2, control },
    transferList: [port2],
  });
  const told = new Promise<TableHandles>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message: { handles: TableHandles }) => resolve(message.handles));
  });
  const facts = attachFacts(await told, memory, () => {
    for (let next = receiveMessageOnPort(feed); next; next = receiveMessageOnPort(feed)) {
      facts.receive(next.message as Posting);
    }
  });
  const written = new Promise<number>((resolve) => {
    worker.once('message', (message: { written: number }) => resolve(message.written));
  });
  return {
    facts,
    worker,
    start: () => worker.postMessage('go'),
    enough: () => Atomics.store(words, ENOUGH, 1),
    last: () => Atomics.load(words, LAST) || undefined,
    written,
  };
};

/** Reads three numbers' facts as one decision would; what they must be follows from the version read. */
const checkOnce = (facts: SharedFacts, at: number): number => {
  const chosen = [at, at * 7, at * 31 + 5].map((n) => n % NUMBERS);
  const seen = facts.consistently(() => ({
    version: facts.dataVersion,
    facts: chosen.map((k) => ({
      profile: facts.profile(numberOf(k)),
      lists: facts.lists(numberOf(k)),
      pair: facts.pair(numberOf(k), MERCHANT),
    })),
  }));
  for (const [i, k] of chosen.entries()) {
    expect(seen.facts[i]).toEqual(factsAfter(lastWriteOf(k, seen.version, NUMBERS)));
  }
  return seen.version;
};

describe('a reader beside the writer', () => {
  it.each<MemoryModel>(['total-store-order', 'weak'])('sees one data version at a time (%s)', async (memory) => {
    const { facts, worker, start, enough, last: lastOf, written } = await hammer(memory);
    const versions = new Set<number>();
    start();
    for (let n = 0; lastOf() === undefined; n++) {
      versions.add(checkOnce(facts, n));
      if (versions.size > VERSIONS) enough();
    }
    const last = await written;
    expect(versions.size).toBeGreaterThan(VERSIONS);
    expect(last).toBeGreaterThanOrEqual(COMMANDS - 1);
    for (let k = 0; k < NUMBERS; k += 7) expect(checkOnce(facts, k)).toBe(last);
    await worker.terminate();
  });

  it('is told when the writer died in the middle of a write, instead of waiting for ever', () => {
    const header = new Header('weak');
    header.beginWrite();
    expect(() => header.stableVersion()).toThrow('stopped in the middle');
    header.endWrite(asSequence(1), 0);
    expect(header.stableVersion()).toBe(2);
  });
});
