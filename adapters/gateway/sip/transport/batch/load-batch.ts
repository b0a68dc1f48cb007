// Builds the addon where a C compiler is found, once for each version of its source, of Node's binary interface and machine.
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Sockets in batches; see udp-batch.c. Numbers below 0 are the system's errors. */
export interface BatchAddon {
  open(address: string, port: number, isSix: number, reusePort: number, bufferBytes: number, sixOnly: number): number;
  receive(fd: number, bytes: Uint8Array, slotBytes: number, lengths: Int32Array, peers: Uint32Array): number;
  send(
    fd: number,
    isSix: number,
    bytes: Uint8Array,
    ends: Int32Array,
    peers: Uint32Array,
    from: number,
    to: number,
  ): number;
  words(address: string, into: Uint32Array): number;
  text(words: Uint32Array): string;
}

export interface BuildOptions {
  readonly compiler?: string;
  /** Where built files lie; not given: in the cache folder of the packages installed. */
  readonly cacheFolder?: string;
}

/** The compiler takes less than a second; one that hangs keeps the server from starting. */
const BUILD_MS = 30_000;

const run = promisify(execFile);
const requireFile = createRequire(import.meta.url);
const isFunction = (value: unknown): boolean => typeof value === 'function';

function isBatchAddon(loaded: unknown): loaded is BatchAddon {
  const names = ['open', 'receive', 'send', 'words', 'text'];
  return typeof loaded === 'object' && loaded !== null && names.every((name) => isFunction(Reflect.get(loaded, name)));
}

const textOf = (error: unknown): string => (error instanceof Error ? (error.message.split('\n')[0] ?? '') : `${error}`);

/** The addon, or why there is none. Never rejects. */
export async function loadBatch(
  options: BuildOptions = {},
): Promise<{ readonly addon: BatchAddon } | { readonly reason: string }> {
  if (process.platform !== 'linux') return { reason: `no recvmmsg on ${process.platform}` };
  let headers: string;
  try {
    headers = dirname(requireFile.resolve('node-api-headers/package.json'));
  } catch {
    return { reason: 'the package node-api-headers is not installed' };
  }
  try {
    const source = join(import.meta.dirname, 'udp-batch.c');
    const folder = options.cacheFolder ?? join(dirname(headers), '.cache', 'wurao');
    const hash = createHash('sha256')
      .update(await readFile(source))
      .digest('hex')
      .slice(0, 16);
    const built = join(folder, `udp-batch-${hash}-${process.versions.modules}-${process.arch}.node`);
    const isThere = await access(built).then(
      () => true,
      () => false,
    );
    if (!isThere) await build(options.compiler ?? 'cc', source, join(headers, 'include'), built);
    const loaded: unknown = requireFile(built);
    return isBatchAddon(loaded) ? { addon: loaded } : { reason: 'the addon built has not the functions expected' };
  } catch (error) {
    return { reason: `the addon could not be built or loaded: ${textOf(error)}` };
  }
}

/** Under its name only when whole: several processes may start at once. */
async function build(compiler: string, source: string, include: string, built: string): Promise<void> {
  await mkdir(dirname(built), { recursive: true });
  const draft = `${built}.${randomUUID()}`;
  try {
    const flags = ['-O2', '-shared', '-fPIC', `-I${include}`, '-o', draft, source];
    await run(compiler, flags, { timeout: BUILD_MS, windowsHide: true });
    await rename(draft, built);
  } finally {
    await rm(draft, { force: true });
  }
}
