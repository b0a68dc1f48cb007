// What goes back to merchants' systems, by line: in its order, over whatever session of the line takes it.
import type { DeliverOutcome, Delivery, MerchantSession } from '../ports.ts';
import type { ItemId } from './house-port.ts';

/** A line whose system had no room, or refused for now, is left alone for so long. */
export const DELIVERY_PAUSE_MS = 1_000;
/** Nobody asks for a report that is older (CMPP, 8.4.5: an SP waits 48 hours; SMPP knows no end). */
export const DELIVERY_LIFE_MS = 72 * 3_600_000;

interface Due {
  readonly id: ItemId;
  readonly delivery: Delivery;
  readonly sinceMs: number;
}

interface Line {
  readonly waiting: Due[];
  /** Front of `waiting`: those before it are gone. */
  at: number;
  readonly sessions: MerchantSession[];
  pausedUntilMs: number;
}

export interface DeliveryFigures {
  readonly waiting: number;
  readonly delivered: number;
  /** Told again, because nobody knows whether it was taken. */
  readonly again: number;
  readonly refused: number;
  readonly expired: number;
}

const SHRINK_AT = 1_024;

export class Deliveries {
  readonly #settle: (id: ItemId) => void;
  readonly #nowMs: () => number;
  readonly #lines = new Map<string, Line>();
  #figures = { waiting: 0, delivered: 0, again: 0, refused: 0, expired: 0 };

  constructor(settle: (id: ItemId) => void, nowMs: () => number) {
    this.#settle = settle;
    this.#nowMs = nowMs;
  }

  figures(): DeliveryFigures {
    return { ...this.#figures };
  }

  /** Of one line, those under way to its systems left out. */
  waitingOf(line: string): number {
    const place = this.#lines.get(line);
    return place === undefined ? 0 : place.waiting.length - place.at;
  }

  add(line: string, id: ItemId, delivery: Delivery, sinceMs: number): void {
    this.#figures.waiting++;
    const place = this.#line(line);
    place.waiting.push({ id, delivery, sinceMs });
    this.#pump(place);
  }

  opened(line: string, session: MerchantSession): void {
    if (!session.takesDeliveries) return;
    const place = this.#line(line);
    place.sessions.push(session);
    this.#pump(place);
  }

  hasRoom(line: string): void {
    this.#pump(this.#line(line));
  }

  closed(line: string, session: MerchantSession): void {
    const { sessions } = this.#line(line);
    const at = sessions.indexOf(session);
    if (at >= 0) sessions.splice(at, 1);
  }

  /** Each second: lines that were left alone are tried again, what is too old goes. */
  tick(): void {
    const nowMs = this.#nowMs();
    for (const [id, place] of this.#lines) {
      for (let due = place.waiting[place.at]; due !== undefined; due = place.waiting[place.at]) {
        if (nowMs - due.sinceMs < DELIVERY_LIFE_MS) break;
        place.at++;
        this.#end(due, 'expired');
      }
      this.#pump(place);
      if (place.at === place.waiting.length && place.sessions.length === 0) this.#lines.delete(id);
    }
  }

  #line(id: string): Line {
    let place = this.#lines.get(id);
    if (place === undefined) {
      place = { waiting: [], at: 0, sessions: [], pausedUntilMs: 0 };
      this.#lines.set(id, place);
    }
    return place;
  }

  #pump(place: Line): void {
    for (let due = place.waiting[place.at]; due !== undefined; due = place.waiting[place.at]) {
      const session = place.pausedUntilMs > this.#nowMs() ? undefined : roomiest(place.sessions);
      if (session === undefined) break;
      const taken = due;
      // Before the call: an answer may come within it.
      place.at++;
      if (session.deliver(taken.delivery, (outcome) => this.#answered(place, taken, outcome))) continue;
      place.at--;
      break;
    }
    if (place.at > SHRINK_AT && place.at * 2 > place.waiting.length) {
      place.waiting.splice(0, place.at);
      place.at = 0;
    }
  }

  #answered(place: Line, due: Due, outcome: DeliverOutcome): void {
    if (outcome === 'done') this.#end(due, 'delivered');
    else if (outcome === 'refused') this.#end(due, 'refused');
    else {
      if (outcome === 'unknown') this.#figures.again++;
      else place.pausedUntilMs = this.#nowMs() + DELIVERY_PAUSE_MS;
      if (place.at > 0) place.at--;
      else place.waiting.unshift(due);
      putBack(place, due);
    }
  }

  #end(due: Due, how: 'delivered' | 'refused' | 'expired'): void {
    this.#figures.waiting--;
    this.#figures[how]++;
    this.#settle(due.id);
  }
}

/** To the front, behind those that were put there before it: ids grow. */
const putBack = ({ waiting, at: front }: Line, due: Due): void => {
  let at = front;
  waiting[at] = due;
  for (let next = waiting[at + 1]; next !== undefined && next.id < due.id; next = waiting[at + 1]) {
    waiting[at++] = next;
    waiting[at] = due;
  }
};

const roomiest = (sessions: readonly MerchantSession[]): MerchantSession | undefined => {
  let found: MerchantSession | undefined;
  for (const session of sessions) if (session.room > (found?.room ?? 0)) found = session;
  return found;
};
