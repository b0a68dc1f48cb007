// The decision cases as messages: which of them a submit can say, how it says them, and why not the others.
import { dialledDigits, type LineSms } from '@wurao/domain';
import {
  type CarriedMessage,
  openCmppUpstream,
  openSmppUpstream,
  type SendOutcome,
  type SmsProtocol,
  type UpstreamDesk,
} from '@wurao/gateway';
import { type ReasonKey, reasonOf } from '@wurao/law';
import type { Command } from '@wurao/registry';
import {
  type AttemptBody,
  attemptOf,
  commandsOfCase,
  type DecisionCase,
  readCast,
  type SetUpStep,
} from '@wurao/vectors';
import { SmppCommand } from '@wurao/wire';
import { askedBy, filingsOf, narrowedBy, whyNotNarrowed } from '../narrowed-filings.ts';
import { carriedText } from './carried-text.ts';
import type { World } from './world-apart.ts';

/** What neither protocol has a word for. */
const UNSPOKEN = ['permit', 'merchant', 'assertedCaller', 'firstCalled', 'stir', 'roaming'] as const;

/** Why a case is none for the SMS gates; undefined: it is one. Calls before the message may be: another door takes these. */
export const whyNotOverSms = (vector: DecisionCase): string | undefined => {
  const asked = askedBy(vector);
  const { channel, caller, line } = vector.attempt;
  if (channel === 'voice') return 'a call, no message';
  if (asked.some(({ mode }) => mode === 'screen')) return 'a screen: it asks without sending';
  const unspoken = UNSPOKEN.find((field) => asked.some((body) => body[field] !== undefined));
  if (unspoken !== undefined) return `a submit does not say: ${unspoken}`;
  if (asked.some(({ classified }) => classified !== undefined))
    return "a classifier's word, which the gate finds itself";
  if (caller === null) return 'a message from nobody';
  if (!canBind(vector, line)) return 'no line that anybody could be bound by';
  const wordless = asked.filter(({ channel, text }) => channel !== 'voice' && text === undefined);
  if (wordless.some(({ content }) => content !== undefined)) return 'a content without its text';
  if (wordless.length > 0 && listsContents(vector)) return 'no text, where the port sends only what is filed';
  return whyNotNarrowed(vector);
};

const canBind = ({ given }: DecisionCase, id: string | undefined): boolean => {
  const facts = [...readCast(), ...given].flatMap(({ line }) => (line !== undefined && line.id === id ? [line] : []));
  const { status = 'active' } = facts.findLast((fact) => fact.status !== undefined) ?? {};
  return facts.length > 0 && status === 'active';
};

const listsContents = (vector: DecisionCase): boolean => {
  const { caller } = attemptOf(vector.attempt);
  const filed = caller === undefined ? [] : filingsOf(caller, commandsOfCase(vector));
  return filed.some(({ contents }) => contents.length > 0);
};

/** A content that a request names is the only one that its port may send then: filed so, the text alone leads to the same. */
const namedContentOnly = (command: Command, owner: string | undefined, content: string): Command => {
  if (command.kind !== 'fileNumber' || command.filing.merchant !== owner) return command;
  return { ...command, filing: { ...command.filing, contents: [content as never] } };
};

/** What a merchant's system is bound by in a world. */
export const accountOf = (ordinal: number): Pick<LineSms, 'account' | 'secret'> => ({
  account: `900${ordinal}`,
  secret: `key-${ordinal}`,
});

export interface Place {
  readonly ordinal: number;
  /** Its line hears the reasons as they were decided. No case of a message depends on it. */
  readonly trusted: boolean;
}

const bindable = (command: Command, line: string | undefined, { ordinal, trusted }: Place): Command =>
  command.kind === 'registerLine' && command.line.id === line
    ? { ...command, line: { ...command.line, sms: accountOf(ordinal), ...(trusted ? { trusted } : {}) } }
    : command;

/** The set-up of a case in its world: the line has an account, and the filing says what the submit cannot. */
export const setUpOf = ({ vector, cast }: World, place: Place): readonly SetUpStep[] => {
  const steps = narrowedBy(vector, cast);
  if (typeof steps === 'string') throw new Error(`${vector.name}: ${steps}`);
  const { content, line } = vector.attempt;
  const owner = [...cast, ...vector.given].find((given) => given.content?.id === content)?.content?.merchant;
  return steps.map((step) => ({
    ...step,
    command: (ids) => {
      const command = bindable(step.command(ids), line, place);
      return content === undefined ? command : namedContentOnly(command, owner, ids.get(content) ?? content);
    },
  }));
};

/** What a message says whose case has no text: words that promise nothing, whoever sends them. */
const ANY_TEXT = '您的账单已出。';

export const messageOf = (body: AttemptBody): CarriedMessage => {
  const { caller, callee, channel, text = ANY_TEXT } = attemptOf(body);
  if (caller === undefined || channel === 'voice') throw new TypeError('no message');
  const numbers = { from: dialledDigits(caller), to: dialledDigits(callee) };
  return carriedText(SmppCommand.submitSm, { ...numbers, text, channel });
};

const ANSWERED_WITHIN_MS = 10_000;

export interface Gate {
  readonly protocol: SmsProtocol;
  readonly port: number;
}

/** Binds by the account, submits one message, and says what it was answered. */
export const submit = async (
  { protocol, port }: Gate,
  account: Pick<LineSms, 'account' | 'secret'>,
  message: CarriedMessage,
): Promise<SendOutcome> => {
  const { promise, resolve, reject } = Promise.withResolvers<SendOutcome>();
  const desk: UpstreamDesk = {
    opened: (session) => void session.send(message, false, resolve),
    lost: (_, why) => reject(new Error(`${protocol}: ${why}`)),
    hasRoom: () => {},
    received: (_, _received, answer) => answer(true),
  };
  const late = setTimeout(() => reject(new Error(`${protocol}: not bound, or not answered`)), ANSWERED_WITHIN_MS);
  const to = { name: account.account, host: '127.0.0.1', port, ...account };
  const session = protocol === 'cmpp' ? openCmppUpstream(to, desk) : openSmppUpstream(to, desk);
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    session.close();
    await session.closed();
  }
};

/** docs/sms.md, what is answered: the first code of refusing reasons in each protocol. */
const REFUSED_FROM: Readonly<Record<SmsProtocol, number>> = { smpp: 0x400, cmpp: 100 };
const REASON_FROM = 100;

export const statusOf = (protocol: SmsProtocol, reason: string): number =>
  REFUSED_FROM[protocol] + reasonOf(reason as ReasonKey).code - REASON_FROM;
