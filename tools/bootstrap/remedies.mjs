// Turns what npm printed into one line that names the cause and the remedy. Plain JavaScript valid on Node 20.
const REMEDIES = [
  {
    when: /WURAO_NO_BINARY/,
    say: 'the pinned Node was not unpacked: npm ran no install scripts. Run `npm ci --ignore-scripts=false`, then try again.',
  },
  {
    when: /ENOSPC|EDQUOT/,
    say: 'no room left on the disk. About 600 MB are needed for node_modules (and npm’s cache); free some, then try again.',
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

/** @param {{ code: number, signal?: string | null, output: string }} result */
export function explainFailure({ code, signal, output }) {
  if (signal) return `installation interrupted by ${signal}. Run the command again; it starts afresh.`;
  const remedy = REMEDIES.find(({ when }) => when.test(output));
  const tail = output.trim().split('\n').slice(-8).join('\n');
  if (remedy) return `cannot install: ${remedy.say}${tail === 'WURAO_NO_BINARY' ? '' : `\n${tail}`}`;
  return `cannot install: npm ci ended with code ${code}. What it printed last:\n${tail}`;
}
