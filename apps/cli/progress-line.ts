import type { Shell } from './shell.ts';

const MIB = 1024 ** 2;
const EVERY_MS = 200;

interface Progress {
  readonly stage?: string;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

/** One line on a terminal that says how far long work is, and at what rate; nothing where nobody looks on. */
export const progressLine = ({ terminal, err }: Pick<Shell, 'terminal' | 'err'>, json = false) => {
  const isShown = terminal && !json;
  const startedMs = performance.now();
  let shownMs = 0;
  let width = 0;
  const write = (text: string): void => {
    err(`\r${text.padEnd(width)}`);
    width = text.length;
  };
  return {
    isShown,
    show: ({ stage = '', doneBytes = 0, totalBytes = 0 }: Progress): void => {
      const nowMs = performance.now();
      if (!isShown || nowMs - shownMs < EVERY_MS) return;
      shownMs = nowMs;
      const share = totalBytes === 0 ? '' : ` ${Math.floor((100 * doneBytes) / totalBytes)} %`;
      const rate = doneBytes / MIB / Math.max(0.001, (nowMs - startedMs) / 1000);
      write(
        `${stage}${share}, ${(doneBytes / MIB).toFixed(0)} MiB${doneBytes === 0 ? '' : `, ${rate.toFixed(0)} MiB/s`}`,
      );
    },
    clear: (): void => {
      if (width > 0) err(`\r${' '.repeat(width)}\r`);
    },
  };
};
