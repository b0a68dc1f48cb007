import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DemoOrder, DemoSaid } from './order.ts';

/** Made-up traffic of the sample world through the real gates, from a thread of its own. */
export interface Demo {
  /** What the SMS gates send on to: a network that only this process has. */
  readonly upstream: string;
  begin(order: DemoOrder): void;
  close(): Promise<void>;
}

const SECRET_BYTES = 4;

export const openDemo = async (print: (text: string) => void): Promise<Demo> => {
  const networkSecret = randomBytes(SECRET_BYTES).toString('hex');
  const worker = new Worker(new URL('./demo-thread.ts', import.meta.url), {
    workerData: { networkSecret },
    name: 'wurao-demo',
  });
  const [first] = (await once(worker, 'message')) as [DemoSaid];
  if (first.kind !== 'network') throw new Error('the demo has no network');
  worker.on('message', (said: DemoSaid) => {
    if (said.kind === 'begun')
      print(`DEMO: made-up traffic among ${said.people} made-up people goes through the gates.\n`);
    if (said.kind === 'failed') print(`DEMO: it could not begin: ${said.message}\n`);
  });
  worker.on('error', (error) => print(`DEMO: it ended: ${error.message}\n`));
  return {
    upstream: `smpp://network:${networkSecret}@127.0.0.1:${first.port}`,
    begin: (order) => worker.postMessage(order),
    close: async () => {
      await worker.terminate();
    },
  };
};
