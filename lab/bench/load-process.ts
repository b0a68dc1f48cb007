import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type LoadFigures, postRequest, runLoad } from '@wurao/testkit';

/** The load runs in a process of its own, so that it does not take the time of what it measures. */
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

const SELF = fileURLToPath(import.meta.url);

export const loadInProcess = (job: LoadJob): Promise<LoadFigures> =>
  new Promise((resolve, reject) => {
    const child = fork(SELF, ['run'], { serialization: 'advanced' });
    child.once('message', (figures: LoadFigures | { error: string }) => {
      if ('error' in figures) reject(new Error(figures.error));
      else resolve(figures);
    });
    child.once('error', reject);
    child.send(job);
  });

const runJob = async (job: LoadJob): Promise<void> => {
  const requests = job.bodies.map((body) => Buffer.from(postRequest(job.path, job.key, body)));
  const figures = await runLoad({ ...job, request: (index) => requests[index % requests.length] ?? '' });
  process.send?.(figures);
  process.disconnect();
};

if (process.argv[2] === 'run' && process.argv[1] === SELF) {
  process.once('message', (job: LoadJob) => {
    runJob(job).catch((error: unknown) => {
      process.send?.({ error: String(error) });
      process.disconnect();
    });
  });
}
