// By which line a call comes in: source address, TLS certificate, or digest (RFC 3261, 22).
import {
  challengeTexts,
  checkDigest,
  type DigestCredentials,
  type DigestHash,
  isDigestProblem,
  type Line,
  type LineFinder,
  type Mac,
  makeNonce,
  NonceWindow,
  readDigest,
} from '@wurao/domain';
import { HeaderId, type HeaderPair, type Refusal, type SipMessage } from '@wurao/wire';
import type { Link } from './ports.ts';

/** Realms that a challenge names at once. */
export const REALMS_MAX = 4;

export interface EntryParts {
  readonly hash: DigestHash;
  readonly mac: Mac;
  readonly nowMs: () => number;
  /** Never twice the same within a millisecond. */
  readonly serial: () => string;
}

/** `line` undefined: nobody's. `isRepeat`: the password is right and the count was used before, as a retransmission does. */
export type Entered =
  | { readonly line: Line | undefined; readonly isRepeat: false }
  | { readonly line: Line; readonly isRepeat: true; readonly challenge: Refusal }
  | { readonly refusal: Refusal };

const NOBODY: Entered = { line: undefined, isRepeat: false };
const MALFORMED: Entered = { refusal: { status: 400, phrase: 'Malformed Proxy-Authorization', headers: [] } };

/** The line of a peer, by where it comes from or what certificate it showed. */
export const lineOfLink = (link: Link, finder: LineFinder): Line | undefined =>
  (link.certificate === undefined ? undefined : finder.byCertificate(link.certificate)) ??
  finder.byAddress(link.address);

/** Lines by password, for peers that neither address nor certificate tells. */
export class DigestDesk {
  readonly #parts: EntryParts;
  readonly #uses = new NonceWindow();

  constructor(parts: EntryParts) {
    this.#parts = parts;
  }

  /** Challenged (407) as long as some line has a password, and it is not this one that is shown. */
  enter(message: SipMessage, finder: LineFinder): Entered {
    if (finder.realms.length === 0) return NOBODY;
    const shown = this.#shown(message, finder);
    if (shown === 'malformed') return MALFORMED;
    if (shown === undefined) return { refusal: this.#challenge(finder.realms, false) };
    const line = finder.byDigest(shown.user, shown.realm);
    const { hash, mac, nowMs } = this.#parts;
    const ha1 = line?.entry?.digest?.ha1;
    const verdict = checkDigest({
      credentials: shown,
      method: message.method,
      ha1,
      hash,
      mac,
      uses: this.#uses,
      nowMs: nowMs(),
    });
    if (verdict === 'right' && line !== undefined) return { line, isRepeat: false };
    const challenge = this.#challenge([shown.realm], verdict === 'stale');
    if (verdict === 'stale' && line !== undefined) return { line, isRepeat: true, challenge };
    return { refusal: challenge };
  }

  /** Of several fields the first for a realm of ours (RFC 3261, 22.3). */
  #shown(message: SipMessage, finder: LineFinder): DigestCredentials | 'malformed' | undefined {
    for (let line = message.lineOf(HeaderId.proxyAuthorization); line >= 0; line = message.after(line)) {
      const read = readDigest(message.text({ start: message.startOf(line), end: message.endOf(line) }));
      if (isDigestProblem(read)) {
        if (read.kind === 'malformed') return 'malformed';
      } else if (finder.realms.includes(read.realm)) return read;
    }
    return undefined;
  }

  #challenge(realms: readonly string[], isStale: boolean): Refusal {
    const { mac, nowMs, serial } = this.#parts;
    const headers = realms.slice(0, REALMS_MAX).flatMap((realm) => {
      const nonce = makeNonce(mac, realm, nowMs(), serial());
      return challengeTexts(realm, nonce, isStale).map((text): HeaderPair => ['Proxy-Authenticate', text]);
    });
    return { status: 407, phrase: 'Proxy Authentication Required', headers };
  }
}
