// How a session of SMPP reads and writes (3.4 issue 1.2): what is malformed gets its answer here, and the session goes on.
import {
  isSmppResponse,
  SMPP_PDU_BYTES_MAX,
  SmppCommand,
  type SmppFrame,
  type SmppFrameProblem,
  SmppFrameReader,
  SmppPdu,
  type SmppTlv,
  type SmppValues,
  scanSmpp,
  writeSmpp,
  writeSmppAnswer,
  writeSmppNack,
} from '@wurao/wire';
import type { Counts, Voice, Wire } from '../sessions/conversation.ts';

/** What every PDU is written into, and copied from at once. */
export const SCRATCH = new Uint8Array(SMPP_PDU_BYTES_MAX);
const SEQUENCE_AT = 12;

const ASKED = { close: SmppCommand.unbind, probe: SmppCommand.enquireLink } as const;
const REPLIED = { close: SmppCommand.unbindResp, probe: SmppCommand.enquireLinkResp } as const;

export interface SmppOpening {
  readonly command: number;
  readonly values: SmppValues;
}

export class SmppVoice implements Voice {
  readonly sequenceAt = SEQUENCE_AT;
  /** The one that is being heard: good during the call that tells of it. */
  readonly pdu = new SmppPdu();
  readonly #frames = new SmppFrameReader();
  readonly #wire: Wire;
  readonly #counts: Counts;
  readonly #opening: SmppOpening | undefined;

  /** `opening`: with which a client binds. A client hears a PDU with a parameter of a wrong length all the same: it loses nothing by it. */
  constructor(wire: Wire, counts: Counts, opening?: SmppOpening) {
    this.#wire = wire;
    this.#counts = counts;
    this.#opening = opening;
  }

  read(chunk: Uint8Array): void {
    const frames = this.#frames.feed(chunk);
    for (let i = 0; i < frames.length && !this.#wire.isOver; i++) {
      const frame = frames[i]!;
      if ('code' in frame) this.#refuse(frame);
      else this.#hear(frame);
    }
  }

  #refuse(frame: SmppFrameProblem): void {
    this.#counts.malformed++;
    this.#write(writeSmppNack(SCRATCH, frame.sequence, frame.status));
    if (!frame.goesOn) this.#wire.broken();
  }

  #hear({ bytes, start, end }: SmppFrame): void {
    const { pdu } = this;
    const problem = scanSmpp(pdu, bytes, start, end);
    const { command, sequence } = pdu;
    const isHeard = isSmppResponse(command) || (this.#opening !== undefined && problem?.code === 'tlv-length');
    if (problem === undefined || isHeard) {
      this.#wire.hear(command, sequence, pdu.status === 0 && problem === undefined);
      return;
    }
    this.#counts.received++;
    this.#counts.malformed++;
    this.#write(writeSmppAnswer(SCRATCH, pdu, problem.status));
  }

  ask(what: 'open' | 'close' | 'probe', sequence: number): void {
    if (what !== 'open') this.#write(writeSmpp(SCRATCH, { command: ASKED[what], sequence }));
    else if (this.#opening !== undefined) this.#write(writeSmpp(SCRATCH, { ...this.#opening, sequence }));
  }

  reply(to: 'close' | 'probe', sequence: number): void {
    this.#write(writeSmpp(SCRATCH, { command: REPLIED[to], sequence }));
  }

  decline(command: number, sequence: number, status: number): void {
    this.#write(writeSmppAnswer(SCRATCH, { command, sequence }, status));
  }

  /** Answers a request that was passed on. */
  answer(command: number, sequence: number, status: number, values?: SmppValues, tlvs?: readonly SmppTlv[]): void {
    const length = writeSmppAnswer(SCRATCH, { command, sequence }, status, values, tlvs);
    if (typeof length === 'number') this.#wire.answer(command, sequence, SCRATCH, length);
  }

  /** The same of the bind, which is no request to the session. */
  answerBind(command: number, sequence: number, status: number, values?: SmppValues, tlvs?: readonly SmppTlv[]): void {
    this.#write(writeSmppAnswer(SCRATCH, { command, sequence }, status, values, tlvs));
  }

  /** What cannot be written is ours to have checked before: nothing goes out then. */
  #write(length: number | object): void {
    if (typeof length === 'number' && length > 0) this.#wire.write(SCRATCH, length);
  }
}
