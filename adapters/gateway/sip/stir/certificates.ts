// Certificates of signers, from a folder that the operator keeps. Nothing is ever fetched: an x5u only names a file.
import { X509Certificate } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Chain, chainOf } from './certificate-chain.ts';
import type { PublicKeyText } from './signature.ts';

export const CERTIFICATE_FILES_MAX = 10_000;
export const CERTIFICATE_FILE_BYTES_MAX = 65_536;
export const CERTIFICATES_IN_FILE_MAX = 8;
/** Lines `URL file`, for repositories whose URLs do not end in a name of their own; `#` begins a remark. */
export const X5U_MAP_FILE = 'x5u.map';
const X5U_MAP_BYTES_MAX = 4_194_304;

export type CertificateProblemKey =
  | 'certificate-unknown'
  | 'certificate-not-yet-valid'
  | 'certificate-expired'
  | 'certificate-untrusted'
  | 'certificate-unusable';

export interface FolderProblem {
  readonly problem: 'unreadable' | 'too-large' | 'too-many' | 'not-a-certificate' | 'not-p-256' | 'map-line';
  /** Name in the folder. */
  readonly field: string;
  /** Line of the map, from 1; 0 elsewhere. */
  readonly position: number;
  readonly remedy: string;
}

export interface CertificateFolderState {
  readonly certificates: number;
  readonly anchors: number;
  readonly problems: readonly FolderProblem[];
}

type Entry = { readonly key: PublicKeyText; readonly chain: Chain | undefined } | 'unusable';
type FileRead = {
  readonly stamp: string;
  readonly certificates: readonly X509Certificate[];
  readonly wrong?: FolderProblem;
};

export interface CertificateFolderOptions {
  readonly folder: string;
  /** PEM files of trust anchors. Without it each certificate in `folder` is trusted because it lies there. */
  readonly anchorFolder?: string;
  /** Told after each reading, the first one included. */
  readonly told?: (state: CertificateFolderState) => void;
}

const REMEDIES: Readonly<Record<FolderProblem['problem'], string>> = {
  unreadable: 'Let the server read it, or take it away.',
  'too-large': `Keep a file under ${CERTIFICATE_FILE_BYTES_MAX} bytes: the certificate, then its intermediates.`,
  'too-many': `Keep at most ${CERTIFICATE_FILES_MAX} files in the folder.`,
  'not-a-certificate': `Write 1 to ${CERTIFICATES_IN_FILE_MAX} certificates in PEM, the signer's first.`,
  'not-p-256': 'ES256 needs a key on the curve P-256 (RFC 8226, 7).',
  'map-line': 'Write a URL, a space and the name of a file in the folder.',
};

const problemOf = (problem: FolderProblem['problem'], field: string, position = 0): FolderProblem => ({
  problem,
  field,
  position,
  remedy: REMEDIES[problem],
});

export class CertificateFolder {
  readonly #options: CertificateFolderOptions;
  #files = new Map<string, FileRead>();
  #anchorFiles = new Map<string, FileRead>();
  #entries: ReadonlyMap<string, Entry> = new Map();
  #byUrl: ReadonlyMap<string, string> = new Map();
  #state: CertificateFolderState = { certificates: 0, anchors: 0, problems: [] };
  #watchers: readonly FSWatcher[] = [];
  #reading: Promise<void> | undefined;
  #again = false;

  private constructor(options: CertificateFolderOptions) {
    this.#options = options;
  }

  /** Reads the folder and follows it: what is put in, changed or taken away counts as soon as it is read. */
  static async open(options: CertificateFolderOptions): Promise<CertificateFolder> {
    const folder = new CertificateFolder(options);
    const places = [options.folder, ...(options.anchorFolder === undefined ? [] : [options.anchorFolder])];
    // Watched before read: a change in between is read again rather than missed.
    folder.#watchers = places.map((place) => {
      const watcher = watch(place, { persistent: false }, () => void folder.reload());
      watcher.on('error', () => void folder.reload());
      return watcher;
    });
    await folder.reload();
    return folder;
  }

  get state(): CertificateFolderState {
    return this.#state;
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }

  /** Reads again what changed. A call while one is under way makes it run once more. */
  reload(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readUntilStill().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  /** The key that an x5u names, now. */
  keyFor(x5u: string, nowMs: number): { readonly key: PublicKeyText } | CertificateProblemKey {
    const entry = this.#entries.get(this.#byUrl.get(x5u) ?? lastSegment(x5u));
    if (entry === undefined) return 'certificate-unknown';
    if (entry === 'unusable') return 'certificate-unusable';
    if (entry.chain === undefined) return 'certificate-untrusted';
    if (nowMs < entry.chain.fromMs) return 'certificate-not-yet-valid';
    return nowMs > entry.chain.toMs ? 'certificate-expired' : { key: entry.key };
  }

  async #readUntilStill(): Promise<void> {
    do {
      this.#again = false;
      await this.#read();
    } while (this.#again);
  }

  async #read(): Promise<void> {
    const { folder, anchorFolder, told } = this.#options;
    const problems: FolderProblem[] = [];
    this.#files = await readFolder(folder, this.#files, problems);
    this.#anchorFiles =
      anchorFolder === undefined ? new Map() : await readFolder(anchorFolder, this.#anchorFiles, problems);
    const anchors = [...this.#anchorFiles.values()].flatMap(({ certificates }) => certificates);
    const entries = new Map<string, Entry>();
    for (const [name, { certificates }] of this.#files) {
      entries.set(name, entryOf(name, certificates, anchorFolder === undefined ? undefined : anchors, problems));
    }
    this.#byUrl = await readMap(folder, problems);
    this.#entries = entries;
    const certificates = [...entries.values()].filter((entry) => entry !== 'unusable').length;
    this.#state = { certificates, anchors: anchors.length, problems };
    told?.(this.#state);
  }
}

function entryOf(
  name: string,
  certificates: readonly X509Certificate[],
  anchors: readonly X509Certificate[] | undefined,
  problems: FolderProblem[],
): Entry {
  const [signer, ...between] = certificates;
  if (signer === undefined) return 'unusable';
  const { publicKey } = signer;
  if (publicKey.asymmetricKeyType !== 'ec' || publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    problems.push(problemOf('not-p-256', name));
    return 'unusable';
  }
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  return { key, chain: chainOf(signer, between, anchors) };
}

/** Names are looked up among those read, so no path can come of a URL. */
const lastSegment = (x5u: string): string => /\/([^/?#]+)(?:[?#].*)?$/.exec(x5u)?.[1] ?? '';

async function readFolder(
  folder: string,
  before: ReadonlyMap<string, FileRead>,
  problems: FolderProblem[],
): Promise<Map<string, FileRead>> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) problems.push(problemOf('unreadable', folder));
  const known = (names ?? []).filter((name) => name !== X5U_MAP_FILE && !name.startsWith('.')).sort();
  if (known.length > CERTIFICATE_FILES_MAX) problems.push(problemOf('too-many', folder));
  const files = new Map<string, FileRead>();
  for (const name of known.slice(0, CERTIFICATE_FILES_MAX)) {
    const file = await readOne(folder, name, before.get(name));
    if (file === undefined) continue;
    if (file.wrong !== undefined) problems.push(file.wrong);
    files.set(name, file);
  }
  return files;
}

/** Undefined for what is no file. What cannot be read stays as a name without certificates: it is unusable, not unknown. */
async function readOne(folder: string, name: string, before: FileRead | undefined): Promise<FileRead | undefined> {
  const path = join(folder, name);
  const wrong = (problem: FolderProblem['problem'], stamp = ''): FileRead => ({
    stamp,
    certificates: [],
    wrong: problemOf(problem, name),
  });
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) return undefined;
    const stamp = `${found.ino}.${found.size}.${found.mtimeNs}.${found.ctimeNs}`;
    if (before?.stamp === stamp) return before;
    if (found.size > CERTIFICATE_FILE_BYTES_MAX) return wrong('too-large', stamp);
    const certificates = certificatesIn(await readFile(path, 'latin1'));
    return certificates === undefined ? wrong('not-a-certificate', stamp) : { stamp, certificates };
  } catch {
    return wrong('unreadable');
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----/g;

function certificatesIn(text: string): readonly X509Certificate[] | undefined {
  const blocks = text.match(PEM) ?? [];
  if (blocks.length === 0 || blocks.length > CERTIFICATES_IN_FILE_MAX) return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/** Empty where there is no map; one that is there and cannot be read is a problem, not an absence. */
async function readMapText(path: string, problems: FolderProblem[]): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= X5U_MAP_BYTES_MAX) return await readFile(path, 'utf8');
    problems.push(problemOf('too-large', X5U_MAP_FILE));
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent) problems.push(problemOf('unreadable', X5U_MAP_FILE));
  }
  return '';
}

async function readMap(folder: string, problems: FolderProblem[]): Promise<ReadonlyMap<string, string>> {
  const path = join(folder, X5U_MAP_FILE);
  const byUrl = new Map<string, string>();
  const text = await readMapText(path, problems);
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, url, name] = /^\s*(https?:\/\/\S+)\s+([^\s/]+)\s*$/.exec(line) ?? [];
    if (url === undefined || name === undefined) problems.push(problemOf('map-line', X5U_MAP_FILE, index + 1));
    else byUrl.set(url, name);
  }
  return byUrl;
}
