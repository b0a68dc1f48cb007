// The decision cases as calls: which of them an INVITE can say, how it says them, and why not the others.
import type { Attempt, LineId } from '@wurao/domain';
import type { Command } from '@wurao/registry';
import type { DecisionCase } from '@wurao/vectors';
import { askedBy, whyNotNarrowed } from '../narrowed-filings.ts';
import type { SipAddress } from './sip-peer.ts';

/** What the wire has no word for. `merchant`, `purpose` and `category` may still be said by the filing: `narrowedBy`. */
const UNSPOKEN = ['text', 'permit', 'roaming', 'classified', 'merchant'] as const;

/** Why a case is none for the SIP door; undefined: it is one. */
export const whyNotOverSip = (vector: DecisionCase): string | undefined => {
  const asked = askedBy(vector);
  if (asked.some(({ channel }) => channel !== 'voice')) return 'a message, no call';
  if (asked.some(({ mode }) => mode === 'screen')) return 'a screen: it asks without calling';
  if (asked.some(({ stir }) => stir !== undefined)) return 'a finding of STIR, which the gate makes itself';
  const unspoken = UNSPOKEN.find((field) => asked.some((body) => body[field] !== undefined));
  if (unspoken !== undefined) return `an INVITE does not say: ${unspoken}`;
  return whyNotNarrowed(vector);
};

/** Each line of a case by an address of this machine: the peer calls from there. */
export class LineAddresses {
  readonly #byLine = new Map<string, string>();
  readonly #trusted = new Set<string>();

  of(line: string): string {
    let address = this.#byLine.get(line);
    if (address === undefined) {
      address = `127.0.8.${this.#byLine.size + 1}`;
      this.#byLine.set(line, address);
    }
    return address;
  }

  /** Told the stable key of a refusal. */
  isTrusted(line: string): boolean {
    return this.#trusted.has(line);
  }

  /** A command that registers a line says its address, too. */
  told(command: Command): Command {
    if (command.kind !== 'registerLine') return command;
    const { line } = command;
    if (line.trusted) this.#trusted.add(line.id ?? '');
    else this.#trusted.delete(line.id ?? '');
    const addresses = [this.of(line.id ?? ('' as LineId))];
    return { kind: 'registerLine', line: { ...line, entry: { addresses, certificates: [], digest: undefined } } };
  }
}

/** Nobody's line. */
export const NO_LINE_ADDRESS = '127.0.9.9';

const uriOf = (number: string | undefined): string =>
  number === undefined ? '"Anonymous" <sip:anonymous@anonymous.invalid>' : `<sip:${number}@carrier.example>`;

/** The attempt as an INVITE from `from` to `to`; `name` makes it one call of its own. */
export const inviteOf = (attempt: Attempt, from: SipAddress, to: SipAddress, name: string): string => {
  const { caller, callee, assertedCaller, firstCalled, content } = attempt;
  const lines = [
    `INVITE sip:${callee}@${to.address}:${to.port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${from.address}:${from.port};branch=z9hG4bK-${name};rport`,
    `From: ${uriOf(caller)};tag=${name}`,
    `To: <sip:${callee}@carrier.example>`,
    `Call-ID: ${name}`,
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    `Contact: <sip:calls@${from.address}:${from.port}>`,
    ...(assertedCaller === undefined ? [] : [`P-Asserted-Identity: <sip:${assertedCaller}@carrier.example>`]),
    ...(firstCalled === undefined ? [] : [`Diversion: <sip:${firstCalled}@carrier.example>;reason=unconditional`]),
    ...(content === undefined ? [] : [`X-Wurao-Content: ${content}`]),
    'Content-Length: 0',
  ];
  return [...lines, '', ''].join('\r\n');
};

export interface SipAnswer {
  readonly status: number;
  /** Of `X-Wurao-Reason`. */
  readonly reason: string | undefined;
}

export const readAnswer = (message: string): SipAnswer => ({
  status: Number(message.slice(8, 11)),
  reason: /^X-Wurao-Reason: *(\S+)\r$/m.exec(message)?.[1],
});
