// The decision cases as calls: which of them an INVITE can say, how it says them, and why not the others.
import { type Attempt, type Category, categoryMask, type LineId, type Purpose, purposeMask } from '@wurao/domain';
import type { Command } from '@wurao/registry';
import { type AttemptBody, attemptOf, commandsOfCase, type DecisionCase, type SetUpStep } from '@wurao/vectors';
import type { SipAddress } from './sip-peer.ts';

/** Everything that a case asks, the question itself last. */
export const askedBy = (vector: DecisionCase): readonly AttemptBody[] => [
  ...(vector.history ?? []).map(({ attempt }) => ({ ...vector.attempt, ...attempt })),
  vector.attempt,
];

/** What the wire has no word for. `merchant`, `purpose` and `category` may still be said by the filing: see `narrowedBy`. */
const UNSPOKEN = ['text', 'permit', 'roaming', 'classified', 'merchant'] as const;

/** Why a case is none for the SIP door; undefined: it is one. */
export const whyNotOverSip = (vector: DecisionCase): string | undefined => {
  const asked = askedBy(vector);
  if (asked.some(({ channel }) => channel !== 'voice')) return 'a message, no call';
  if (asked.some(({ mode }) => mode === 'screen')) return 'a screen: it asks without calling';
  const unspoken = UNSPOKEN.find((field) => asked.some((body) => body[field] !== undefined));
  if (unspoken !== undefined) return `an INVITE does not say: ${unspoken}`;
  if (vector.tablesOnly !== undefined) return 'facts that no command writes';
  if (vector.given.some(({ merchantClosed }) => merchantClosed !== undefined)) return 'no command closes a merchant';
  const words = new Set(asked.map(({ purpose, category }) => `${purpose} ${category}`));
  if (words.size > 1) return 'purposes or categories that change from call to call';
  const narrowing = narrowedBy(vector);
  return typeof narrowing === 'string' ? narrowing : undefined;
};

interface Narrowing {
  readonly purposes: number | undefined;
  readonly categories: number | undefined;
}

const narrowingOf = ({ purpose, category }: AttemptBody): Narrowing => ({
  purposes: purpose && purposeMask([purpose as Purpose]),
  categories: category && categoryMask([category as Category]),
});

const narrowed = (command: Command, { purposes, categories }: Narrowing): Command => {
  if (command.kind !== 'fileNumber') return command;
  const { filing } = command;
  const both = {
    purposes: purposes === undefined ? filing.purposes : filing.purposes & purposes,
    categories: categories === undefined ? filing.categories : filing.categories & categories,
  };
  // Of another caller's, or for something else: it stays as it is.
  return both.purposes === 0 || both.categories === 0 ? command : { ...command, filing: { ...filing, ...both } };
};

/**
 * The set-up of a case. A request may only narrow what is filed, and an INVITE names neither purpose nor category: so the numbers are
 * filed as narrowly as the case asks, which must lead to the same decision. Or why they cannot be.
 */
export const narrowedBy = (vector: DecisionCase): readonly SetUpStep[] | string => {
  const narrowing = narrowingOf(vector.attempt);
  const steps = commandsOfCase(vector);
  if (narrowing.purposes === undefined && narrowing.categories === undefined) return steps;
  const { caller } = attemptOf(vector.attempt);
  let isFiled = false;
  const merchants = new Set<string>();
  const made = steps.map((step): SetUpStep => {
    const command = (ids: ReadonlyMap<string, string>): Command => narrowed(step.command(ids), narrowing);
    return { ...step, command };
  });
  for (const { command } of steps) {
    const said = safely(command);
    if (said?.kind !== 'fileNumber' || caller === undefined) continue;
    const { filing } = said;
    const isHis = filing.prefix ? caller.startsWith(filing.caller) : filing.caller === caller;
    const fits =
      (filing.purposes & (narrowing.purposes ?? -1)) !== 0 && (filing.categories & (narrowing.categories ?? -1)) !== 0;
    if (isHis) merchants.add(filing.merchant);
    if (isHis && fits) isFiled = true;
  }
  if (merchants.size > 1) return 'a word that chooses among the merchants of one number';
  return isFiled ? made : 'a purpose or category that nobody filed for the caller';
};

/** Filings refer to contents by the names of the cast until these have ids: here any name will do. */
const safely = (command: SetUpStep['command']): Command | undefined => {
  try {
    return command(new Proxy(new Map<string, string>(), { get: anyName }));
  } catch {
    return undefined;
  }
};

const anyName = (target: Map<string, string>, name: string | symbol): unknown => {
  if (name === 'get') return (id: string) => id;
  if (name === 'has') return () => true;
  const value = Reflect.get(target, name) as unknown;
  return typeof value === 'function' ? value.bind(target) : value;
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
