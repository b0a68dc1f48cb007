import { type Runtime, readRuntime } from './lock.ts';

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another account is alive all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** An address that stands for all of them is reached through the loopback. */
const REACHED_THROUGH: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export const urlOf = ({ httpAddress = '127.0.0.1', httpPort }: Runtime): string | undefined => {
  if (httpPort === undefined) return undefined;
  const address = REACHED_THROUGH[httpAddress] ?? httpAddress;
  return `http://${address.includes(':') ? `[${address}]` : address}:${httpPort}`;
};

/** The server that runs on a data directory, by its own word. */
export const runningAt = (dataDir: string): { readonly url: string; readonly pid: number } | undefined => {
  const runtime = readRuntime(dataDir);
  const url = runtime && isAlive(runtime.pid) ? urlOf(runtime) : undefined;
  return runtime === undefined || url === undefined ? undefined : { url, pid: runtime.pid };
};
