// What a protocol of requests and responses over a connection gives to the session machine: its commands and its times, as data.

/** Who opens the connection: the client connects and binds, the server lets in. */
export type SessionRole = 'client' | 'server';

/** Requests of the client need `transmit`, those of the server `receive`. */
export type SessionDirection = 'transmit' | 'receive';

/**
 * What a command is to a session. `open` begins it and says which directions it opens. `close` ends it, `probe` asks whether the
 * other side is there. A `request` carries something and is answered; a `notice` is not. `nack` answers any request that was not understood.
 * All responses have the Command_Id of their request with the highest bit set, and need no entry.
 */
export type SessionCommand =
  | { readonly kind: 'open'; readonly opens: readonly SessionDirection[] }
  | { readonly kind: 'request'; readonly from: SessionRole | 'either' }
  | { readonly kind: 'close' | 'probe' | 'notice' | 'nack' };

/** Why a session answers a request itself. `throttled`: more unanswered requests than the window has room for. */
export type DeclineReason = 'throttled' | 'wrong-state' | 'wrong-open' | 'closing';

export interface SessionRules {
  readonly commands: ReadonlyMap<number, SessionCommand>;
  readonly probe: number;
  readonly close: number;
  /** Sequence numbers run from 1 to this and begin again. */
  readonly sequenceMax: number;
  /** Requests that may be without response at a time, in each direction. */
  readonly windowMax: number;
  /** How long a request waits for its response, before it is sent again or given up. */
  readonly responseMs: number;
  /** How often a request is sent again. */
  readonly resendsMax: number;
  /** Whether a request with the sequence number of one that is not answered yet is that one again. */
  readonly absorbsRepeats: boolean;
  /** How long nothing may be heard before a probe is sent. */
  readonly idleMs: number;
  /** How long a connection may stay unopened. */
  readonly openMs: number;
  /** How long the other side has to answer the close. */
  readonly closeMs: number;
  /** What the response to a declined request says: Result in CMPP, command_status in SMPP. */
  readonly declines: Readonly<Record<DeclineReason, number>>;
}

/** The highest bit of a Command_Id: a response. */
export const RESPONSE_BIT = 0x80000000;
export const isResponseId = (commandId: number): boolean => commandId >= RESPONSE_BIT;
/** The request that a response answers. */
export const requestIdOf = (commandId: number): number => commandId & (RESPONSE_BIT - 1);

const SECOND_MS = 1_000;
const WINDOW_MAX = 16;

/** CMPP, 7: T = 60 s, N = 3, C = 180 s. Who may send what is clause 8; the window is what the field has. */
export const CMPP_RULES: SessionRules = {
  commands: new Map<number, SessionCommand>([
    [0x00000001, { kind: 'open', opens: ['transmit', 'receive'] }],
    [0x00000002, { kind: 'close' }],
    [0x00000004, { kind: 'request', from: 'client' }],
    [0x00000005, { kind: 'request', from: 'server' }],
    [0x00000006, { kind: 'request', from: 'client' }],
    [0x00000007, { kind: 'request', from: 'client' }],
    [0x00000008, { kind: 'probe' }],
    [0x00000009, { kind: 'request', from: 'either' }],
  ]),
  probe: 0x00000008,
  close: 0x00000002,
  sequenceMax: 0xffffffff,
  windowMax: WINDOW_MAX,
  responseMs: 60 * SECOND_MS,
  resendsMax: 3,
  absorbsRepeats: true,
  idleMs: 180 * SECOND_MS,
  openMs: 60 * SECOND_MS,
  closeMs: 60 * SECOND_MS,
  declines: { throttled: 8, 'wrong-state': 2, 'wrong-open': 5, closing: 8 },
};

/** SMPP 3.4: table 2-1 says who may send what in which state, 7.2 which timers there are; their times are ours. */
export const SMPP_RULES: SessionRules = {
  commands: new Map<number, SessionCommand>([
    [0x00000001, { kind: 'open', opens: ['receive'] }],
    [0x00000002, { kind: 'open', opens: ['transmit'] }],
    [0x00000003, { kind: 'request', from: 'client' }],
    [0x00000004, { kind: 'request', from: 'client' }],
    [0x00000005, { kind: 'request', from: 'server' }],
    [0x00000006, { kind: 'close' }],
    [0x00000007, { kind: 'request', from: 'client' }],
    [0x00000008, { kind: 'request', from: 'client' }],
    [0x00000009, { kind: 'open', opens: ['transmit', 'receive'] }],
    [0x0000000b, { kind: 'notice' }],
    [0x00000015, { kind: 'probe' }],
    [0x00000021, { kind: 'request', from: 'client' }],
    [0x00000102, { kind: 'notice' }],
    [0x00000103, { kind: 'request', from: 'either' }],
    [0x80000000, { kind: 'nack' }],
  ]),
  probe: 0x00000015,
  close: 0x00000006,
  sequenceMax: 0x7fffffff,
  windowMax: WINDOW_MAX,
  responseMs: 60 * SECOND_MS,
  resendsMax: 0,
  absorbsRepeats: false,
  idleMs: 60 * SECOND_MS,
  openMs: 30 * SECOND_MS,
  closeMs: 30 * SECOND_MS,
  declines: { throttled: 0x58, 'wrong-state': 0x04, 'wrong-open': 0x05, closing: 0x58 },
};
