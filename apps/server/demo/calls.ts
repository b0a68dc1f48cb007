import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A switch of the demo: sends INVITEs to the SIP gate over UDP and acknowledges what it is answered. Nobody's telephone rings. */
export class DemoSwitch {
  readonly #socket: Socket;
  readonly #gatePort: number;
  readonly #newId: () => string;

  private constructor(socket: Socket, gatePort: number, newId: () => string) {
    this.#socket = socket;
    this.#gatePort = gatePort;
    this.#newId = newId;
    socket.on('message', (bytes) => this.#acknowledge(bytes.toString('latin1')));
    socket.on('error', () => {});
  }

  static async open(gatePort: number, newId: () => string): Promise<DemoSwitch> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new DemoSwitch(socket, gatePort, newId);
  }

  /** RFC 3261, 13.2: an INVITE without an offer. */
  call(caller: string, callee: string): void {
    const id = this.#newId();
    this.#send([
      `INVITE sip:${callee}@127.0.0.1 SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${this.#socket.address().port};branch=z9hG4bK${id};rport`,
      'Max-Forwards: 70',
      `From: <sip:${caller}@127.0.0.1>;tag=${id}`,
      `To: <sip:${callee}@127.0.0.1>`,
      `Call-ID: ${id}`,
      'CSeq: 1 INVITE',
      `Contact: <sip:${caller}@127.0.0.1:${this.#socket.address().port}>`,
    ]);
  }

  close(): void {
    this.#socket.close();
  }

  /** RFC 3261, 17.1.1.3: the ACK of a final answer that is no 2xx has the branch of its INVITE. */
  #acknowledge(answer: string): void {
    const status = Number(/^SIP\/2\.0 (\d{3})/.exec(answer)?.[1] ?? 0);
    if (status < 300) return;
    const header = (name: string): string => new RegExp(`^${name}:\\s*(.+?)\\r?$`, 'im').exec(answer)?.[1] ?? '';
    const callee = /sip:([^@>]+)/.exec(header('To'))?.[1] ?? '';
    this.#send([
      `ACK sip:${callee}@127.0.0.1 SIP/2.0`,
      `Via: ${header('Via').replace(/;rport=\d+|;received=[\d.]+/g, '')}`,
      'Max-Forwards: 70',
      `From: ${header('From')}`,
      `To: ${header('To')}`,
      `Call-ID: ${header('Call-ID')}`,
      'CSeq: 1 ACK',
    ]);
  }

  #send(lines: readonly string[]): void {
    const text = `${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;
    this.#socket.send(Buffer.from(text, 'latin1'), this.#gatePort, '127.0.0.1');
  }
}
