// The SIP gate: whatever comes in, to what is done with it. Redirecting lines are answered here; proxying ones are handed on.
import type { Attempt, Line, LineFinder } from '@wurao/domain';
import { judgeRequest, type Refusal, type ScanProblem, SipMessage, scanMessage } from '@wurao/wire';
import { admissionOf } from './admission.ts';
import { answerOf, NOT_READY, nextHopsOf, OVERLOADED, redirect } from './answer.ts';
import { AnswerQueue } from './answer-queue.ts';
import { type DigestDesk, lineOfLink } from './entry.ts';
import { GateFigures } from './gate-figures.ts';
import type { IdentityDesk } from './identity-desk.ts';
import type { NextHops } from './next-hops.ts';
import type { CallDecision, CallPort, Intake, Link } from './ports.ts';
import type { Admission } from './proxy/proxy-port.ts';
import type { SipProxy } from './proxy/sip-proxy.ts';
import { ResponseDesk } from './response-desk.ts';
import type { SipSettings } from './settings.ts';
import { SourceLimits } from './sources.ts';
import { type TranslatedCall, translateInvite } from './translate.ts';

const ALLOW = 'INVITE, ACK, CANCEL, OPTIONS, BYE';
const OK_OPTIONS: Refusal = {
  status: 200,
  phrase: 'OK',
  headers: [
    ['Allow', ALLOW],
    ['Accept', 'application/sdp'],
  ],
};
const OK: Refusal = { status: 200, phrase: 'OK', headers: [] };
const NO_SUCH_CALL: Refusal = { status: 481, phrase: 'Call/Transaction Does Not Exist', headers: [] };
const NOT_ALLOWED: Refusal = { status: 405, phrase: 'Method Not Allowed', headers: [['Allow', ALLOW]] };
/** Methods of a dialog; this gate has none with anybody it redirected. */
const IN_DIALOG: readonly string[] = ['BYE', 'PRACK', 'UPDATE', 'INFO', 'REFER', 'NOTIFY'];

/** Proxying lines and what belongs to their calls, as the gate sees them. */
export type ProxyDoor = Pick<SipProxy, 'isIdle' | 'owns' | 'request' | 'response' | 'closed'>;

/** A call of a proxying line on its way to `admit`. */
interface Proxied {
  readonly line: Line;
  readonly translated: TranslatedCall;
}

export interface GateParts {
  readonly calls: CallPort;
  readonly settings: () => SipSettings;
  readonly digest: DigestDesk;
  readonly nextHops: NextHops;
  /** Absent: Identity fields are not looked at. */
  readonly identity?: IdentityDesk | undefined;
  /** Seeds To tags: the same in every run that shares it, so that a retransmission after a restart meets the same tag. */
  readonly tagSeed: number;
  /** Of the machine, monotonic. */
  readonly elapsedMs: () => number;
}

/** What the gate remembers of a link: its line, as long as the lines stay as they are. */
interface LinkMemo {
  finder: LineFinder | undefined;
  line: Line | undefined;
  /** Calls are sent there, as of an instant. */
  isHop: boolean;
  hopAskedMs: number;
}

/** `ACK ` */
const isAck = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x41 && bytes[at + 1] === 0x43 && bytes[at + 2] === 0x4b && bytes[at + 3] === 0x20;

/** For what is answered later: messages are valid during a call only. */
const copyOf = (message: SipMessage): SipMessage => {
  const kept = new SipMessage();
  // `slice` of a Buffer, which sockets give, copies nothing.
  const bytes = new Uint8Array(message.bytes.subarray(message.start, message.bodyEnd));
  scanMessage(kept, bytes, 0, bytes.length);
  return kept;
};

/** Whether a peer is a next hop is asked anew after this. */
const HOP_KNOWN_MS = 1_000;

export class SipGate implements Intake {
  readonly figures = new GateFigures();
  readonly #parts: GateParts;
  readonly #limits = new SourceLimits();
  readonly #responses: ResponseDesk;
  readonly #queue: AnswerQueue;
  readonly #datagram = new SipMessage();
  #proxy: ProxyDoor | undefined;
  #proxied: Proxied | undefined;
  /** Whether some line proxies, as of these lines and this mode. */
  #proxies = true;
  #finder: LineFinder | undefined;
  #mode: SipSettings['mode'] | undefined;
  #isClosing = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
    this.#responses = new ResponseDesk(parts.tagSeed);
    this.#queue = new AnswerQueue(parts.calls, this.#responses, this.figures, parts.elapsedMs);
  }

  /** Without a proxy every line redirects. It asks back by `admit`. */
  useProxy(proxy: ProxyDoor): void {
    this.#proxy = proxy;
  }

  /** For the proxy: what becomes of the INVITE that it was just handed. */
  admit(message: SipMessage): Admission | Promise<Admission> {
    const proxied = this.#proxied;
    if (proxied === undefined) throw new Error('an INVITE is admitted that this gate did not hand on');
    this.#proxied = undefined;
    const { calls, settings, nextHops, identity } = this.#parts;
    const { line, translated } = proxied;
    const set = settings();
    const admit = (attempt: Attempt, kept: SipMessage): Promise<Admission> => {
      const decision = this.#decide({ ...translated, attempt }, line);
      return admissionOf({ calls, nextHops }, decision, line, kept, set);
    };
    const stir = identity?.verify(message, translated.attempt, line.trusted);
    if (stir === undefined) return admit(translated.attempt, message);
    if (!(stir instanceof Promise)) return admit({ ...translated.attempt, stir }, message);
    const kept = copyOf(message);
    return stir.then((found) => admit({ ...translated.attempt, stir: found }, kept));
  }

  #decide({ attempt, permit }: TranslatedCall, line: Line | undefined): CallDecision {
    const decision = this.#parts.calls.decide(attempt, permit, line);
    if (decision.isRepeat) this.figures.repeats++;
    return decision;
  }

  /** Calls that are decided and wait for the journal. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** From now on nothing new is taken; what was decided is still answered. */
  close(): void {
    this.#isClosing = true;
  }

  datagram(bytes: Uint8Array, start: number, end: number, link: Link): void {
    if (!this.#mayAsk(link)) return;
    // Every call that is redirected ends with an ACK that nobody here waits for.
    if (isAck(bytes, start) && this.#redirectsOnly()) return;
    const problem = scanMessage(this.#datagram, bytes, start, end);
    if (problem === undefined) this.#take(this.#datagram, link);
    else if (problem.code !== 'empty') this.figures.unreadable++;
  }

  /** No line proxies, and no call is left of one that did. */
  #redirectsOnly(): boolean {
    this.#lines();
    return !this.#proxies && this.#proxy?.isIdle !== false;
  }

  /** The lines as they are now; when they change, what is known of them is found out anew. */
  #lines(): LineFinder {
    const { calls, settings, nextHops } = this.#parts;
    const finder = calls.lines();
    const { mode } = settings();
    if (finder === this.#finder && mode === this.#mode) return finder;
    this.#finder = finder;
    this.#mode = mode;
    const proxying = finder.lines.filter(({ sip }) => (sip?.mode ?? mode) === 'proxy');
    this.#proxies = proxying.length > 0;
    // Looked up now, so that the first call need not wait.
    void nextHops.prepare(proxying.flatMap(({ sip }) => sip?.nextHops ?? []));
    return finder;
  }

  streamed(message: SipMessage, link: Link): void {
    if (this.#mayAsk(link)) this.#take(message, link);
  }

  unreadable(problem: ScanProblem, message: SipMessage, link: Link): void {
    this.figures.unreadable++;
    if (problem.code === 'not-sip' || problem.code === 'empty' || !message.isRequest) return;
    const phrase = problem.code === 'too-large' ? 'Message Too Large' : 'Content-Length Needed';
    this.#answer(message, link, { status: problem.code === 'too-large' ? 513 : 400, phrase, headers: [] });
  }

  closed(link: Link, error: Error | undefined): void {
    this.#proxy?.closed(link, error);
  }

  /** Strangers may ask little: a flood of theirs is dropped before it is read. */
  #mayAsk(link: Link): boolean {
    this.figures.received++;
    if (this.#isClosing) return false;
    if (this.#lineOf(link) !== undefined) return true;
    const { calls, settings } = this.#parts;
    if (this.#proxy !== undefined && this.#isNextHop(link)) return true;
    if (this.#limits.take(link.address, settings().strangerRate, calls.nowMs())) return true;
    this.figures.limited++;
    return false;
  }

  /** Next hops answer and hang up, and are nobody's line. */
  #isNextHop(link: Link): boolean {
    const { nextHops, calls } = this.#parts;
    const memo = link.memo as LinkMemo;
    const nowMs = calls.nowMs();
    if (nowMs - memo.hopAskedMs > HOP_KNOWN_MS) {
      memo.hopAskedMs = nowMs;
      memo.isHop = nextHops.isUsed(link.address);
    }
    return memo.isHop;
  }

  #lineOf(link: Link): Line | undefined {
    const finder = this.#lines();
    const memo = link.memo as LinkMemo | undefined;
    if (memo?.finder === finder) return memo.line;
    const line = lineOfLink(link, finder);
    link.memo = { finder, line, isHop: false, hopAskedMs: Number.NEGATIVE_INFINITY } satisfies LinkMemo;
    return line;
  }

  #take(message: SipMessage, link: Link): void {
    const proxy = this.#proxy;
    if (!message.isRequest) proxy?.response(message, link);
    // Of a 300 and above that was answered here an ACK ends nothing that is still kept (RFC 3261, 17.2.1).
    else if (message.method === 'ACK') {
      if (proxy?.owns(message)) proxy.request(message, link);
    } else {
      const refusal = this.#handle(message, link);
      if (refusal !== undefined) this.#answer(message, link, refusal);
    }
  }

  /** What to answer at once; undefined: somebody has it in hand. */
  #handle(message: SipMessage, link: Link): Refusal | undefined {
    const proxy = this.#proxy;
    const refusal = judgeRequest(message);
    if (refusal !== undefined) return refusal;
    if (proxy?.owns(message)) {
      proxy.request(message, link);
      return undefined;
    }
    return message.method === 'INVITE' ? this.#invite(message, link) : this.#outside(message, link);
  }

  /** Requests that are no call and belong to none. */
  #outside(message: SipMessage, link: Link): Refusal {
    if (message.method === 'OPTIONS') return this.#isAlive() ? OK_OPTIONS : OVERLOADED;
    if (message.method === 'CANCEL') return this.#isKnown(message, this.#lineOf(link)) ? OK : NO_SUCH_CALL;
    if (IN_DIALOG.includes(message.method)) return NO_SUCH_CALL;
    return NOT_ALLOWED;
  }

  #isAlive(): boolean {
    return this.#parts.calls.ready() && !this.#isClosing;
  }

  /** A CANCEL of a call that was answered already changes nothing, and is answered 200 (RFC 3261, 9.2). */
  #isKnown(message: SipMessage, line: Line | undefined): boolean {
    const translated = translateInvite(message, line);
    return !('status' in translated) && this.#parts.calls.recall(translated.attempt) !== undefined;
  }

  #invite(message: SipMessage, link: Link): Refusal | undefined {
    // With a tag on To it belongs to a dialog, and this gate has none of that name (RFC 3261, 12.2.2).
    if (this.#responses.hasToTag(message)) return NO_SUCH_CALL;
    if (!this.#parts.calls.ready()) return this.#notReady(message, link);
    if (!this.#queue.hasRoom()) return this.#shed();
    const line = this.#lineOf(link);
    if (line === undefined) return this.#byDigest(message, link);
    const { calls, settings } = this.#parts;
    const { sourceRate } = settings();
    if (sourceRate > 0 && !this.#limits.take(link.address, sourceRate, calls.nowMs())) return this.#shed();
    return this.#call(message, link, line);
  }

  #byDigest(message: SipMessage, link: Link): Refusal | undefined {
    const { digest } = this.#parts;
    const entered = digest.enter(message, this.#lines());
    if ('refusal' in entered) return entered.refusal;
    // The count was used before. By a retransmission: it gets what it got. By anybody else: a challenge.
    if (entered.isRepeat && !this.#isKnown(message, entered.line)) return entered.challenge;
    return this.#call(message, link, entered.line);
  }

  #call(message: SipMessage, link: Link, line: Line | undefined): Refusal | undefined {
    const { settings, identity } = this.#parts;
    const translated = translateInvite(message, line);
    if ('status' in translated) return translated;
    if (line !== undefined && this.#proxy !== undefined && (line.sip?.mode ?? settings().mode) === 'proxy') {
      this.#proxied = { line, translated };
      this.#proxy.request(message, link);
      return undefined;
    }
    const stir = identity?.verify(message, translated.attempt, line?.trusted === true);
    if (stir instanceof Promise) {
      const kept = copyOf(message);
      const { attempt } = translated;
      void stir.then((found) =>
        this.#redirect(kept, link, { ...translated, attempt: { ...attempt, stir: found } }, line),
      );
    } else if (stir === undefined) this.#redirect(message, link, translated, line);
    else this.#redirect(message, link, { ...translated, attempt: { ...translated.attempt, stir } }, line);
    return undefined;
  }

  #redirect(message: SipMessage, link: Link, translated: TranslatedCall, line: Line | undefined): void {
    const decision = this.#decide(translated, line);
    this.#queue.add(message, link, answerOf(decision, line, message, this.#parts.settings()));
  }

  /** Nobody is decided while the tables are not there; emergency calls go on (DESIGN, "not ready"). */
  #notReady(message: SipMessage, link: Link): Refusal {
    const set = this.#parts.settings();
    const line = this.#lineOf(link);
    const translated = translateInvite(message, line);
    if (!('status' in translated) && set.isEmergency(translated.attempt.callee))
      return redirect(message, nextHopsOf(line, set), this.#parts.calls.nowMs(), set.permitSecret);
    this.figures.notReady++;
    return NOT_READY;
  }

  #shed(): Refusal {
    this.figures.shed++;
    return OVERLOADED;
  }

  #answer(message: SipMessage, link: Link, refusal: Refusal): void {
    this.figures.answered(refusal.status);
    this.#responses.send(message, link, refusal);
  }
}
