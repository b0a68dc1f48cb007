import {
  type ApiKey,
  type Attempt,
  asId,
  type Category,
  type Channel,
  type ContentId,
  type Failure,
  failure,
  type InstantMs,
  type LineId,
  type MerchantId,
  type Mode,
  type PhoneNumber,
  type Purpose,
  parseNumber,
  type Result,
  success,
} from '@wurao/domain';
import type { GatePort } from '../ports.ts';

/** The body of POST /v1/decisions, valid by the contract. POST /v1/permits takes the same without `permit`, `mode` and `at`. */
export interface AttemptBody {
  readonly channel: Channel;
  readonly caller?: string;
  readonly callee: string;
  readonly line?: string;
  readonly merchant?: string;
  readonly purpose?: Purpose;
  readonly category?: Category;
  readonly content?: string;
  readonly text?: string;
  readonly permit?: string;
  readonly mode?: Mode;
  readonly attemptId?: string;
  readonly at?: string;
  readonly assertedCaller?: string;
  readonly firstCalled?: string;
  readonly roaming?: boolean;
}

export interface AskedAttempt {
  readonly attempt: Attempt;
  readonly permit: string | undefined;
  readonly atMs: InstantMs | undefined;
}

const refused = (field: string, message: string, remedy: string): Failure =>
  failure('forbidden', 'This key may not ask that', { field, message, remedy });

const wrong = (field: string, message: string, remedy: string): Failure =>
  failure('invalid', `Invalid ${field}`, { field, message, remedy });

/** A carrier also owns the lines on whose chain it stands first, so that a new line needs no new key. */
export const ownsLine = (key: ApiKey, line: LineId, gate: Pick<GatePort, 'line'>): boolean =>
  key.role === 'admin' ||
  key.lines.includes(line) ||
  (key.role === 'carrier' && key.party !== undefined && gate.line(line)?.chain[0] === key.party);

const lineOf = (body: AttemptBody, key: ApiKey, gate: Pick<GatePort, 'line'>): Result<LineId | undefined> => {
  if (body.line !== undefined) {
    const line = asId<LineId>(body.line);
    if (ownsLine(key, line, gate)) return success(line);
    return refused('line', 'this key does not own the line', 'Name a line of this key, or ask the carrier for it.');
  }
  // An admin owns every line: without a name none is meant, and the engine answers line-unknown.
  if (key.role === 'admin' || key.lines.length === 1) return success(key.lines[0]);
  if (key.lines.length === 0)
    return refused('line', 'this key owns no line', 'Ask the operator for a key with a line.');
  return wrong('line', `this key owns ${key.lines.length} lines and none is named`, 'Name the line of this attempt.');
};

const merchantOf = (body: AttemptBody, key: ApiKey): Result<MerchantId | undefined> => {
  if (key.role !== 'merchant')
    return success(body.merchant === undefined ? undefined : asId<MerchantId>(body.merchant));
  const own = asId<MerchantId>(key.party ?? '');
  if (body.merchant === undefined || body.merchant === own) return success(own);
  return refused('merchant', 'a merchant asks for itself only', 'Leave merchant out, or name your own.');
};

/** What only those who see the network can know. */
const NETWORK_FIELDS = ['assertedCaller', 'firstCalled', 'roaming'] as const;

const checkRights = (body: AttemptBody, key: ApiKey): Failure | undefined => {
  if (body.at !== undefined && key.role !== 'admin') {
    return refused('at', 'only an admin may choose the instant', 'Leave at out: the decision is made now.');
  }
  if (body.at !== undefined && body.mode !== 'screen') {
    return wrong('at', 'an attempt is decided now', 'Set mode to "screen", or leave at out.');
  }
  if (key.role === 'admin' || key.role === 'carrier') return undefined;
  const network = NETWORK_FIELDS.find((field) => body[field] !== undefined);
  if (network !== undefined)
    return refused(network, 'only a carrier or an admin knows this of the network', `Leave ${network} out.`);
  if (body.caller === undefined)
    return wrong(
      'caller',
      'missing',
      'Give the number that will be shown; only a carrier may ask for an anonymous caller.',
    );
  return undefined;
};

const NOT_SAID: Result<undefined> = success(undefined);
const numberOf = (text: string | undefined, field: string): Result<PhoneNumber | undefined> =>
  text === undefined ? NOT_SAID : parseNumber(text, field);

/** From a valid body to an attempt of this key. Failures as values: this runs for every decision. */
export const readAttempt = (body: AttemptBody, key: ApiKey, gate: Pick<GatePort, 'line'>): Result<AskedAttempt> => {
  const unfit = checkRights(body, key);
  if (unfit) return unfit;
  const line = lineOf(body, key, gate);
  if (!line.ok) return line;
  const merchant = merchantOf(body, key);
  if (!merchant.ok) return merchant;
  const callee = parseNumber(body.callee, 'callee');
  if (!callee.ok) return callee;
  const caller = numberOf(body.caller, 'caller');
  if (!caller.ok) return caller;
  const assertedCaller = numberOf(body.assertedCaller, 'assertedCaller');
  if (!assertedCaller.ok) return assertedCaller;
  const firstCalled = numberOf(body.firstCalled, 'firstCalled');
  if (!firstCalled.ok) return firstCalled;
  const attempt: Attempt = {
    mode: body.mode ?? 'attempt',
    channel: body.channel,
    caller: caller.value,
    callee: callee.value,
    line: line.value,
    merchant: merchant.value,
    purpose: body.purpose,
    category: body.category,
    content: body.content === undefined ? undefined : asId<ContentId>(body.content),
    text: body.text,
    permit: undefined,
    attemptId: body.attemptId,
    assertedCaller: assertedCaller.value,
    firstCalled: firstCalled.value,
    roaming: body.roaming ?? false,
    classified: undefined,
  };
  return success({ attempt, permit: body.permit, atMs: body.at === undefined ? undefined : Date.parse(body.at) });
};
