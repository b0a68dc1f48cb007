// One request being forwarded (RFC 3261, 16.6 to 16.10): a server transaction, its client transactions one after the other, and
// the response context between them.
import {
  advanceContext,
  BRANCH_COOKIE,
  type Changes,
  type ContextAction,
  type ContextInput,
  type ContextTimer,
  HeaderId,
  type HeaderPair,
  openContext,
  PATIENCE_T1,
  type ResponseContext,
  type SipMessage,
  T1_MS,
  TIMER_C_MS,
  writeBackward,
  writeForward,
} from '@wurao/wire';
import type { Link, Target } from '../ports.ts';
import { ClientTransaction, type ClientUser } from './client-transaction.ts';
import { tagOf } from './request-fields.ts';
import type { OwnAnswer, ServerTransaction } from './server-transaction.ts';
import { hostText } from './signed-route.ts';
import type { Switchboard } from './switchboard.ts';

/** One next hop: where to, and the Request-URI there. */
export interface Way {
  readonly target: Target | undefined;
  readonly link: () => Link | undefined;
  readonly uri: string;
}

/** What is done to a request on its way. */
export interface Plan {
  /** At least one. */
  readonly ways: readonly Way[];
  readonly changes: Changes;
  /** What is left of Route, where it is not as it came. */
  readonly route: string | undefined;
  /** What makes a loop known (16.6, step 8). */
  readonly loopMark: string;
  readonly recordRoute: ((to: Link) => string) | undefined;
  readonly follower: Follower | undefined;
}

/** Who wants to know what became of a decided call. */
export interface Follower {
  /** A provisional response other than 100 went to the caller. */
  rang(status: number): void;
  /** A 2xx went to the caller: from whom, by which way. */
  answered(response: SipMessage, link: Link, target: Target | undefined): void;
  /** Another final response went to the caller, who had cancelled or not. */
  refused(status: number, isCancelled: boolean): void;
}

const PHRASES = { 408: 'Request Timeout', 487: 'Request Terminated', 500: 'Server Internal Error' } as const;

export const CLOSING: OwnAnswer = { status: 503, phrase: 'Service Unavailable' };

/** What our Via says of a link (18.1.1). */
export const viaOf = (link: Link, branch: string): string =>
  `SIP/2.0/${link.transport.toUpperCase()} ${hostText(link.localAddress)}:${link.localPort};branch=${branch}`;

export const branchFor = (board: Switchboard, loopMark: string): string =>
  `${BRANCH_COOKIE}${board.options.makeBranch()}.${loopMark}`;

/** Route goes as a whole where it changed. */
export const changesOf = ({ changes }: Plan): Changes => ({
  ...changes,
  drop: [...(changes.drop ?? []), HeaderId.route],
});

export class Forwarding implements ClientUser {
  readonly #board: Switchboard;
  readonly #server: ServerTransaction;
  readonly #plan: Plan;
  readonly #clients: (ClientTransaction | undefined)[] = [];
  readonly #timers = new Map<ContextTimer, () => void>();
  readonly #waiting: ContextInput[] = [];
  #context: ResponseContext;
  #isBusy = true;
  #isCancelled = false;
  #cancelHeaders: readonly HeaderPair[] = [];
  #stored: Uint8Array | undefined;
  #storedTag = '';
  #heard: SipMessage | undefined;
  /** Whose response that is: of an earlier branch, it may be. */
  #hearing: ClientTransaction | undefined;

  constructor(board: Switchboard, server: ServerTransaction, plan: Plan) {
    this.#board = board;
    this.#server = server;
    this.#plan = plan;
    server.whenCancelled = (headers) => this.#cancel(headers);
    server.whenClosed = () => this.#close();
    const targets = plan.ways.length;
    const cancelWaitMs = PATIENCE_T1 * T1_MS;
    const opened = openContext({ targets, isInvite: server.isInvite, timerCMs: TIMER_C_MS, cancelWaitMs });
    this.#context = opened.context;
    for (const action of opened.actions) this.#do(action);
    this.#isBusy = false;
    this.#work();
  }

  heard(client: ClientTransaction, message: SipMessage): void {
    this.#heard = message;
    this.#hearing = client;
    this.#input({ response: message.status, branch: client.index });
    this.#heard = undefined;
    this.#hearing = undefined;
  }

  failed(client: ClientTransaction, why: 'timeout' | 'error'): void {
    const branch = client.index;
    this.#input(why === 'timeout' ? { timeout: true, branch } : { error: true, branch });
  }

  #cancel(headers: readonly HeaderPair[]): void {
    this.#isCancelled = true;
    this.#cancelHeaders = headers;
    this.#input({ cancel: true });
  }

  /** The gate ends: what rings is told so, the caller may go elsewhere. */
  #close(): void {
    const { branch, state } = this.#context;
    if (state === 'proceeding') this.#clients[branch]?.cancel([]);
    for (const callOff of this.#timers.values()) callOff();
    this.#timers.clear();
    this.#stored = this.#board.release(this.#stored);
    if (this.#server.isAnswered) return;
    this.#server.answer(CLOSING);
    this.#plan.follower?.refused(CLOSING.status, this.#isCancelled);
  }

  #input(input: ContextInput): void {
    this.#waiting.push(input);
    this.#work();
  }

  #work(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let input = this.#waiting.shift(); input !== undefined; input = this.#waiting.shift()) {
      const step = advanceContext(this.#context, input);
      this.#context = step.context;
      for (const action of step.actions) this.#do(action);
    }
    this.#isBusy = false;
  }

  #do(action: ContextAction): void {
    if ('try' in action) this.#try(action.try);
    else if ('forward' in action) this.#forward();
    else if ('store' in action) this.#store();
    else if ('forwardStored' in action) this.#forwardStored();
    else if ('answer' in action) this.#refuse(action.answer);
    else if ('stayMute' in action) this.#server.abandon();
    else if ('cancelBranch' in action) this.#clients[action.cancelBranch]?.cancel(this.#cancelHeaders);
    else if ('abandonBranch' in action) this.#clients[action.abandonBranch]?.abandon();
    else if ('setTimer' in action) this.#setTimer(action.setTimer, action.branch, action.afterMs);
    else if ('clearTimer' in action) this.#clearTimer(action.clearTimer);
    // `answerCancel`: whoever took the CANCEL has answered it, in a transaction of its own.
  }

  #try(index: number): void {
    if (index > 0) this.#board.counts.failovers++;
    const client = this.#clientFor(index);
    this.#clients[index] = client;
    if (client === undefined) this.#waiting.push({ error: true, branch: index });
    else client.begin();
  }

  #clientFor(index: number): ClientTransaction | undefined {
    const plan = this.#plan;
    const way = plan.ways[index];
    const link = way?.link();
    const request = this.#server.request();
    if (way === undefined || link === undefined || request === undefined) return undefined;
    const branch = branchFor(this.#board, plan.loopMark);
    const length = writeForward(this.#board.out, request, {
      ...changesOf(plan),
      uri: way.uri,
      via: viaOf(link, branch),
      route: plan.route,
      recordRoute: plan.recordRoute?.(link),
      source: { address: this.#server.link.address, port: this.#server.link.port },
    });
    if (length === 0) return undefined;
    return new ClientTransaction(
      this.#board,
      { method: request.method, branch, index, link, relink: way.link },
      length,
      this,
    );
  }

  #forward(): void {
    const heard = this.#heard;
    const client = this.#hearing;
    if (heard === undefined || client === undefined) return;
    const length = writeBackward(this.#board.out, heard);
    if (length === 0) return;
    const { status } = heard;
    this.#server.respond(status, length, tagOf(heard, HeaderId.to));
    const { follower, ways } = this.#plan;
    if (status < 200) {
      follower?.rang(status);
      return;
    }
    this.#stored = this.#board.release(this.#stored);
    follower?.answered(heard, client.link, ways[client.index]?.target);
  }

  #store(): void {
    const heard = this.#heard;
    if (heard === undefined) return;
    this.#stored = this.#board.release(this.#stored);
    this.#stored = this.#board.hold(this.#board.out, 0, writeBackward(this.#board.out, heard));
    this.#storedTag = tagOf(heard, HeaderId.to);
  }

  #forwardStored(): void {
    const stored = this.#stored;
    const status = this.#context.best?.status ?? 500;
    if (stored === undefined || stored.length === 0) {
      this.#refuse(500);
      return;
    }
    this.#board.out.set(stored);
    this.#stored = this.#board.release(stored);
    this.#server.respond(status, stored.length, this.#storedTag);
    this.#plan.follower?.refused(status, this.#isCancelled);
  }

  #refuse(status: keyof typeof PHRASES): void {
    this.#stored = this.#board.release(this.#stored);
    this.#server.answer({ status, phrase: PHRASES[status] });
    this.#plan.follower?.refused(status, this.#isCancelled);
  }

  #setTimer(timer: ContextTimer, branch: number, afterMs: number): void {
    this.#clearTimer(timer);
    const fire = () => {
      this.#timers.delete(timer);
      this.#input({ timer, branch });
    };
    this.#timers.set(timer, this.#board.options.later(fire, afterMs));
  }

  #clearTimer(timer: ContextTimer): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }
}
