// Turns what npm printed into one line that names the cause and the remedy. Plain JavaScript valid on Node 20.
/** Said by the bootstrap itself: npm was content, and yet the pinned Node is not there. */
export const NO_BINARY = 'WURAO_NO_BINARY';

const NEEDED_MB = 700;
const NO_ROOM = `and about ${NEEDED_MB} MB are needed for node_modules. Free some, then try again.`;

const REMEDIES = [
  {
    when: new RegExp(NO_BINARY),
    say: 'the pinned Node was not unpacked: npm did not run its install script. Run `npm rebuild node --ignore-scripts=false` and see what it says.',
  },
  {
    when: /ENOSPC|EDQUOT/,
    say: `no room left on the disk, ${NO_ROOM}`,
  },
  {
    when: /EROFS/,
    say: 'the checkout is on a read-only file system. Copy it to a place that can be written, then try again.',
  },
  {
    when: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/,
    say: 'no network: npm cannot reach its registry. Check the connection and `npm config get registry` (and the proxy settings), then try again.',
  },
  {
    when: /CERT|SELF_SIGNED|UNABLE_TO_/,
    say: 'the registry’s certificate is not trusted here. Set npm’s `cafile` to your organisation’s certificate, then try again.',
  },
  {
    when: /EUSAGE|can only install packages when your package\.json/,
    say: 'package.json and package-lock.json disagree. Run `npm install`, look at the change, and commit both files.',
  },
  {
    when: /EINTEGRITY/,
    say: 'a package is not the one that the lock file names. Run `npm cache clean --force`, then try again; if it stays, suspect the mirror.',
  },
  {
    when: /E404|ETARGET/,
    say: 'the registry lacks a version that the lock file names. A mirror may be behind: check `npm config get registry`.',
  },
  {
    when: /EACCES|EPERM/,
    say: 'not allowed to write here. Make the checkout and npm’s cache belong to you, then try again.',
  },
  {
    when: /ENOENT.*npm|spawn npm/,
    say: 'npm is not installed or not on the PATH. Install it (it comes with Node), then try again.',
  },
];

/** npm ends some errors with a page of usage; what is wrong with the lock file stands above it. */
function whatCounts(output) {
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== 'npm error' && !line.includes('complete log of this run'));
  const disagreements = lines.filter((line) => /npm error (Missing|Invalid): /.test(line));
  return (disagreements.length > 0 ? disagreements : lines).slice(-8).join('\n');
}

/**
 * npm and the install scripts below it often hide a full disk behind an error of their own, so the room that is left
 * is looked at as well.
 * @param {{ code: number, signal?: string | null, output: string, freeMb?: number }} result
 */
export function explainFailure({ code, signal, output, freeMb = Number.POSITIVE_INFINITY }) {
  if (signal) return `installation interrupted by ${signal}. Run the command again; it starts afresh.`;
  const remedy = REMEDIES.find(({ when }) => when.test(output));
  const seen = output === NO_BINARY ? '' : `\n${whatCounts(output)}`;
  if (remedy === undefined && freeMb < NEEDED_MB)
    return `cannot install: only ${freeMb} MB are free here, ${NO_ROOM}${seen}`;
  return `cannot install: ${remedy?.say ?? `npm ci ended with code ${code}. What it printed last:`}${seen}`;
}
