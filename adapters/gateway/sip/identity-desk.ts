// What STIR says of a call (RFC 8224), for the decision: an input, never a way past it.
import type { Attempt, PhoneNumber, StirEvidence } from '@wurao/domain';
import { HeaderId, readDate, type SipMessage } from '@wurao/wire';
import { type StirCall, type StirResult, type StirSources, verifyIdentity } from './stir/verify-identity.ts';

/** Calls whose signatures are being verified at once; the next ones are decided without. */
export const IDENTITIES_WAITING_MAX = 4_096;

const NOT_CHECKED: StirEvidence = { status: 'not-checked', reason: 'shed' };

const evidenceOf = ({ status, attest, reason }: StirResult): StirEvidence => ({ status, attest, reason });

export class IdentityDesk {
  readonly #sources: StirSources;
  readonly #nowMs: () => number;
  #waiting = 0;

  constructor(sources: StirSources, nowMs: () => number) {
    this.#sources = sources;
    this.#nowMs = nowMs;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Undefined where nobody signed. At once where nothing has to be computed, else a promise that never rejects. The message is read
   * during the call only.
   */
  verify(message: SipMessage, attempt: Attempt, isTrusted: boolean): StirEvidence | Promise<StirEvidence> | undefined {
    if (message.count(HeaderId.identity) === 0) return undefined;
    if (this.#waiting >= IDENTITIES_WAITING_MAX) return NOT_CHECKED;
    const result = verifyIdentity(
      identitiesIn(message),
      callOf(message, attempt, isTrusted),
      this.#nowMs(),
      this.#sources,
    );
    if (!(result instanceof Promise)) return evidenceOf(result);
    this.#waiting++;
    return result.then((found) => {
      this.#waiting--;
      return evidenceOf(found);
    });
  }
}

const identitiesIn = (message: SipMessage): string[] => {
  const values: string[] = [];
  for (let line = message.lineOf(HeaderId.identity); line >= 0; line = message.after(line))
    values.push(message.text({ start: message.startOf(line), end: message.endOf(line) }));
  return values;
};

/** Who is signed for is who From names; where P-Asserted-Identity is believed, whom that names (RFC 8224, 12.1; RFC 3325). */
const callOf = (message: SipMessage, { caller, assertedCaller, callee }: Attempt, isTrusted: boolean): StirCall => {
  const line = message.lineOf(HeaderId.date);
  const dateMs = line < 0 ? undefined : readDate(message.bytes, message.startOf(line), message.endOf(line));
  const orig: PhoneNumber | undefined = (isTrusted ? assertedCaller : undefined) ?? caller;
  const call = { orig: orig ?? '', dest: callee };
  return dateMs === undefined ? call : { ...call, dateMs };
};
