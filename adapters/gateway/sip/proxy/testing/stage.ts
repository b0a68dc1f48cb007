// A proxy on a network that is none: a caller, next hops by name, and what each was sent, as text.
import { asId, type CallOutcome, type DecisionId, type LineId } from '@wurao/domain';
import { HeaderId, SipMessage, scanMessage } from '@wurao/wire';
import type { Link, SipTransport, Target } from '../../ports.ts';
import type { Admission, ForwardOrder, ProxyLimits } from '../proxy-port.ts';
import { SipProxy } from '../sip-proxy.ts';
import { FakeClock } from './fake-clock.ts';
import { Party } from './party.ts';

export interface StageOptions {
  /** Names of the next hops, in the order in which they are tried. */
  readonly hops?: readonly string[];
  readonly transport?: SipTransport;
  /** Of the next hops, where it is another. */
  readonly hopTransport?: SipTransport;
  readonly recordRoute?: boolean;
  /** Names of next hops to which no connection can be had. */
  readonly down?: readonly string[];
  readonly limits?: Partial<ProxyLimits>;
  readonly admit?: (message: SipMessage) => Admission | Promise<Admission>;
  readonly locate?: (host: string, port: number | undefined, transport: string | undefined) => Target | undefined;
  readonly secret?: string;
  readonly order?: Partial<ForwardOrder>;
}

const SECRET = 'a secret of thirty-two bytes, or more';
const GATE = { address: '203.0.113.1', port: 5060 };
const HOP_PORT = 5070;

const linkOf = (stage: Stage, party: Party, address: string, port: number, transport: SipTransport): Link => ({
  transport,
  isReliable: transport !== 'udp',
  address,
  port,
  localAddress: GATE.address,
  localPort: GATE.port,
  certificate: undefined,
  memo: undefined,
  send: (bytes, length) => {
    const text = new TextDecoder().decode(bytes.subarray(0, length));
    party.take(text);
    stage.emitted.push(`${party.name}<${headOf(text)}`);
    return true;
  },
});

/** `INVITE`, `200`: what a message is, in short. */
const headOf = (text: string): string =>
  text.startsWith('SIP/2.0 ') ? text.slice(8, 11) : text.slice(0, text.indexOf(' '));

export class Stage {
  readonly clock = new FakeClock();
  readonly outcomes: CallOutcome[] = [];
  readonly emitted: string[] = [];
  readonly parties = new Map<string, Party>();
  readonly options: StageOptions;
  proxy: SipProxy;
  admissions = 0;
  watchLinks: (target: Target) => void = () => {};
  #made = 0;

  constructor(options: StageOptions = {}) {
    this.options = options;
    const transport = options.transport ?? 'udp';
    this.#add('caller', '192.0.2.10', 5080, transport);
    (options.hops ?? ['a']).forEach((name, index) => {
      this.#add(name, `198.51.100.${index + 1}`, HOP_PORT, options.hopTransport ?? transport);
    });
    this.proxy = this.start();
  }

  #add(name: string, address: string, port: number, transport: SipTransport): void {
    const party = new Party(name, address, port);
    party.link = linkOf(this, party, address, port, transport);
    this.parties.set(name, party);
  }

  /** A proxy as after a restart: the same secret, nothing remembered. */
  start(): SipProxy {
    this.proxy = new SipProxy({
      port: {
        nowMs: () => this.clock.nowMs,
        admit: (message) => {
          this.admissions++;
          return this.options.admit?.(message) ?? this.order();
        },
        outcome: (outcome) => this.outcomes.push(outcome),
        locate: (host, port, transport) => this.options.locate?.(host, port, transport),
      },
      outbound: { linkTo: (target) => this.#linkTo(target) },
      later: this.clock.later,
      makeBranch: () => `b${++this.#made}`,
      makeTag: () => `t${++this.#made}`,
      secret: new TextEncoder().encode(this.options.secret ?? SECRET),
      names: ['gate.example'],
      limits: this.options.limits,
    });
    return this.proxy;
  }

  /** Forwards to every next hop in turn. */
  order(): Admission {
    const hops = [...this.parties.values()].filter(({ name }) => name !== 'caller');
    return {
      forward: {
        decisionId: asId<DecisionId>(`decision-${this.admissions}`),
        lineId: asId<LineId>('line-1'),
        targets: hops.map(({ address, port, link }) => ({
          transport: link.transport,
          address,
          port,
          serverName: undefined,
        })),
        uris: hops.map(({ address, port }) => `sip:13800000001@${address}:${port}`),
        recordRoute: this.options.recordRoute ?? true,
        dropHeaders: [HeaderId.assertedIdentity],
        dropOther: ['x-wurao-secret'],
        addHeaders: [],
        ...this.options.order,
      },
    };
  }

  #linkTo(target: Target): Link | undefined {
    this.watchLinks(target);
    const party = [...this.parties.values()].find(({ address }) => address === target.address);
    if (party === undefined) return undefined;
    return this.options.down?.includes(party.name) === true ? this.#holding(party.link) : party.link;
  }

  /** A connection that is being opened takes what is sent, and is refused a moment later. */
  #holding(link: Link): Link {
    const holding: Link = { ...link, send: () => true };
    this.clock.later(() => this.proxy.closed(holding, new Error('refused')), 1);
    return holding;
  }

  /** Its connection ends, and what it sends from now on comes by another one. */
  #reconnect(party: Party): void {
    const { link } = party;
    Object.assign(link, { send: () => false });
    party.link = linkOf(this, party, link.address, link.port, link.transport);
    this.proxy.closed(link, new Error('reset'));
  }

  party(name: string): Party {
    const party = this.parties.get(name);
    if (party === undefined) throw new Error(`nobody is called ${name}`);
    return party;
  }

  /** Hands a message to the proxy, as the core does. */
  give(text: string, link: Link): void {
    const message = new SipMessage();
    // A Buffer, as sockets give: its `slice` copies nothing.
    const bytes = Buffer.from(text);
    const problem = scanMessage(message, bytes, 0, bytes.length);
    if (problem !== undefined) throw new Error(`not a message: ${problem.code}`);
    if (message.isRequest) this.proxy.request(message, link);
    else this.proxy.response(message, link);
    // Valid during the call only: whoever keeps an offset into it reads this.
    bytes.fill(63);
  }

  /**
   * One line: `caller INVITE`, `caller INVITE again`, `a 180`, `a 200 BYE`, `a BYE`, `a closed`, `+500`, `restart`, `close`.
   * Gives what went out meanwhile, `a<INVITE caller<100`.
   */
  line(line: string): string {
    this.emitted.length = 0;
    const [who = '', what = '', more] = line.split(' ');
    if (who.startsWith('+')) this.clock.advance(Number(who.slice(1)));
    else if (who === 'restart') this.start();
    else if (who === 'close') this.proxy.close();
    else {
      const party = this.party(who);
      if (what === 'closed') this.#reconnect(party);
      else if (/^\d/.test(what)) this.give(party.response(Number(what), more ?? 'INVITE'), party.link);
      else this.give(more === 'again' ? party.again(what) : party.request(what, more), party.link);
    }
    return this.emitted.join(' ');
  }

  /** How calls ended: `200 rang answered ended caller`. */
  told(): readonly string[] {
    return this.outcomes.map(({ status, ringingMs, answeredMs, endedMs, endedBy }) =>
      [
        String(status),
        ringingMs === undefined ? '' : 'rang',
        answeredMs === undefined ? '' : 'answered',
        endedMs === undefined ? '' : 'ended',
        endedBy ?? '',
      ]
        .filter((word) => word !== '')
        .join(' '),
    );
  }
}
