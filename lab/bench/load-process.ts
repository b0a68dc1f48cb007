import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type LoadFigures, postRequest, runLoad } from '@wurao/testkit';

/**
 * The load runs in a process of its own, so that it does not take the time of what it measures. Latency counts from when a request
 * was due.
 */
export interface LoadJob {
  readonly port: number;
  readonly key: string;
  readonly path: string;
  readonly connections: number;
  readonly requests: number;
  readonly perSecond?: number;
  /** Sent in turn. */
  readonly bodies: readonly string[];
}

/**
 * Before a client measures latencies: its next collection would copy all that it has loaded, tens of milliseconds that are not the
 * server's. Once copies what is young, once more makes it old. Needs `--expose-gc`.
 */
export const settleHeap = (): void => {
  if (globalThis.gc === undefined) throw new Error('a client that measures runs with --expose-gc');
  globalThis.gc();
  globalThis.gc();
};

const SELF = fileURLToPath(import.meta.url);
const CHILD = 'in-process';

/** A small young generation: many collections of a millisecond in place of few that would be taken for the server's latency. */
const CHILD_FLAGS = ['--expose-gc', '--max-semi-space-size=2'];

/** Runs `job` by the `answerJob` of another file, in a process that measures. */
export const askProcess = <Answer>(file: string, job: object): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = fork(file, [CHILD], { serialization: 'advanced', execArgv: CHILD_FLAGS });
    child.once('message', (answer: Answer | { error: string }) => {
      if (typeof answer === 'object' && answer !== null && 'error' in answer) reject(new Error(answer.error));
      else resolve(answer as Answer);
    });
    child.once('error', reject);
    child.send(job);
  });

/** In the process that `askProcess` started with this file, and nowhere else: answers its job. */
export const answerJob = <Job>(file: string, run: (job: Job) => Promise<object>): void => {
  if (process.argv[2] !== CHILD || process.argv[1] !== file) return;
  process.once('message', (job: Job) => {
    run(job)
      .then(
        (answer) => process.send?.(answer),
        (error: unknown) => process.send?.({ error: String(error) }),
      )
      .finally(() => process.disconnect());
  });
};

export const loadInProcess = (job: LoadJob): Promise<LoadFigures> => askProcess(SELF, job);

answerJob(SELF, (job: LoadJob) => {
  const requests = job.bodies.map((body) => Buffer.from(postRequest(job.path, job.key, body)));
  settleHeap();
  return runLoad({ ...job, request: (index) => requests[index % requests.length] ?? '' });
});
