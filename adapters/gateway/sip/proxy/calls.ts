// Decided calls and their dialogs: what is needed to say, once, how each call ended.
import type { CallOutcome, DecisionId, InstantMs } from '@wurao/domain';
import { HeaderId } from '@wurao/wire';
import type { Link, Target } from '../ports.ts';
import type { Follower } from './forwarding.ts';
import { DIALOG_LIVES_MS, type ProxyPort } from './proxy-port.ts';
import { tagOf } from './request-fields.ts';
import type { Switchboard } from './switchboard.ts';

/** Callees of one call that are remembered, where a proxy further on forks it. More answers pass, too. */
const LEGS_MAX = 16;

/** Where a side of a dialog was last seen: its next hop for whoever names it by a host. */
export interface Hop {
  readonly target: Target;
  readonly link: Link;
}

/** One dialog that comes by the gate: the caller's tag and one callee's. */
export interface Dialog {
  readonly key: string;
  readonly call: Call;
  readonly callerTag: string;
  readonly caller: Hop;
  readonly callee: Hop;
  expiresMs: InstantMs;
}

/** What is known of a call before anybody answers it. */
export interface CallStart {
  readonly decision: DecisionId;
  readonly callId: string;
  readonly callerTag: string;
  readonly link: Link;
  readonly recordRoute: boolean;
}

type EndedBy = CallOutcome['endedBy'];

const keyOf = (callId: string, callerTag: string, calleeTag: string): string =>
  [callId, callerTag, calleeTag].join('\n');

const hopOf = (link: Link, target: Target | undefined): Hop => ({
  link,
  target: target ?? { transport: link.transport, address: link.address, port: link.port, serverName: undefined },
});

/**
 * One decided call, from its admission to its one outcome. Forks and spirals that share a decision are parts of one call: it is over
 * when all of them and all of its dialogs are, and was answered where one was.
 */
export class Call {
  readonly decision: DecisionId;
  readonly #calls: Calls;
  /** Tags of callees that answered: each opens one dialog, however often its 2xx is repeated. */
  readonly #calleeTags = new Set<string>();
  #waiting = 0;
  #open = 0;
  #ringingMs: InstantMs | undefined;
  #answeredMs: InstantMs | undefined;
  #status = 0;
  #endedMs: InstantMs | undefined;
  #endedBy: EndedBy;

  constructor(calls: Calls, decision: DecisionId) {
    this.#calls = calls;
    this.decision = decision;
  }

  /** Another request of it is forwarded. */
  join(start: CallStart): Follower {
    this.#waiting++;
    let isWaiting = true;
    const finish = () => {
      if (isWaiting) this.#waiting--;
      isWaiting = false;
      this.#settle();
    };
    return {
      rang: (status) => {
        if (status >= 180) this.#ringingMs ??= this.#calls.port.nowMs();
      },
      answered: (response, link, target) => {
        this.#answer(response.status);
        if (start.recordRoute) this.#enter(start, tagOf(response, HeaderId.to), hopOf(link, target));
        finish();
      },
      refused: (status, isCancelled) => {
        this.#refuse(status, isCancelled);
        finish();
      },
    };
  }

  /** One of its dialogs is over. Of a fork further on, the caller ends what it does not want at once. */
  left(endedMs: InstantMs | undefined, endedBy: EndedBy): void {
    this.#open--;
    this.#endedMs = endedMs;
    this.#endedBy = endedBy;
    this.#settle();
  }

  #answer(status: number): void {
    if (this.#answeredMs !== undefined) return;
    this.#answeredMs = this.#calls.port.nowMs();
    this.#status = status;
    this.#endedMs = undefined;
    this.#endedBy = undefined;
  }

  #refuse(status: number, isCancelled: boolean): void {
    if (this.#answeredMs !== undefined) return;
    this.#status = status;
    this.#endedMs = this.#calls.port.nowMs();
    this.#endedBy = isCancelled ? 'caller' : 'network';
  }

  #enter(start: CallStart, calleeTag: string, callee: Hop): void {
    if (this.#calleeTags.has(calleeTag) || this.#calleeTags.size >= LEGS_MAX) return;
    this.#calleeTags.add(calleeTag);
    this.#open++;
    this.#calls.open(this, start, calleeTag, callee);
  }

  #settle(): void {
    if (this.#waiting > 0 || this.#open > 0 || !this.#calls.finish(this)) return;
    this.#calls.port.outcome({
      decision: this.decision,
      status: this.#status,
      ringingMs: this.#ringingMs,
      answeredMs: this.#answeredMs,
      endedMs: this.#endedMs,
      endedBy: this.#endedBy,
    });
  }
}

/** Dialogs in memory, the one that will expire first in front. */
export class Calls {
  readonly port: ProxyPort;
  readonly #board: Switchboard;
  readonly #dialogs = new Map<string, Dialog>();
  /** Calls whose outcome is not told. */
  readonly #live = new Map<DecisionId, Call>();
  #callOff: (() => void) | undefined;

  constructor(board: Switchboard) {
    this.#board = board;
    this.port = board.options.port;
  }

  get size(): number {
    return this.#dialogs.size;
  }

  /** A request is to be forwarded: of a new call, or of one that is known by its decision. */
  begin(start: CallStart): Follower {
    let call = this.#live.get(start.decision);
    if (call === undefined) {
      call = new Call(this, start.decision);
      this.#live.set(start.decision, call);
    }
    return call.join(start);
  }

  /** False where it was told already. */
  finish(call: Call): boolean {
    if (this.#live.get(call.decision) !== call) return false;
    return this.#live.delete(call.decision);
  }

  open(call: Call, { callId, callerTag, link }: CallStart, calleeTag: string, callee: Hop): void {
    const key = keyOf(callId, callerTag, calleeTag);
    const expiresMs = this.port.nowMs() + DIALOG_LIVES_MS;
    const before = this.#dialogs.get(key);
    // The same tags again: a caller that made the call anew. The older one is over.
    if (before !== undefined) this.#forget(before);
    else if (this.#dialogs.size >= this.#board.limits.dialogs) this.#forget(this.#dialogs.values().next().value!);
    this.#dialogs.set(key, { key, call, callerTag, caller: hopOf(link, undefined), callee, expiresMs });
    this.#watch();
  }

  /** The dialog of a request within it, whichever side sent it. */
  find(callId: string, fromTag: string, toTag: string): Dialog | undefined {
    return this.#dialogs.get(keyOf(callId, fromTag, toTag)) ?? this.#dialogs.get(keyOf(callId, toTag, fromTag));
  }

  /** A re-INVITE: both sides are there, so it lives anew. */
  refresh(dialog: Dialog): void {
    dialog.expiresMs = this.port.nowMs() + DIALOG_LIVES_MS;
    this.#dialogs.delete(dialog.key);
    this.#dialogs.set(dialog.key, dialog);
    this.#watch();
  }

  /** A BYE came. */
  end(dialog: Dialog, fromTag: string): void {
    this.#remove(dialog);
    dialog.call.left(this.port.nowMs(), fromTag === dialog.callerTag ? 'caller' : 'callee');
  }

  /** The gate ends: of calls that go on, nobody will know how long. */
  close(): void {
    for (const dialog of [...this.#dialogs.values()]) this.#forget(dialog);
  }

  #forget(dialog: Dialog): void {
    this.#remove(dialog);
    dialog.call.left(undefined, undefined);
  }

  #remove(dialog: Dialog): void {
    this.#dialogs.delete(dialog.key);
    if (this.#dialogs.size > 0) return;
    this.#callOff?.();
    this.#callOff = undefined;
  }

  #watch(): void {
    const first = this.#dialogs.values().next().value;
    if (first === undefined || this.#callOff !== undefined) return;
    const sweep = () => {
      this.#callOff = undefined;
      const nowMs = this.port.nowMs();
      for (const dialog of this.#dialogs.values()) {
        if (dialog.expiresMs > nowMs) break;
        this.#forget(dialog);
      }
      this.#watch();
    };
    this.#callOff = this.#board.options.later(sweep, Math.max(0, first.expiresMs - this.port.nowMs()));
  }
}
