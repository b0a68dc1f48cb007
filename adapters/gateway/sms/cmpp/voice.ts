// How a session of CMPP reads and writes: what is malformed gets its answer here, where the protocol has one, and the session goes on.
import {
  answerToCmppFault,
  type CmppCommand,
  type CmppFault,
  CmppFrames,
  type CmppPdu,
  CmppResult,
  type CmppVersion,
  cmppCommandOf,
  decodeCmpp,
  encodeCmpp,
  isCmppFault,
  isResponseId,
} from '@wurao/wire';
import type { Counts, Voice, Wire } from '../sessions/conversation.ts';

/** Octet of Sequence_Id (8.2.2). */
const SEQUENCE_AT = 8;

const ASKED = { close: 'TERMINATE', probe: 'ACTIVE_TEST' } as const;

const isResponse = (commandId: number | undefined): boolean => commandId !== undefined && isResponseId(commandId);

/** CONNECT_RESP has Status, SUBMIT_RESP and others Result; what has neither carries no outcome. */
function isOk(pdu: CmppPdu): boolean {
  return pdu.command !== 'CONNECT_RESP' || pdu.status === 0;
}

export class CmppVoice implements Voice {
  readonly sequenceAt = SEQUENCE_AT;
  /** 3.0 until CONNECT has said which: that message is the same in both. */
  version: CmppVersion = '3.0';
  /** The message that is being heard, and its octets: good during the call that tells of it. */
  pdu: CmppPdu | CmppFault | undefined;
  bytes: Uint8Array = new Uint8Array(0);
  readonly #frames = new CmppFrames();
  readonly #wire: Wire;
  readonly #counts: Counts;
  readonly #opening: (() => CmppPdu) | undefined;

  /** `opening`: the CONNECT of a client, as of now. */
  constructor(wire: Wire, counts: Counts, opening?: () => CmppPdu) {
    this.#wire = wire;
    this.#counts = counts;
    this.#opening = opening;
  }

  read(chunk: Uint8Array): void {
    const frames = this.#frames.feed(chunk);
    for (let i = 0; i < frames.length && !this.#wire.isOver; i++) {
      const frame = frames[i]!;
      if (frame instanceof Uint8Array) this.#hear(frame);
      else this.#refuse(frame);
    }
  }

  #hear(bytes: Uint8Array): void {
    const pdu = decodeCmpp(bytes, this.version);
    this.pdu = pdu;
    this.bytes = bytes;
    if (!isCmppFault(pdu)) {
      this.#wire.hear(commandIdOf(bytes), pdu.sequenceId, isOk(pdu));
    } else if (isResponse(pdu.commandId)) {
      this.#wire.hear(pdu.commandId!, pdu.sequenceId!, false);
    } else this.#refuse(pdu);
  }

  #refuse(fault: CmppFault): void {
    this.#counts.received++;
    this.#counts.malformed++;
    const answer = answerToCmppFault(fault, this.version);
    if (answer !== undefined) this.#wire.write(answer, answer.length);
    if (!fault.goesOn) this.#wire.broken();
  }

  ask(what: 'open' | 'close' | 'probe', sequenceId: number): void {
    if (what !== 'open') this.write({ command: ASKED[what], sequenceId });
    else if (this.#opening !== undefined) this.write({ ...this.#opening(), sequenceId });
  }

  reply(to: 'close' | 'probe', sequenceId: number): void {
    if (to === 'close') this.write({ command: 'TERMINATE_RESP', sequenceId });
    else this.write({ command: 'ACTIVE_TEST_RESP', sequenceId, reserved: 0 });
  }

  decline(commandId: number, sequenceId: number, result: number): void {
    const answer = answerToCmppFault({ command: cmppCommandOf(commandId), sequenceId, result }, this.version);
    if (answer !== undefined) this.#wire.write(answer, answer.length);
  }

  /** Answers a request that was passed on. What cannot be written is ours to have checked before: nothing goes out then. */
  answer(to: number, response: CmppPdu): void {
    const bytes = encodeCmpp(response, this.version);
    if (bytes instanceof Uint8Array) this.#wire.answer(to, response.sequenceId, bytes, bytes.length);
  }

  /** FWD is between gateways, and we are none of theirs. */
  refuseForward(commandId: number): void {
    const pdu = heardAs(this, 'FWD');
    if (pdu === undefined) return;
    const { sequenceId, msgId, pkTotal, pkNumber } = pdu;
    this.answer(commandId, { command: 'FWD_RESP', sequenceId, msgId, pkTotal, pkNumber, result: CmppResult.command });
  }

  /** Writes what is no answer to a request that was passed on. */
  write(pdu: CmppPdu): void {
    const bytes = encodeCmpp(pdu, this.version);
    if (bytes instanceof Uint8Array) this.#wire.write(bytes, bytes.length);
  }
}

/** The Command_Id in the header. */
export const commandIdOf = (bytes: Uint8Array): number =>
  ((bytes[4]! << 24) | (bytes[5]! << 16) | (bytes[6]! << 8) | bytes[7]!) >>> 0;

/** The message just heard, where it is whole and has this command. */
export function heardAs<C extends CmppCommand>(
  voice: CmppVoice,
  command: C,
): Extract<CmppPdu, { command: C }> | undefined {
  const { pdu } = voice;
  if (pdu === undefined || isCmppFault(pdu) || pdu.command !== command) return undefined;
  return pdu as Extract<CmppPdu, { command: C }>;
}
