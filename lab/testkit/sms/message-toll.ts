// What became of the messages of a storm, from what its merchant heard and what the network took.
import type { CarriedMessage, MerchantSession } from '@wurao/gateway';
import { type MessageStorm, pieceKey, type StormPiece } from './message-storm.ts';

interface Take {
  readonly key: string;
  /** Ordinal of the session, and of the message in it. */
  readonly session: number;
  readonly place: number;
}

/** All that a network took, in its order, with the session that brought it. */
export class Takes {
  readonly all: Take[] = [];
  readonly #sessions = new Map<MerchantSession, number>();
  /** By the session's ordinal. */
  readonly counts: number[] = [];

  add(message: CarriedMessage, session: MerchantSession): void {
    let ordinal = this.#sessions.get(session);
    if (ordinal === undefined) {
      ordinal = this.#sessions.size;
      this.#sessions.set(session, ordinal);
      this.counts.push(0);
    }
    const place = this.counts[ordinal] ?? 0;
    this.counts[ordinal] = place + 1;
    this.all.push({ key: pieceKey(message), session: ordinal, place });
  }

  byKey(): Map<string, Take[]> {
    const found = new Map<string, Take[]>();
    for (const take of this.all) found.set(take.key, [...(found.get(take.key) ?? []), take]);
    return found;
  }

  /** Whether it was among the last of its session, which ended: nobody may have heard that it was taken. */
  mayBeUnheard({ session, place }: Take, windowMax: number): boolean {
    return session < this.counts.length - 1 && (this.counts[session] ?? 0) - place <= windowMax;
  }
}

export interface MessageToll {
  readonly messages: number;
  readonly submits: number;
  readonly acknowledged: number;
  readonly refused: number;
  /** Told to come later: not sent again. */
  readonly later: number;
  /** Submits without an answer, and those of them that went on all the same. */
  readonly unheard: number;
  readonly unheardTaken: number;
  /** Sessions with the network that took something. */
  readonly sessions: number;
  readonly taken: number;
  /** Taken more than once, and more than twice. */
  readonly doubled: number;
  readonly trebled: number;
  readonly reported: Readonly<Record<string, number>>;
  readonly reportedAgain: number;
  /** What must not be: each by its key. */
  readonly lost: readonly string[];
  /** Taken twice, and not by a window that a kill cut off. */
  readonly unexplained: readonly string[];
  /** Some parts of it were taken, and others not. */
  readonly torn: readonly number[];
  /** Refused, and taken by the network. */
  readonly slipped: readonly string[];
  readonly unreported: readonly string[];
  /** Reported as something else than what became of it. */
  readonly misreported: readonly string[];
  /** Taken once, after a later one to the same recipient. */
  readonly outOfOrder: readonly string[];
  /** Taken, and sent by nobody. */
  readonly unknown: readonly string[];
}

const DELIVERED = 'DELIVRD';

/** Taken once each, and a later one to the same recipient before it. */
const outOfOrder = (takes: Takes, byKey: ReadonlyMap<string, readonly Take[]>, pieces: readonly StormPiece[]) => {
  const places = new Map(pieces.map((piece, place) => [piece.key, place]));
  const latest = new Map<string, number>();
  return takes.all.filter(({ key }) => {
    const place = places.get(key);
    const piece = place === undefined ? undefined : pieces[place];
    if (place === undefined || piece === undefined || byKey.get(key)?.length !== 1) return false;
    const before = latest.get(piece.recipient) ?? -1;
    latest.set(piece.recipient, Math.max(before, place));
    return place < before;
  });
};

const byMessage = (pieces: readonly StormPiece[]): StormPiece[][] => {
  const messages: StormPiece[][] = [];
  for (const piece of pieces) messages[piece.message] = [...(messages[piece.message] ?? []), piece];
  return messages;
};

const keysOf = (some: readonly { readonly key: string }[]): string[] => some.map(({ key }) => key);

/** `mustPass`: what the gate has to allow, by the ordinal of a message. `windowMax`: between the gate and the network. */
export const tollOf = (
  storm: MessageStorm,
  takes: Takes,
  mustPass: (message: number) => boolean,
  windowMax: number,
): MessageToll => {
  const { pieces, reports } = storm;
  const byKey = takes.byKey();
  const timesTaken = ({ key }: StormPiece): number => byKey.get(key)?.length ?? 0;
  const of = (outcome: StormPiece['outcome']): StormPiece[] => pieces.filter((piece) => piece.outcome === outcome);
  const statesOf = ({ id }: StormPiece): readonly string[] => (id === undefined ? [] : (reports.get(id) ?? []));
  const acknowledged = of('taken');
  const reported: Record<string, number> = {};
  for (const piece of acknowledged) {
    const state = statesOf(piece)[0] ?? 'none';
    reported[state] = (reported[state] ?? 0) + 1;
  }
  const messages = byMessage(pieces);
  /** All of it was acknowledged. A half is not sent, and its parts are reported so. */
  const isWhole = (message: number): boolean => messages[message]?.every(({ outcome }) => outcome === 'taken') === true;
  const repeated = [...byKey.values()].filter(({ length }) => length > 1);
  const known = new Set(keysOf(pieces));
  const unheard = of('unheard');
  return {
    messages: messages.length,
    submits: pieces.length,
    acknowledged: acknowledged.length,
    refused: of('refused').length,
    later: of('later').length,
    unheard: unheard.length,
    unheardTaken: unheard.filter((piece) => timesTaken(piece) > 0).length,
    sessions: takes.counts.length,
    taken: byKey.size,
    doubled: repeated.length,
    trebled: repeated.filter(({ length }) => length > 2).length,
    reported,
    reportedAgain: acknowledged.filter((piece) => statesOf(piece).length > 1).length,
    lost: keysOf(
      acknowledged.filter((piece) => isWhole(piece.message) && mustPass(piece.message) && timesTaken(piece) === 0),
    ),
    unexplained: repeated
      .filter((times) => !times.slice(0, -1).every((take) => takes.mayBeUnheard(take, windowMax)))
      .map((times) => times[0]?.key ?? ''),
    torn: messages.flatMap((parts, message) => {
      const taken = parts.filter((part) => timesTaken(part) > 0).length;
      return taken === 0 || taken === parts.length ? [] : [message];
    }),
    slipped: keysOf(
      pieces.filter((piece) => (!mustPass(piece.message) || piece.outcome === 'refused') && timesTaken(piece) > 0),
    ),
    unreported: keysOf(acknowledged.filter((piece) => statesOf(piece).length === 0)),
    misreported: keysOf(
      acknowledged.filter((piece) => statesOf(piece).some((state) => (state === DELIVERED) !== timesTaken(piece) > 0)),
    ),
    outOfOrder: keysOf(outOfOrder(takes, byKey, pieces)),
    unknown: [...byKey.keys()].filter((key) => !known.has(key)),
  };
};
