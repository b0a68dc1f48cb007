// The other side of a session of CMPP, as a test plays it: messages out, messages in, in order.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  authenticatorSource,
  CMPP_VERSION_OCTETS,
  CmppFrames,
  type CmppPdu,
  type CmppPduOf,
  type CmppVersion,
  decodeCmpp,
  encodeCmpp,
  timestampOf,
} from '@wurao/wire';
import { md5 } from '../cmpp/md5.ts';
import { plainBytes } from '../sessions/conversation.ts';
import { SECRET } from './fake-desk.ts';
import { Queue } from './queue.ts';

export function cmppBytes(pdu: CmppPdu, version: CmppVersion): Uint8Array {
  const bytes = encodeCmpp(pdu, version);
  if (bytes instanceof Uint8Array) return bytes;
  throw new Error(`${bytes.field}: ${bytes.code}`);
}

/** From a port to a subscriber, in ASCII. */
export function submitOf(sequenceId: number, more: Partial<CmppPduOf<'SUBMIT'>> = {}): CmppPduOf<'SUBMIT'> {
  return {
    command: 'SUBMIT',
    sequenceId,
    msgId: 0n,
    pkTotal: 1,
    pkNumber: 1,
    registeredDelivery: 0,
    msgLevel: 0,
    serviceId: 'news',
    feeUserType: 0,
    feeTerminalId: '',
    feeTerminalType: 0,
    tpPid: 0,
    tpUdhi: 0,
    msgFmt: 0,
    msgSrc: '900001',
    feeType: '01',
    feeCode: '000000',
    validTime: '',
    atTime: '',
    srcId: '1069',
    destTerminalIds: ['13800000001'],
    destTerminalType: 0,
    content: Buffer.from('hi'),
    linkId: '',
    ...more,
  };
}

export function deliverOf(sequenceId: number, more: Partial<CmppPduOf<'DELIVER'>> = {}): CmppPduOf<'DELIVER'> {
  return {
    command: 'DELIVER',
    sequenceId,
    msgId: 0x1234n,
    destId: '1069',
    serviceId: '',
    tpPid: 0,
    tpUdhi: 0,
    msgFmt: 0,
    srcTerminalId: '13800000001',
    srcTerminalType: 0,
    registeredDelivery: 0,
    content: Buffer.from('TD'),
    linkId: '',
    ...more,
  };
}

export class CmppPeer {
  readonly socket: Socket;
  readonly received = new Queue<CmppPdu>();
  readonly closed: Promise<unknown>;
  version: CmppVersion;
  sequence = 0;

  constructor(socket: Socket, version: CmppVersion) {
    this.socket = socket;
    this.version = version;
    this.closed = once(socket, 'close');
    const frames = new CmppFrames();
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      for (const frame of frames.feed(plainBytes(chunk))) {
        const pdu = frame instanceof Uint8Array ? decodeCmpp(frame, this.version) : frame;
        if ('goesOn' in pdu) throw new Error(`${pdu.command} ${pdu.code} at ${pdu.field}`);
        this.received.put(pdu);
      }
    });
  }

  static async dial(port: number, version: CmppVersion): Promise<CmppPeer> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new CmppPeer(socket, version);
  }

  raw(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  send(pdu: CmppPdu): void {
    this.raw(cmppBytes(pdu, this.version));
  }

  /** The next message, which must be of this command. */
  async next<C extends CmppPdu['command']>(command: C): Promise<CmppPduOf<C>> {
    const pdu = await this.received.next();
    if (pdu.command !== command) throw new Error(`${pdu.command} instead of ${command}`);
    return pdu as unknown as CmppPduOf<C>;
  }

  async connect(more: { account?: string; secret?: string; octet?: number; nowMs?: number } = {}) {
    const { account = '900001', secret = SECRET, octet = CMPP_VERSION_OCTETS[this.version], nowMs = Date.now() } = more;
    const timestamp = timestampOf(nowMs);
    const login = { sourceAddr: account, secret: Buffer.from(secret), timestamp };
    const authenticator = authenticatorSource(md5, login);
    this.send({
      command: 'CONNECT',
      sequenceId: ++this.sequence,
      sourceAddr: account,
      authenticatorSource: authenticator,
      version: octet,
      timestamp,
    });
    return { answer: await this.next('CONNECT_RESP'), authenticator };
  }

  async submit(more: Partial<CmppPduOf<'SUBMIT'>> = {}): Promise<CmppPduOf<'SUBMIT_RESP'>> {
    this.send(submitOf(++this.sequence, more));
    const answer = await this.next('SUBMIT_RESP');
    if (answer.sequenceId !== this.sequence) throw new Error(`${answer.sequenceId} answers ${this.sequence}`);
    return answer;
  }
}
