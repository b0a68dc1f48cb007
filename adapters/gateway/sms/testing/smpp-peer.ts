// The other side of an SMPP session, as a test plays it: PDUs out, PDUs in, in order.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  SmppCommand,
  SmppFrameReader,
  SmppPdu,
  type SmppTlv,
  type SmppValues,
  scanSmpp,
  smppTlvsOf,
  smppValuesOf,
  writeSmpp,
} from '@wurao/wire';
import { plainBytes } from '../sessions/conversation.ts';
import { SECRET } from './fake-desk.ts';
import { Queue } from './queue.ts';

export interface PlainPdu {
  readonly command: number;
  readonly status: number;
  readonly sequence: number;
  readonly values: SmppValues | undefined;
  readonly tlvs: readonly SmppTlv[];
  readonly bytes: Uint8Array;
}

const RESPONSE = 0x8000_0000;

export function pduBytes(
  command: number,
  sequence: number,
  values?: SmppValues,
  tlvs: readonly SmppTlv[] = [],
  status = 0,
): Uint8Array {
  const out = new Uint8Array(81_920);
  const length = writeSmpp(out, { command, sequence, status, values, tlvs });
  if (typeof length !== 'number') throw new Error(`${length.field}: ${length.remedy}`);
  return out.slice(0, length);
}

export class SmppPeer {
  readonly socket: Socket;
  readonly received = new Queue<PlainPdu>();
  /** Resolves when the connection is gone. */
  readonly closed: Promise<unknown>;
  #sequence = 0;

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = once(socket, 'close');
    const frames = new SmppFrameReader();
    const pdu = new SmppPdu();
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      for (const frame of frames.feed(plainBytes(chunk))) {
        if ('code' in frame) throw new Error(frame.code);
        const problem = scanSmpp(pdu, frame.bytes, frame.start, frame.end);
        if (problem !== undefined) throw new Error(`${problem.code} at ${problem.field}`);
        const { command, status, sequence } = pdu;
        const bytes = frame.bytes.slice(frame.start, frame.end);
        this.received.put({ command, status, sequence, values: smppValuesOf(pdu), tlvs: smppTlvsOf(pdu), bytes });
      }
    });
  }

  static async dial(port: number): Promise<SmppPeer> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new SmppPeer(socket);
  }

  /** Sends a request and gives its sequence number. */
  send(command: number, values?: SmppValues, tlvs?: readonly SmppTlv[]): number {
    this.socket.write(pduBytes(command, ++this.#sequence, values, tlvs));
    return this.#sequence;
  }

  raw(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  respond(to: PlainPdu, status = 0, values?: SmppValues): void {
    this.socket.write(pduBytes(to.command + RESPONSE, to.sequence, values, [], status));
  }

  /** The next PDU. */
  next(): Promise<PlainPdu> {
    return this.received.next();
  }

  /** Sends a request, and gives the next PDU, which is to answer it. */
  async ask(command: number, values?: SmppValues, tlvs?: readonly SmppTlv[]): Promise<PlainPdu> {
    const sequence = this.send(command, values, tlvs);
    const answer = await this.next();
    if (answer.sequence !== sequence) throw new Error(`sequence ${answer.sequence} answers ${sequence}`);
    return answer;
  }

  async bind(command: number = SmppCommand.bindTransceiver, values: SmppValues = {}): Promise<PlainPdu> {
    return this.ask(command, { systemId: 'merchant', password: SECRET, interfaceVersion: 0x34, ...values });
  }
}
