import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { attachFacts, type MemoryModel, type Posting, type SharedFacts, type TableHandles } from './mod.ts';
import { factsAfter, lastWriteOf, MERCHANT, numberOf } from './testing/hammer.ts';

const NUMBERS = 10_000;
const COMMANDS = 40_000;

interface Hammered {
  readonly facts: SharedFacts;
  readonly worker: Worker;
  readonly start: () => void;
  readonly written: Promise<number>;
}

const hammer = async (memory: MemoryModel): Promise<Hammered> => {
  const { port1: feed, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./testing/hammer-thread.ts', import.meta.url), {
    workerData: { numbers: NUMBERS, commands: COMMANDS, feed: port2 },
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
  return { facts, worker, start: () => worker.postMessage('go'), written };
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
    const { facts, worker, start, written } = await hammer(memory);
    const versions = new Set<number>();
    start();
    for (let n = 0; facts.dataVersion < COMMANDS - 10; n++) versions.add(checkOnce(facts, n));
    const last = await written;
    expect(versions.size).toBeGreaterThan(100);
    for (let k = 0; k < NUMBERS; k += 7) expect(checkOnce(facts, k)).toBe(last);
    await worker.terminate();
  });
});
