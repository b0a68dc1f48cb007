// One side of calls: keeps what it was sent, and answers or asks as a user agent would, in plain text.
import type { Link } from '../../ports.ts';

/** The values of a field, over all its lines; commas within angle brackets are not met here. */
export const valuesIn = (text: string, name: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^${name}: (.*)\\r$`, 'gim'))].flatMap(([, value]) => (value ?? '').split(', '));

export const valueIn = (text: string, name: string): string => valuesIn(text, name)[0] ?? '';

const methodOf = (text: string): string => valueIn(text, 'CSeq').split(' ')[1] ?? '';
const tagIn = (value: string): string => /;tag=([^;]+)/.exec(value)?.[1] ?? '';

const message = (first: string, fields: readonly (readonly [string, string])[]): string =>
  [first, ...fields.map(([name, value]) => `${name}: ${value}`), 'Content-Length: 0', '', ''].join('\r\n');

/** What somebody cannot send, having been sent nothing to send it for. */
export class Unsayable extends Error {}

export class Party {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly took: string[] = [];
  link!: Link;
  /** Put on INVITEs of this side, last. */
  extra: readonly (readonly [string, string])[] = [];
  readonly #gave: string[] = [];
  #cseq = 0;
  #made = 0;

  constructor(name: string, address: string, port: number) {
    this.name = name;
    this.address = address;
    this.port = port;
  }

  take(text: string): void {
    this.took.push(text);
  }

  /** The last request of a method that it was sent. */
  asked(method: string): string {
    const found = this.took.findLast((text) => text.startsWith(`${method} `));
    if (found === undefined) throw new Unsayable(`${this.name} was sent no ${method}`);
    return found;
  }

  /** The last response to a method that it was sent. */
  answered(method = 'INVITE'): string {
    const found = this.took.findLast((text) => text.startsWith('SIP/2.0 ') && methodOf(text) === method);
    if (found === undefined) throw new Unsayable(`${this.name} was sent no answer to ${method}`);
    return found;
  }

  /** What opened its dialog: the last 2xx that it was sent, or the last INVITE of a new call. */
  #accepted(): string {
    const found = this.took.findLast((text) => /^SIP\/2\.0 2.* INVITE\r/s.test(text));
    if (found === undefined) throw new Unsayable(`${this.name} was sent no 2xx`);
    return found;
  }

  #first(): string {
    const found = this.took.findLast((text) => text.startsWith('INVITE ') && tagIn(valueIn(text, 'To')) === '');
    if (found === undefined) throw new Unsayable(`${this.name} was called by nobody`);
    return found;
  }

  /** The last request of a method that it sent, byte for byte. */
  again(method: string): string {
    const found = this.#gave.findLast((text) => text.startsWith(`${method} `));
    if (found === undefined) throw new Unsayable(`${this.name} sent no ${method}`);
    return found;
  }

  response(status: number, method: string, tag = `${this.name}-tag`): string {
    const request = this.asked(method);
    const to = valueIn(request, 'To');
    const toField = status === 100 || tagIn(to) !== '' ? to : `${to};tag=${tag}`;
    return message(`SIP/2.0 ${status} Said`, [
      ...valuesIn(request, 'Via').map((value) => ['Via', value] as const),
      ['From', valueIn(request, 'From')],
      ['To', toField],
      ['Call-ID', valueIn(request, 'Call-ID')],
      ['CSeq', valueIn(request, 'CSeq')],
      ...valuesIn(request, 'Record-Route').map((value) => ['Record-Route', value] as const),
      ['Contact', this.#contact],
    ]);
  }

  get #contact(): string {
    return `<sip:${this.name}@${this.address}:${this.port}>`;
  }

  /** `more`: a header line to put in the place of Route, `Route=<…>`, or `Route=` for none; `new`: an INVITE of another call. */
  request(method: string, more?: string): string {
    const text = this.#build(method, more);
    this.#gave.push(text);
    return text;
  }

  #build(method: string, more: string | undefined): string {
    const isFirst =
      method === 'INVITE' && (more === 'new' || !this.took.some((text) => / 2\d\d /.test(text.slice(7, 12))));
    if (isFirst && this.name === 'caller') return this.#invite();
    if (method === 'CANCEL') return this.#like('CANCEL', valueIn(this.again('INVITE'), 'To'));
    const last = this.took.findLast((text) => text.startsWith('SIP/2.0 ') && methodOf(text) === 'INVITE');
    if (method === 'ACK' && last !== undefined && last[8] !== '2') return this.#like('ACK', valueIn(last, 'To'));
    return this.#within(method, more);
  }

  #branch(): string {
    return `z9hG4bK${this.name}${++this.#made}`;
  }

  get #via(): string {
    return `SIP/2.0/${this.link.transport.toUpperCase()} ${this.address}:${this.port};branch=${this.#branch()}`;
  }

  #invite(): string {
    this.#cseq++;
    return message('INVITE sip:13800000001@203.0.113.1 SIP/2.0', [
      ['Via', this.#via],
      ['Max-Forwards', '20'],
      ['From', `<sip:95000@192.0.2.10>;tag=caller-tag`],
      ['To', '<sip:13800000001@203.0.113.1>'],
      ['Call-ID', `call-${this.#cseq}@192.0.2.10`],
      ['CSeq', `${this.#cseq} INVITE`],
      ['Contact', this.#contact],
      ...this.extra,
    ]);
  }

  /** ACK of a refusal and CANCEL: as its INVITE (17.1.1.3, 9.1). */
  #like(method: string, to: string): string {
    const invite = this.again('INVITE');
    return message(invite.slice(0, invite.indexOf('\r')).replace('INVITE', method), [
      ['Via', valueIn(invite, 'Via')],
      ['Max-Forwards', '20'],
      ['From', valueIn(invite, 'From')],
      ['To', to],
      ['Call-ID', valueIn(invite, 'Call-ID')],
      ['CSeq', valueIn(invite, 'CSeq').replace('INVITE', method)],
    ]);
  }

  /** A request within the dialog: of the caller by the 2xx that it got, of a callee by the INVITE that it was sent. */
  #within(method: string, more: string | undefined): string {
    const isCaller = this.name === 'caller';
    const base = isCaller ? this.#accepted() : this.#first();
    const routes = isCaller ? valuesIn(base, 'Record-Route').toReversed() : valuesIn(base, 'Record-Route');
    const to = valueIn(base, 'To');
    const mine = tagIn(to) === '' ? `${to};tag=${this.name}-tag` : to;
    const cseq = method === 'ACK' ? valueIn(this.answered(), 'CSeq').split(' ')[0]! : String(++this.#cseq + 100);
    const contact = /<([^>]+)>/.exec(valueIn(base, 'Contact'))?.[1];
    const route = more?.startsWith('Route=') === true ? more.slice(6) : routes.join(', ');
    return message(`${method} ${contact} SIP/2.0`, [
      ['Via', this.#via],
      ['Max-Forwards', '20'],
      ['From', isCaller ? valueIn(base, 'From') : mine],
      ['To', isCaller ? to : valueIn(base, 'From')],
      ['Call-ID', valueIn(base, 'Call-ID')],
      ['CSeq', `${cseq} ${method}`],
      ...(route === '' ? [] : ([['Route', route]] as const)),
      ['Contact', this.#contact],
    ]);
  }
}
