// What the relay keeps over a restart, as bytes: one kind of item for each thing that somebody still has to see to.
import type { DecisionId, LineId, MerchantId, PhoneNumber, Purpose } from '@wurao/domain';
import type { Alphabet, Concat } from '@wurao/wire';
import type { CarriedMessage, DeliveryReport, MessageNumber, SmsForm, WireAddress } from '../ports.ts';
import type { HeldFor } from './house-port.ts';

/** Common to all that a merchant's system handed over. */
export interface Handed {
  readonly message: MessageNumber;
  /** Whose it is: reports of it go there. */
  readonly line: string;
  readonly wantsReceipt: boolean;
  readonly submittedMs: number;
  /** Absent: none was made, or a release that kept none put it. */
  readonly decision?: DecisionId | undefined;
}

/** A message that may go on to the network. */
export interface Outgoing extends Handed {
  readonly kind: 'outgoing';
  readonly validUntilMs: number;
  readonly carried: CarriedMessage;
}
/** A part of a message that is not whole yet, acknowledged. */
export interface HeldPart extends Handed {
  readonly kind: 'part';
  readonly validUntilMs: number;
  readonly carried: CarriedMessage;
}
/** The network has it, and has not yet said how it ended. */
export interface Awaited extends Handed {
  readonly kind: 'awaited';
  readonly upstream: string;
  readonly upstreamId: string;
  readonly source: WireAddress;
  readonly destination: WireAddress;
}
/** The network's word on a message that nobody sent, as far as is known: it may come before the answer to the submit. */
export interface StrayReport {
  readonly kind: 'stray';
  readonly upstream: string;
  readonly upstreamId: string;
  readonly state: string;
  readonly error: string;
  readonly doneMs: number;
}
/** For a merchant's system. */
export interface ReportDue {
  readonly kind: 'report';
  readonly line: string;
  readonly report: DeliveryReport;
}
export interface ReplyDue {
  readonly kind: 'reply';
  readonly line: string;
  readonly receivedMs: number;
  readonly carried: CarriedMessage;
}
/** What a subscriber wrote, before it was done what it asks for. */
export interface ReplyIn {
  readonly kind: 'reply-in';
  readonly receivedMs: number;
  readonly carried: CarriedMessage;
}

/** What was refused to a person who may want to read it; nothing of it can be read here. */
export interface HeldItem {
  readonly kind: 'held';
  readonly decision: DecisionId;
  readonly atMs: number;
  readonly sealed: Uint8Array;
}
/** The same, opened: one message, or all parts of a long one. */
export interface HeldMessage extends HeldFor {
  /** The refusal. */
  readonly decision: DecisionId;
  readonly atMs: number;
  /** Whole; empty where it holds none. */
  readonly text: string;
  readonly messages: readonly CarriedMessage[];
}

export type Kept = Outgoing | HeldPart | Awaited | StrayReport | ReportDue | ReplyDue | ReplyIn | HeldItem;

const FORMS: readonly SmsForm[] = ['smpp', 'cmpp-2.0', 'cmpp-3.0'];
/** Append, never reorder: kept items name them by place. */
const ALPHABETS: readonly Alphabet[] = [
  ...(['gsm7', 'ascii', 'latin1', 'ucs2', 'gb18030'] as const),
  ...(['cyrillic', 'hebrew', 'korean', 'other', 'binary'] as const),
];
const WIDTHS: readonly Concat['width'][] = [0, 8, 16];
const NO_CONCAT = 255;
const TEXT_BYTES_MAX = 255;

/** Grows; items are written one after the other, each copied out. */
class Writer {
  #room = Buffer.allocUnsafe(1_024);
  #end = 0;

  begin(): void {
    this.#end = 0;
  }

  written(): Uint8Array {
    return new Uint8Array(this.#room.subarray(0, this.#end));
  }

  octet(value: number): void {
    this.#room[this.#need(1)] = value;
  }

  word(value: number): void {
    const at = this.#need(4);
    this.#room.writeUInt32LE(value, at);
  }

  instant(value: number): void {
    const at = this.#need(8);
    this.#room.writeDoubleLE(value, at);
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    if (bytes > TEXT_BYTES_MAX) throw new RangeError(`a text of ${bytes} bytes`);
    this.octet(bytes);
    const at = this.#need(bytes);
    this.#room.write(value, at, 'utf8');
  }

  octets(value: Uint8Array): void {
    this.word(value.length);
    const at = this.#need(value.length);
    this.#room.set(value, at);
  }

  #need(bytes: number): number {
    const at = this.#end;
    this.#end += bytes;
    if (this.#end > this.#room.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#end, this.#room.length * 2));
      grown.set(this.#room.subarray(0, at));
      this.#room = grown;
    }
    return at;
  }
}

/** Reads what a `Writer` wrote and a checksum vouched for. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  octet(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  word(): number {
    this.#at += 4;
    return this.#bytes.readUInt32LE(this.#at - 4);
  }

  instant(): number {
    this.#at += 8;
    return this.#bytes.readDoubleLE(this.#at - 8);
  }

  text(): string {
    const bytes = this.octet();
    this.#at += bytes;
    return this.#bytes.toString('utf8', this.#at - bytes, this.#at);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A view: what is kept holds the bytes as long as what was read from them. */
  octets(): Uint8Array {
    const bytes = this.word();
    this.#at += bytes;
    return this.#bytes.subarray(this.#at - bytes, this.#at);
  }
}

interface FieldKind<T> {
  readonly write: (to: Writer, value: T) => void;
  readonly read: (from: Reader) => T;
}
const kind = <T>(write: FieldKind<T>['write'], read: FieldKind<T>['read']): FieldKind<T> => ({ write, read });
/** Several fields, in their order, as one. */
const all = <T extends object>(fields: { readonly [Key in keyof T]: FieldKind<T[Key]> }): FieldKind<T> => {
  const list = Object.entries(fields) as [keyof T, FieldKind<T[keyof T]>][];
  return kind(
    (to, value) => {
      for (const [key, field] of list) field.write(to, value[key]);
    },
    (from) => {
      const value: Partial<T> = {};
      for (const [key, field] of list) value[key] = field.read(from);
      return value as T;
    },
  );
};

const text = kind<string>(
  (to, value) => to.text(value),
  (from) => from.text(),
);
const message = text as unknown as FieldKind<MessageNumber>;
const octet = kind<number>(
  (to, value) => to.octet(value),
  (from) => from.octet(),
);
const flag = kind<boolean>(
  (to, value) => to.octet(value ? 1 : 0),
  (from) => from.octet() === 1,
);
const instant = kind<number>(
  (to, value) => to.instant(value),
  (from) => from.instant(),
);
const oneOf = <T>(list: readonly T[]): FieldKind<T> =>
  kind(
    (to, value) => to.octet(list.indexOf(value)),
    (from) => list[from.octet()] as T,
  );
const address = all<WireAddress>({ digits: text, ton: octet, npi: octet });
const concat = kind<Concat | undefined>(
  (to, value) => {
    to.octet(value === undefined ? NO_CONCAT : WIDTHS.indexOf(value.width));
    if (value === undefined) return;
    to.word(value.reference);
    to.octet(value.total);
    to.octet(value.number);
  },
  (from) => {
    const width = from.octet();
    if (width === NO_CONCAT) return undefined;
    return { width: WIDTHS[width] ?? 0, reference: from.word(), total: from.octet(), number: from.octet() };
  },
);

/** A PDU, and the text in it: as a rule a part of the PDU's own bytes. */
const bodies = kind<Pick<CarriedMessage, 'pdu' | 'text'>>(
  (to, { pdu, text: said }) => {
    to.octets(pdu);
    const at = said.byteOffset - pdu.byteOffset;
    const isInside = said.buffer === pdu.buffer && at >= 0 && at + said.length <= pdu.length;
    to.octet(isInside ? 1 : 0);
    if (!isInside) to.octets(said);
    else {
      to.word(at);
      to.word(said.length);
    }
  },
  (from) => {
    const pdu = from.octets();
    if (from.octet() === 0) return { pdu, text: from.octets() };
    const at = from.word();
    return { pdu, text: pdu.subarray(at, at + from.word()) };
  },
);
const envelope = all<Omit<CarriedMessage, 'pdu' | 'text'>>({
  source: address,
  destination: address,
  channel: oneOf<CarriedMessage['channel']>(['sms', 'flash']),
  alphabet: oneOf(ALPHABETS),
  form: oneOf(FORMS),
  concat,
});
const carried = kind<CarriedMessage>(
  (to, value) => {
    envelope.write(to, value);
    bodies.write(to, value);
  },
  (from) => ({ ...envelope.read(from), ...bodies.read(from) }),
);

const octets = kind<Uint8Array>(
  (to, value) => to.octets(value),
  (from) => from.octets(),
);
const id = text as unknown as FieldKind<DecisionId>;
const longText = kind<string>(
  (to, value) => to.octets(Buffer.from(value)),
  (from) => Buffer.from(from.octets()).toString(),
);
const maybe = <T extends string>(): FieldKind<T | undefined> =>
  kind(
    (to, value) => to.text(value ?? ''),
    (from) => (from.text() as T) || undefined,
  );
const several = <T>(field: FieldKind<T>): FieldKind<readonly T[]> =>
  kind(
    (to, values) => {
      to.octet(values.length);
      for (const value of values) field.write(to, value);
    },
    (from) => Array.from({ length: from.octet() }, () => field.read(from)),
  );
const heldMessage = all<HeldMessage>({
  ...{ subscriber: text as unknown as FieldKind<PhoneNumber>, decision: id, atMs: instant, reason: text },
  ...{ merchant: maybe<MerchantId>(), purpose: maybe<Purpose>(), line: text as unknown as FieldKind<LineId> },
  ...{ text: longText, messages: several(carried) },
});

/** Behind everything else: items of a release without it end before. */
const decision = kind<DecisionId | undefined>(
  (to, value) => to.text(value ?? ''),
  (from) => (from.isAtEnd ? undefined : (from.text() as DecisionId) || undefined),
);
const handed = { message, line: text, wantsReceipt: flag, submittedMs: instant };
const report = all<DeliveryReport>({
  ...{ message, state: text, error: text, submittedMs: instant, doneMs: instant },
  ...{ source: address, destination: address },
});
type Bare<K extends Kept> = Omit<K, 'kind'>;

interface ItemKind {
  readonly write: (to: Writer, value: never) => void;
  readonly read: (from: Reader) => object;
}
/** Append, never reorder. */
const KINDS: readonly (readonly [Kept['kind'], ItemKind])[] = [
  ['outgoing', all<Bare<Outgoing>>({ ...handed, validUntilMs: instant, carried, decision })],
  ['part', all<Bare<HeldPart>>({ ...handed, validUntilMs: instant, carried, decision })],
  [
    'awaited',
    all<Bare<Awaited>>({
      ...handed,
      upstream: text,
      upstreamId: text,
      source: address,
      destination: address,
      decision,
    }),
  ],
  ['stray', all<Bare<StrayReport>>({ upstream: text, upstreamId: text, state: text, error: text, doneMs: instant })],
  ['report', all<Bare<ReportDue>>({ line: text, report })],
  ['reply', all<Bare<ReplyDue>>({ line: text, receivedMs: instant, carried })],
  ['reply-in', all<Bare<ReplyIn>>({ receivedMs: instant, carried })],
  ['held', all<Bare<HeldItem>>({ decision: id, atMs: instant, sealed: octets })],
];
const PLACES = new Map(KINDS.map(([name], place) => [name, place]));

const writer = new Writer();

export const encodeKept = (kept: Kept): Uint8Array => {
  const place = PLACES.get(kept.kind) as number;
  writer.begin();
  writer.octet(place);
  KINDS[place]![1].write(writer, kept as never);
  return writer.written();
};

/** What is sealed of a held message. */
export const encodeSealed = (message: HeldMessage): Uint8Array => {
  writer.begin();
  heldMessage.write(writer, message);
  return writer.written();
};

export const decodeSealed = (bytes: Uint8Array): HeldMessage => heldMessage.read(new Reader(bytes));

/** Of bytes that `encodeKept` wrote; throws for those of a kind that this version does not know. */
export const decodeKept = (bytes: Uint8Array): Kept => {
  const from = new Reader(bytes);
  const known = KINDS[from.octet()];
  if (known === undefined) throw new TypeError('kept by a newer version');
  return { kind: known[0], ...known[1].read(from) } as Kept;
};
