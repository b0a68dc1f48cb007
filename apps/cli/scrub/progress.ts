import type { Shell } from '../shell.ts';
import type { ScrubRun } from './scrub-run.ts';

const EVERY_MS = 2_000;

/** A line on standard error every two seconds of a run that takes longer. */
export const progressOf = (shell: Shell, run: ScrubRun, bytes: number): { readonly stop: () => void } => {
  const startedMs = performance.now();
  const tell = (): void => {
    const seconds = (performance.now() - startedMs) / 1000;
    const rate = Math.round(run.rows / seconds).toLocaleString('en-US');
    const part = bytes === 0 ? 100 : Math.floor((run.readBytes / bytes) * 100);
    shell.err(`${run.rows.toLocaleString('en-US')} rows, ${rate} rows/s, ${part} %\n`);
  };
  const timer = setInterval(tell, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};
