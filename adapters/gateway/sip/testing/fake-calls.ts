import { createHash, createHmac } from 'node:crypto';
import {
  type Attempt,
  asId,
  type CallOutcome,
  type DecisionId,
  type Line,
  LineFinder,
  type LineId,
  type PartyId,
} from '@wurao/domain';
import { DigestDesk } from '../entry.ts';
import type { CallDecision, CallPort, Link, SipTransport } from '../ports.ts';
import type { SipSettings } from '../settings.ts';

/** A peer that keeps what it is sent, as text. */
export class FakeLink implements Link {
  readonly transport: SipTransport;
  readonly isReliable: boolean;
  readonly address: string;
  readonly port: number;
  readonly localAddress = '192.0.2.1';
  readonly localPort = 5060;
  readonly certificate: string | undefined;
  memo: unknown;
  readonly sent: { readonly text: string; readonly port: number | undefined }[] = [];

  constructor(address = '198.51.100.7', more: Partial<Pick<Link, 'transport' | 'port' | 'certificate'>> = {}) {
    this.address = address;
    this.transport = more.transport ?? 'udp';
    this.isReliable = this.transport !== 'udp';
    this.port = more.port ?? 40_000;
    this.certificate = more.certificate;
  }

  send(bytes: Uint8Array, length: number, port?: number): boolean {
    this.sent.push({ text: Buffer.from(bytes.subarray(0, length)).toString('latin1'), port });
    return true;
  }

  get last(): string {
    return this.sent.at(-1)?.text ?? '';
  }
}

export const lineOf = (id: string, more: Partial<Line> = {}): Line => ({
  id: asId<LineId>(id),
  name: id,
  class: 'access',
  chain: [asId<PartyId>('party-carrier')],
  enforcement: { mode: 'enforce' },
  trusted: false,
  unknownCallers: 'refuse',
  refusalStyle: '603',
  status: 'active',
  entry: { addresses: ['198.51.100.0/24'], certificates: [], digest: undefined },
  ...more,
});

/** Decides by the callee's last digit: odd is refused. Writes when it is told to. */
export class FakeCalls implements CallPort {
  readonly decided: Attempt[] = [];
  readonly outcomes: CallOutcome[] = [];
  isReady = true;
  #finder: LineFinder;
  readonly #known = new Map<string, CallDecision>();
  #tell: ((written: boolean) => void)[] = [];

  constructor(lines: readonly Line[]) {
    this.#finder = new LineFinder(lines);
  }

  setLines(lines: readonly Line[]): void {
    this.#finder = new LineFinder(lines);
  }

  nowMs(): number {
    return 1_800_000_000_000;
  }

  ready(): boolean {
    return this.isReady;
  }

  lines(): LineFinder {
    return this.#finder;
  }

  recall(attempt: Attempt): CallDecision | undefined {
    const known = this.#known.get(nameOf(attempt));
    return known === undefined ? undefined : { ...known, isRepeat: true };
  }

  decide(attempt: Attempt): CallDecision {
    const known = this.recall(attempt);
    if (known !== undefined) return known;
    this.decided.push(attempt);
    const isAllowed = Number(attempt.callee.at(-1)) % 2 === 0;
    const id = asId<DecisionId>(`d${this.decided.length}-1aa`);
    const decision = {
      id,
      isAllowed,
      reason: isAllowed ? 'consented' : 'no-consent',
      atMs: this.nowMs(),
      isRepeat: false,
    };
    this.#known.set(nameOf(attempt), decision);
    return decision;
  }

  whenWritten(tell: (written: boolean) => void): void {
    this.#tell.push(tell);
  }

  write(written = true): void {
    const told = this.#tell;
    this.#tell = [];
    if (!written) this.#known.clear();
    for (const tell of told) tell(written);
  }

  outcome(outcome: CallOutcome): void {
    this.outcomes.push(outcome);
  }
}

const nameOf = ({ line, attemptId, caller, callee }: Attempt): string => [line, attemptId, caller, callee].join(' ');

export const settingsOf = (more: Partial<SipSettings> = {}): SipSettings => ({
  mode: 'redirect',
  nextHops: ['sip:next.example:5080'],
  recordRoute: false,
  isEmergency: (callee) => callee === '110',
  strangerRate: 100,
  sourceRate: 0,
  permitSecret: Buffer.alloc(32, 1),
  redressCard: () => undefined,
  redressReference: () => undefined,
  ...more,
});

export const digestDesk = (nowMs: () => number): DigestDesk => {
  let serial = 0;
  return new DigestDesk({
    hash: (algorithm, text) =>
      createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex'),
    mac: (text) => createHmac('sha256', 'secret').update(text).digest('hex'),
    nowMs,
    serial: () => String(serial++),
  });
};

/** An INVITE; fields by name, undefined takes one away. */
export const inviteText = (
  uri: string,
  more: Readonly<Record<string, string | undefined>> = {},
  method = 'INVITE',
): string => {
  const fields: Record<string, string | undefined> = {
    Via: 'SIP/2.0/UDP 203.0.113.9:5062;branch=z9hG4bK-1;rport',
    From: '<sip:95588@carrier.example>;tag=a1',
    To: `<${uri}>`,
    'Call-ID': 'call-1@carrier.example',
    CSeq: `1 ${method}`,
    'Max-Forwards': '70',
    Contact: '<sip:95588@203.0.113.9:5062>',
    'Content-Length': '0',
    ...more,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`${method} ${uri} SIP/2.0`, ...lines, '', ''].join('\r\n');
};
