import {
  type ApiKey,
  asId,
  type Failure,
  failure,
  type KeyId,
  numberKind,
  type PhoneNumber,
  type Result,
} from '@wurao/domain';
import { CODE_LIFETIME_MS, HOUR_MS, MAX_CODE_TRIES, MAX_CODES_PER_HOUR, SESSION_LIFETIME_MS } from './bounds.ts';
import { checkSubscriber } from './checks.ts';
import type { Actor, CommandOf } from './envelope.ts';
import { keyBody } from './keys.ts';
import { stateNoun } from './nouns.ts';
import type { CodeRecord, CommandContext, HandlerResult, RegisterTransaction, Reply } from './ports.ts';
import { spokenCode } from './preference-answers.ts';

/** Number and code together: the same code of two numbers has two hashes. */
const codeHash = (context: CommandContext, subscriber: PhoneNumber, code: string): string =>
  context.hashSecret(`${subscriber}:${code}`);

const tooMany = (): Failure => ({
  ...failure('too-many-requests', 'Too many codes', {
    field: 'number',
    message: `${MAX_CODES_PER_HOUR} codes were sent to this number within the hour`,
    remedy: 'Use the last one, or wait.',
  }),
  retryAfterMs: HOUR_MS,
});

/** Proof of a number: a code goes out to it. Whether the number is known here makes no difference to the answer. */
export const requestCode = async (
  { subscriber }: CommandOf<'requestCode'>,
  _actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = checkSubscriber(subscriber, 'number');
  if (bad) return bad;
  const { nowMs } = context;
  if ((await tx.countCodes(subscriber, nowMs - HOUR_MS)) >= MAX_CODES_PER_HOUR) return tooMany();
  const former = await tx.liveCode(subscriber);
  if (former) await tx.updateCode(former.id, former.tries, true);
  const code = context.newCode();
  const expiresMs = nowMs + CODE_LIFETIME_MS;
  const id = context.newId('code');
  await tx.insertCode({
    id,
    subscriber,
    hash: codeHash(context, subscriber, code),
    atMs: nowMs,
    expiresMs,
    tries: 0,
    spent: false,
  });
  // A landline takes no messages: whoever calls it reads the code out. The session is opened the same way.
  const isRead = numberKind(subscriber) === 'fixed';
  await tx.addOutbox({
    id: context.newId('message'),
    atMs: nowMs,
    to: subscriber,
    purpose: 'code',
    from: undefined,
    ...(isRead ? { channel: 'voice' } : {}),
    text: isRead
      ? spokenCode(code)
      : `【勿扰】验证码 ${code},5分钟内有效。请勿告知他人。 Wurao code ${code}, valid for 5 minutes. Tell no one.`,
    expiresMs,
  });
  return { ok: true, value: { created: true, body: { expires: new Date(expiresMs).toISOString() } } };
};

/** One answer for a wrong, an expired, a used and a never sent code. */
const wrongCode = (): Failure =>
  failure('unauthenticated', 'Wrong code', {
    field: 'code',
    message: 'not the code that was sent, or no longer valid',
    remedy: 'Ask for a new code.',
  });

export const openSession = async (
  { subscriber, code }: CommandOf<'openSession'>,
  _actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<HandlerResult> => {
  if (checkSubscriber(subscriber)) return wrongCode();
  const sent = await tx.liveCode(subscriber);
  if (!sent || sent.expiresMs <= context.nowMs || sent.tries >= MAX_CODE_TRIES) return wrongCode();
  if (sent.hash !== codeHash(context, subscriber, code)) return countTry(tx, sent);
  await tx.updateCode(sent.id, sent.tries, true);
  const secret = context.newSecret();
  const key: ApiKey = {
    id: asId<KeyId>(context.newId('key')),
    hash: context.hashSecret(secret),
    role: 'subscriber',
    party: undefined,
    subscriber,
    lines: [],
    expiresMs: context.nowMs + SESSION_LIFETIME_MS,
    status: 'active',
  };
  await stateNoun(tx, 'key', key.id, key, { lookup: subscriber });
  return { ok: true, value: { created: true, body: keyBody(key), secret: { key: secret } } };
};

const countTry = async (tx: RegisterTransaction, sent: CodeRecord): Promise<HandlerResult> => {
  const tries = sent.tries + 1;
  await tx.updateCode(sent.id, tries, tries >= MAX_CODE_TRIES);
  return { ...wrongCode(), traced: true };
};
