import { checkLineWords, type Failure, invalid, type LineSms, type Result, success } from '@wurao/domain';
import {
  MAX_SMS_ACCOUNT_CHARS,
  MAX_SMS_CONNECTIONS,
  MAX_SMS_PER_SECOND,
  MAX_SMS_SECRET_CHARS,
  MAX_SMS_WINDOW,
  MIN_SMS_SECRET_CHARS,
} from './bounds.ts';
import type { LineSmsInput } from './envelope.ts';

/** What stands in a C-octet string of SMPP and in Source_Addr alike. */
const ACCOUNT = /^[\x21-\x7e]+$/;
/** A window of 16 is the field's custom (CMPP, 7). */
const USUAL = { connections: 4, perSecond: 100, window: 16 };
const BOUNDS = [
  ['connections', MAX_SMS_CONNECTIONS],
  ['perSecond', MAX_SMS_PER_SECOND],
  ['window', MAX_SMS_WINDOW],
] as const;

const checkSecret = (secret: string): Failure | undefined => {
  const isRight =
    secret.length >= MIN_SMS_SECRET_CHARS && secret.length <= MAX_SMS_SECRET_CHARS && ACCOUNT.test(secret);
  const remedy = `Choose a random one of ${MIN_SMS_SECRET_CHARS} to ${MAX_SMS_SECRET_CHARS} letters, digits and signs; SMPP takes 8 at most.`;
  return isRight
    ? undefined
    : invalid('sms.secret', 'too short, too long, or with a character that no peer can send', remedy);
};

const secretOf = ({ account, secret }: LineSmsInput, present: LineSms | undefined): Result<string> => {
  if (secret !== undefined) return checkSecret(secret) ?? success(secret);
  return present?.account === account
    ? success(present.secret)
    : invalid('sms.secret', 'missing', 'Give the secret of this account; only one that stands may be left out.');
};

/** Checked and whole. `present`: what stands of the line. */
export const readSms = (said: LineSmsInput | undefined, present: LineSms | undefined): Result<LineSms | undefined> => {
  if (said === undefined) return success(undefined);
  const { account } = said;
  if (account.length > MAX_SMS_ACCOUNT_CHARS || !ACCOUNT.test(account)) {
    const remedy = 'Write a system_id; for CMPP a Source_Addr of six digits.';
    return invalid('sms.account', `not 1 to ${MAX_SMS_ACCOUNT_CHARS} letters, digits and signs`, remedy);
  }
  for (const [field, most] of BOUNDS) {
    const value = said[field];
    const isRight = value === undefined || (Number.isInteger(value) && value >= 1 && value <= most);
    if (!isRight) return invalid(`sms.${field}`, `not 1 to ${most}`, 'Write a whole number.');
  }
  const { connections = USUAL.connections, perSecond = USUAL.perSecond, window = USUAL.window, replyWords = [] } = said;
  const wrong = checkLineWords(replyWords, 'sms.replyWords');
  if (wrong !== undefined) return wrong;
  const secret = secretOf(said, present);
  if (!secret.ok) return secret;
  const words = replyWords.length === 0 ? {} : { replyWords };
  return success({ account, secret: secret.value, connections, perSecond, window, ...words });
};
