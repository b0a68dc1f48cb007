import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { asSequence } from '@wurao/domain';
import { TableWriter } from '../mod.ts';
import { commandOf, ENOUGH, LAST, MERCHANT } from './hammer.ts';

/** The writing thread of the torn-read test: so many commands at least, as fast as it can, until the reader has seen enough. */
const { numbers, commands, feed, control } = workerData as {
  numbers: number;
  commands: number;
  feed: MessagePort;
  control: SharedArrayBuffer;
};
const words = new Int32Array(control);

const writer = new TableWriter({ post: (posting) => feed.postMessage(posting), seed: 1 });
const noun = { kind: 'noun', noun: 'merchant', id: MERCHANT.id, body: MERCHANT } as const;
writer.apply([{ sequence: asSequence(1), atMs: 0, body: noun }]);
parentPort?.postMessage({ handles: writer.handles() });

parentPort?.once('message', () => {
  let s = 2;
  while (s < commands || Atomics.load(words, ENOUGH) === 0) {
    const burst = Array.from({ length: 1 + (s % 7) }, (_, i) => commandOf(s + i, numbers));
    writer.apply(burst.flat());
    s += burst.length;
  }
  Atomics.store(words, LAST, s - 1);
  parentPort?.postMessage({ written: s - 1 });
});
