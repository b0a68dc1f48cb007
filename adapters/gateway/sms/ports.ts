import type { Alphabet, Concat } from '@wurao/wire';

/** What the parts of the SMS gates ask of each other: sessions speak SMPP or CMPP, the relay behind them speaks neither. */

export type SmsProtocol = 'smpp' | 'cmpp';
/** How a PDU is written down. */
export type SmsForm = 'smpp' | 'cmpp-2.0' | 'cmpp-3.0';

/**
 * A short message to one recipient, or one part of a long one, as it came. Nobody writes to its bytes: whoever hands it over has
 * copied them.
 */
export interface CarriedMessage {
  /** As the peer wrote them; `ton` and `npi` are of SMPP, 0 elsewhere. A submit comes from a port, a reply goes to one. */
  readonly source: WireAddress;
  readonly destination: WireAddress;
  /** `flash`: class 0. */
  readonly channel: 'sms' | 'flash';
  readonly alphabet: Alphabet;
  /** The text alone, without a user data header. */
  readonly text: Uint8Array;
  readonly concat: Concat | undefined;
  readonly form: SmsForm;
  /** A whole submit or deliver PDU for this recipient alone; its sequence number means nothing. */
  readonly pdu: Uint8Array;
}

export interface WireAddress {
  readonly digits: string;
  readonly ton: number;
  readonly npi: number;
}

/** One submit of a merchant's system. */
export interface Submission {
  /** One a recipient, in the order named. The same text. */
  readonly messages: readonly CarriedMessage[];
  readonly wantsReceipt: boolean;
  /** No later than this instant; undefined: as long as the gate keeps messages. */
  readonly validUntilMs: number | undefined;
  /** Not before; undefined: at once. */
  readonly notBeforeMs: number | undefined;
}

/** The number that a message got here: 16 hexadecimal digits, a Msg_Id of CMPP, a message_id of SMPP. */
export type MessageNumber = string & { readonly __brand: 'MessageNumber' };

/**
 * Why a message was not taken, for the table of each protocol. `refused` carries the code of the reasons file. `throttled`: above
 * what the line may send a second. `full`: the queue is. `not-ready`: tables are loading, or the server stops. `source`, `destination`: no number.
 * `schedule`, `expired`: times that cannot be kept. `part`: no such part of such a message. `unreadable`: no text where one is needed.
 */
export type NotTaken =
  | { readonly why: 'refused'; readonly reasonCode: number }
  | {
      readonly why:
        | 'throttled'
        | 'full'
        | 'not-ready'
        | 'source'
        | 'destination'
        | 'schedule'
        | 'expired'
        | 'part'
        | 'unreadable';
    };
export type SubmitAnswer = { readonly taken: MessageNumber } | NotTaken;

/** `error` of a report for which the network gives none. */
export const NO_ERROR = '000';

/** What became of a message that was taken. */
export interface DeliveryReport {
  readonly message: MessageNumber;
  /** `DELIVRD`, `EXPIRED`, `UNDELIV`, `REJECTD` … (RECEIPT_STATES), or a network's own word of at most seven characters. */
  readonly state: string;
  /** Three characters of the network's own, or `NO_ERROR`. */
  readonly error: string;
  readonly submittedMs: number;
  readonly doneMs: number;
  /** Port and subscriber, as they stood in the submit. */
  readonly source: WireAddress;
  readonly destination: WireAddress;
}

/** What goes to a merchant's system. */
export type Delivery = { readonly report: DeliveryReport } | { readonly reply: CarriedMessage };

/**
 * `done`: the peer took it. `later`: it has no room now, or the connection went before it was sent. `unknown`: sent, and never
 * answered. `refused`: never.
 */
export type DeliverOutcome = 'done' | 'later' | 'unknown' | 'refused';

/** A merchant's system that wants in. */
export interface BindAsk {
  readonly protocol: SmsProtocol;
  /** system_id, or Source_Addr. */
  readonly account: string;
  /** Whether what was said follows from this secret; compares in constant time. */
  proves(secret: string): boolean;
}

/** `unknown` and `secret` are told apart in metrics only: the peer hears one answer. */
export type BindRefusal = { readonly refused: 'unknown' | 'secret' | 'connections' | 'not-ready' };
export interface Bound {
  /** Requests without an answer at a time, in each direction. */
  readonly windowMax: number;
}

/** A merchant's system that is bound. */
export interface MerchantSession {
  readonly protocol: SmsProtocol;
  /** Bound to receive. */
  readonly takesDeliveries: boolean;
  /** Requests that may be sent now. */
  readonly room: number;
  /** Whatever the relay remembers of it. */
  memo: unknown;
  /** Writes it, and tells once what became of it. False: there is no room, and nothing is told. */
  deliver(delivery: Delivery, tell: (outcome: DeliverOutcome) => void): boolean;
  /** Says goodbye, answers what it has, and closes. */
  close(): void;
}

/** The relay, as sessions of merchants see it. All of it is called within an event-loop turn and may answer later. */
export interface MerchantDesk {
  bind(ask: BindAsk, session: MerchantSession): Bound | BindRefusal;
  /** Answers once, one a message, in order. An answer to a session that is gone is dropped by the session. */
  submitted(session: MerchantSession, submission: Submission, answer: (answers: readonly SubmitAnswer[]) => void): void;
  /** Of a message of this session's line: its state, one of RECEIPT_STATES. Undefined: not known. */
  query(session: MerchantSession, message: MessageNumber): string | undefined;
  /** Whether it was taken back before it went on. */
  cancel(session: MerchantSession, message: MessageNumber): boolean;
  /** It takes deliveries again after `room` was 0. */
  hasRoom(session: MerchantSession): void;
  closed(session: MerchantSession): void;
}

/** message_id of SMPP has 64 characters (5.2.23), Msg_Id of CMPP 16 digits. */
export const UPSTREAM_ID_MAX = 64;

/** What the network says of a message of ours, or from a subscriber. */
export type Received =
  | {
      readonly report: {
        /** As it was given when the network took the message: `UPSTREAM_ID_MAX` characters at most. */
        readonly upstreamId: string;
        readonly state: string;
        readonly error: string;
        readonly doneMs: number | undefined;
      };
    }
  | { readonly reply: CarriedMessage };

/** `sent`: the network took it under this id; empty: it gave none, and what it says of its end cannot be joined to it. The others as with deliveries; `refused` with the protocol's own status. */
export type SendOutcome =
  | { readonly sent: string }
  | { readonly failed: 'later' | 'unknown' }
  | { readonly failed: 'refused'; readonly status: number };

/** A way on to the network. It opens its connection itself, again and again with growing pauses, until it is closed. */
export interface UpstreamSession {
  readonly name: string;
  readonly isOpen: boolean;
  /** Messages that may be sent now; 0 while it is not open. */
  readonly room: number;
  /**
   * Writes it in the form of this upstream, and tells once what became of it. `wantsReport`: the network is asked to say how it ends.
   * False: there is no room, and nothing is told.
   */
  send(message: CarriedMessage, wantsReport: boolean, tell: (outcome: SendOutcome) => void): boolean;
  close(): void;
}

/** The relay, as sessions of the network see it. */
export interface UpstreamDesk {
  opened(session: UpstreamSession): void;
  /** All that was sent and not answered was told before. */
  lost(session: UpstreamSession, why: string): void;
  hasRoom(session: UpstreamSession): void;
  /** Answers once whether it is durably kept; what is not is refused, and comes again. */
  received(session: UpstreamSession, received: Received, answer: (isKept: boolean) => void): void;
}
