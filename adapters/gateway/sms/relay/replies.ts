// What subscribers write back: kept first, then done what it asks for, and handed on to the line of the port that was answered.
import type { LineId, PhoneNumber } from '@wurao/domain';
import {
  decodeText,
  expireParts,
  type Gathering,
  gatherPart,
  type HalfMessage,
  type Part,
  startGathering,
  textOfParts,
} from '@wurao/wire';
import type { CarriedMessage } from '../ports.ts';
import type { ItemId, ItemKeeper, SmsHouse } from './house-port.ts';
import { encodeKept, type ReplyDue, type ReplyIn } from './kept-items.ts';
import { readWireNumber } from './wire-numbers.ts';

interface Reply {
  readonly id: ItemId;
  readonly item: ReplyIn;
}

/** All parts of one, in their order. */
interface WholeReply {
  readonly parts: readonly Reply[];
  readonly text: string | undefined;
}

export interface ReplyFigures {
  readonly received: number;
  /** Kept, and not yet in effect. */
  readonly underWay: number;
  /** To or from what is no number: nobody can be found for them. */
  readonly unreadable: number;
}

type HandOn = (line: LineId, id: ItemId, reply: CarriedMessage, sinceMs: number) => void;

export class Replies {
  readonly #house: SmsHouse;
  readonly #keeper: ItemKeeper;
  readonly #handOn: HandOn;
  readonly #halves: Gathering<Reply> = startGathering<Reply>();
  /** Could not be done now. */
  #again: WholeReply[] = [];
  #figures = { received: 0, underWay: 0, unreadable: 0 };

  constructor(house: SmsHouse, keeper: ItemKeeper, handOn: HandOn) {
    this.#house = house;
    this.#keeper = keeper;
    this.#handOn = handOn;
  }

  figures(): ReplyFigures {
    return { ...this.#figures };
  }

  /** Done when it is kept: what the disk refuses, the network brings again. */
  take(carried: CarriedMessage): void {
    this.#figures.received++;
    const item: ReplyIn = { kind: 'reply-in', receivedMs: this.#house.nowMs(), carried };
    const id = this.#keeper.put(encodeKept(item));
    this.#keeper.whenKept((isKept) => {
      if (isKept) this.restore(id, item);
    });
  }

  restore(id: ItemId, item: ReplyIn): void {
    const { concat, source, destination, alphabet, text } = item.carried;
    const reply: Reply = { id, item };
    if (concat === undefined || concat.total === 1) {
      this.#do({ parts: [reply], text: decodeText(alphabet, text) });
      return;
    }
    const ends = { source: source.digits, destination: destination.digits };
    const part: Part<Reply> = { ...concat, ...ends, alphabet, bytes: text, tag: reply };
    const { answer, expired } = gatherPart(this.#halves, part, this.#house.nowMs());
    for (const half of expired) this.#doHalf(half);
    if (answer.outcome === 'waiting') return;
    if (answer.outcome === 'complete') this.#do({ parts: answer.parts.map(({ tag }) => tag), text: answer.text });
    else if (answer.outcome === 'duplicate') this.#keeper.settle(id);
    // What is no part of anything is what it is.
    else this.#do({ parts: [reply], text: decodeText(alphabet, text) });
  }

  /** Each second. Half a reply is read as it is: half a no is one. */
  tick(): void {
    const again = this.#again;
    this.#again = [];
    for (const whole of again) this.#do(whole);
    for (const half of expireParts(this.#halves, this.#house.nowMs())) this.#doHalf(half);
  }

  #doHalf(half: HalfMessage<Reply>): void {
    const parts = half.parts.toSorted((one, other) => one.number - other.number);
    this.#do({ parts: parts.map(({ tag }) => tag), text: textOfParts(parts) });
  }

  #do(whole: WholeReply): void {
    const { source, destination } = (whole.parts[0] as Reply).item.carried;
    const subscriber = readWireNumber(source)?.number;
    const port = readWireNumber(destination)?.number;
    if (subscriber === undefined || port === undefined) {
      this.#figures.unreadable++;
      for (const { id } of whole.parts) this.#keeper.settle(id);
      return;
    }
    this.#figures.underWay++;
    const { receivedMs } = (whole.parts[0] as Reply).item;
    void this.#house.take({ subscriber, port, text: whole.text, receivedMs }).then((isDone) => {
      this.#figures.underWay--;
      if (isDone) this.#done(whole.parts, port);
      else this.#again.push(whole);
    });
  }

  #done(parts: readonly Reply[], port: PhoneNumber): void {
    const line = this.#house.lineOf(port);
    for (const { id, item } of parts) {
      this.#keeper.settle(id);
      if (line === undefined) continue;
      const { receivedMs, carried } = item;
      const due: ReplyDue = { kind: 'reply', line, receivedMs, carried };
      this.#handOn(line, this.#keeper.keep(encodeKept(due)), carried, receivedMs);
    }
  }
}
