import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { asSequence } from '@wurao/domain';
import { TableWriter } from '../mod.ts';
import { commandOf, MERCHANT } from './hammer.ts';

/** The writing thread of the torn-read test: so many commands, as fast as it can. */
const { numbers, commands, feed } = workerData as { numbers: number; commands: number; feed: MessagePort };

const writer = new TableWriter({ post: (posting) => feed.postMessage(posting), seed: 1 });
const noun = { kind: 'noun', noun: 'merchant', id: MERCHANT.id, body: MERCHANT } as const;
writer.apply([{ sequence: asSequence(1), atMs: 0, body: noun }]);
parentPort?.postMessage({ handles: writer.handles() });

parentPort?.once('message', () => {
  let s = 2;
  while (s < commands) {
    const burst = Array.from({ length: 1 + (s % 7) }, (_, i) => commandOf(s + i, numbers));
    writer.apply(burst.flat());
    s += burst.length;
  }
  parentPort?.postMessage({ written: s - 1 });
});
