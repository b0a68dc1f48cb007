// A generator and a sink of short messages, in one process beside what is measured: octets patched in place, nothing decided or kept.
import { createHash } from 'node:crypto';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { authenticatorSource, encodeCmpp, encodeText, SmppCommand, timestampOf, writeSmpp } from '@wurao/wire';

export interface SmsJob {
  readonly protocol: 'smpp' | 'cmpp';
  readonly port: number;
  readonly account: string;
  readonly secret: string;
  readonly source: string;
  readonly connections: number;
  readonly window: number;
  readonly messages: number;
  /** Of the first recipient; the others follow it. */
  readonly firstRecipient: number;
  /** Wait until the sink has them all. */
  readonly relayed: boolean;
}

export interface SmsJobFigures {
  readonly seconds: number;
  readonly accepted: number;
  readonly refused: number;
  /** That the sink took in this job. */
  readonly arrived: number;
  readonly firstRefusal: number | undefined;
}

const HEADER = 16;
const CMPP_HEADER = 12;
const MSG_ID_OCTETS = 8;
const TEXT = '【样例小店】您的订单00000000已由快递员取走,预计明天下午送达,请保持电话畅通,如有疑问请致电客服。';
const ORDER = '00000000';
const DIGITS = 11;

/** Calls `each` with every whole frame; what is left over stands at the front of the next chunk. */
const framesOf = (
  socket: Socket,
  headerAt: number,
  each: (bytes: Buffer, start: number, end: number) => void,
): void => {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (bytes.length - at >= headerAt) {
      const length = bytes.readUInt32BE(at);
      if (length < headerAt || bytes.length - at < length) break;
      each(bytes, at, at + length);
      at += length;
    }
    rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
    socket.emit('turn');
  });
};

/** Gathers what is written in one turn. */
class Writer {
  readonly #socket: Socket;
  #room = Buffer.allocUnsafe(262_144);
  #end = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('turn', () => this.flush());
  }

  take(bytes: number): Buffer {
    if (this.#end + bytes > this.#room.length) this.flush();
    const taken = this.#room.subarray(this.#end, this.#end + bytes);
    this.#end += bytes;
    return taken;
  }

  flush(): void {
    if (this.#end === 0) return;
    this.#socket.write(this.#room.subarray(0, this.#end));
    this.#room = Buffer.allocUnsafe(262_144);
    this.#end = 0;
  }
}

const sink = { arrived: 0, wake: (): void => {} };

/** A network that takes everything. */
const openSink = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer((socket) => {
      const out = new Writer(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      let next = 0;
      framesOf(socket, HEADER, (bytes, start) => {
        const command = bytes.readUInt32BE(start + 4);
        if (command >= SmppCommand.genericNack) return;
        const isSubmit = command === SmppCommand.submitSm;
        const body = isSubmit ? 9 : command === SmppCommand.enquireLink ? 0 : 5;
        const answer = out.take(HEADER + body);
        answer.fill(0);
        answer.writeUInt32BE(HEADER + body, 0);
        answer.writeUInt32BE(command + SmppCommand.genericNack, 4);
        answer.writeUInt32BE(bytes.readUInt32BE(start + 12), 12);
        if (isSubmit) answer.write((next++ % 1e8).toString().padStart(8, '0'), HEADER, 'latin1');
        else answer.write('sink'.slice(0, Math.max(0, body - 1)), HEADER, 'latin1');
        if (isSubmit) sink.arrived++;
      });
      socket.on('turn', () => sink.wake());
    });
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

interface Template {
  readonly bytes: Buffer;
  readonly sequenceAt: number;
  readonly recipientAt: number;
  readonly orderAt: number;
}

const templateOf = ({ protocol, source }: SmsJob): Template => {
  const text = encodeText(TEXT, ['ucs2'])!.bytes;
  const room = new Uint8Array(512);
  const recipient = '1'.repeat(DIGITS);
  let bytes: Buffer;
  if (protocol === 'smpp') {
    const values = { sourceAddr: source, destinationAddr: recipient, dataCoding: 8, shortMessage: text };
    const length = writeSmpp(room, { command: SmppCommand.submitSm, sequence: 0, values });
    if (typeof length !== 'number') throw new Error(length.remedy);
    bytes = Buffer.from(room.subarray(0, length));
  } else {
    const names = { serviceId: '', feeTerminalId: '', msgSrc: '901002', feeType: '01', feeCode: '0', linkId: '' };
    const times = { validTime: '', atTime: '' };
    const numbers = { pkTotal: 1, pkNumber: 1, registeredDelivery: 0, msgLevel: 1, feeUserType: 0, feeTerminalType: 0 };
    const kinds = { tpPid: 0, tpUdhi: 0, msgFmt: 8, destTerminalType: 0 };
    const who = { srcId: source, destTerminalIds: [recipient], content: text };
    const said = { command: 'SUBMIT', sequenceId: 0, msgId: 0n, ...names, ...times, ...numbers, ...kinds, ...who };
    const written = encodeCmpp(said as never, '3.0');
    if (!(written instanceof Uint8Array)) throw new Error(`${written.field} ${written.code}`);
    bytes = Buffer.from(written);
  }
  const order = encodeText(ORDER, ['ucs2'])!.bytes;
  return {
    bytes,
    sequenceAt: protocol === 'smpp' ? 12 : 8,
    recipientAt: bytes.indexOf(recipient, 0, 'latin1'),
    orderAt: bytes.indexOf(Buffer.from(order)),
  };
};

const openingOf = ({ protocol, account, secret }: SmsJob): Buffer => {
  const room = new Uint8Array(128);
  if (protocol === 'smpp') {
    const values = { systemId: account, password: secret, interfaceVersion: 0x34 };
    const length = writeSmpp(room, { command: SmppCommand.bindTransceiver, sequence: 1, values });
    if (typeof length !== 'number') throw new Error(length.remedy);
    return Buffer.from(room.subarray(0, length));
  }
  const timestamp = timestampOf(Date.now());
  const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();
  const login = { sourceAddr: account, secret: new TextEncoder().encode(secret), timestamp };
  const authenticator = authenticatorSource(md5, login as never);
  const said = {
    command: 'CONNECT',
    sequenceId: 1,
    sourceAddr: account,
    authenticatorSource: authenticator,
    version: 0x30,
    timestamp,
  };
  const written = encodeCmpp(said as never, '3.0');
  if (!(written instanceof Uint8Array)) throw new Error(written.field);
  return Buffer.from(written);
};

/** One job under way. */
class Generator {
  readonly #job: SmsJob;
  readonly #template: Template;
  readonly #sockets: Socket[] = [];
  readonly #arrivedBefore = sink.arrived;
  readonly #done: (figures: SmsJobFigures) => void;
  #begun = 0;
  #accepted = 0;
  #refused = 0;
  #firstRefusal: number | undefined;
  #opened = 0;
  #startedMs = 0;

  constructor(job: SmsJob, done: (figures: SmsJobFigures) => void, failed: (error: Error) => void) {
    this.#job = job;
    this.#done = done;
    this.#template = templateOf(job);
    sink.wake = () => this.#look();
    for (let connection = 0; connection < job.connections; connection++) this.#connect(failed);
  }

  #connect(failed: (error: Error) => void): void {
    const { protocol, port, window, messages, connections } = this.#job;
    const isSmpp = protocol === 'smpp';
    const socket = connect(port, '127.0.0.1');
    this.#sockets.push(socket);
    socket.setNoDelay(true);
    socket.once('error', failed);
    const out = new Writer(socket);
    let sequence = 1;
    let isOpen = false;
    socket.once('connect', () => socket.write(openingOf(this.#job)));
    socket.once('begin', () => {
      for (let i = 0; i < window && this.#begun < messages; i++) this.#submit(out, ++sequence);
      out.flush();
    });
    framesOf(socket, isSmpp ? HEADER : CMPP_HEADER, (bytes, start) => {
      if (isOpen && bytes.readUInt32BE(start + 4) < SmppCommand.genericNack) return;
      const cmppAt = start + CMPP_HEADER + (isOpen ? MSG_ID_OCTETS : 0);
      const status = bytes.readUInt32BE(isSmpp ? start + 8 : cmppAt);
      if (isOpen) this.#answered(status, out, () => ++sequence);
      else if (status !== 0) failed(new Error(`bind refused: ${status}`));
      else {
        isOpen = true;
        if (++this.#opened === connections) this.#begin();
      }
    });
    socket.on('turn', () => this.#look());
  }

  #begin(): void {
    this.#startedMs = performance.now();
    for (const socket of this.#sockets) socket.emit('begin');
  }

  #answered(status: number, out: Writer, nextSequence: () => number): void {
    if (status === 0) this.#accepted++;
    else {
      this.#refused++;
      this.#firstRefusal ??= status;
    }
    if (this.#begun < this.#job.messages) this.#submit(out, nextSequence());
  }

  #submit(out: Writer, sequence: number): void {
    const { bytes: template, sequenceAt, recipientAt, orderAt } = this.#template;
    const index = this.#begun++;
    const bytes = out.take(template.length);
    template.copy(bytes);
    bytes.writeUInt32BE(sequence, sequenceAt);
    bytes.write(String(this.#job.firstRecipient + index), recipientAt, 'latin1');
    for (let digit = 0, rest = index; digit < ORDER.length; digit++, rest = Math.floor(rest / 10)) {
      bytes[orderAt + (ORDER.length - 1 - digit) * 2 + 1] = 0x30 + (rest % 10);
    }
  }

  #look(): void {
    const [accepted, refused, firstRefusal] = [this.#accepted, this.#refused, this.#firstRefusal];
    if (accepted + refused < this.#job.messages) return;
    const arrived = sink.arrived - this.#arrivedBefore;
    if (this.#job.relayed && arrived < accepted) return;
    sink.wake = () => {};
    for (const socket of this.#sockets) socket.removeAllListeners('turn').destroy();
    this.#done({ seconds: (performance.now() - this.#startedMs) / 1000, arrived, accepted, refused, firstRefusal });
  }
}

const run = (job: SmsJob): Promise<SmsJobFigures> =>
  new Promise((resolve, reject) => {
    new Generator(job, resolve, reject);
  });

/** In the process that `SmsPeers` started with this file. */
if (process.argv[2] === 'in-process') {
  process.on('message', (job: SmsJob) => {
    run(job).then(
      (figures) => process.send?.({ figures }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.send?.({ port: await openSink() });
}
