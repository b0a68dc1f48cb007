import { isUtf8 } from 'node:buffer';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import { BODY_BYTES_MAX } from '../options.ts';

const JSON_TYPE = /^application\/json\s*(?:;\s*charset=(?:utf-8|"utf-8"))?\s*$/i;

const malformed = (message: string, remedy: string, position?: number): Failure =>
  failure('malformed', 'The body cannot be read', {
    field: '',
    message,
    remedy,
    ...(position === undefined ? {} : { position }),
  });

export const tooLarge = (bytesMax = BODY_BYTES_MAX): Failure =>
  failure('too-large', 'The body is too large', {
    field: '',
    message: `more than ${bytesMax} bytes`,
    remedy: `Send at most ${bytesMax} bytes in one call.`,
  });

/** The type and encoding that a body must declare. */
export const checkBodyHeaders = (type: string | undefined, encoding: string | undefined): Failure | undefined => {
  if (encoding !== undefined && encoding !== 'identity') {
    return malformed(
      `content encoding ${encoding.slice(0, 40)} is not read`,
      'Send the body uncompressed, without Content-Encoding.',
    );
  }
  if (type === 'application/json' || (type !== undefined && JSON_TYPE.test(type))) return undefined;
  const said = type === undefined ? 'no content type' : `content type ${type.slice(0, 80)}`;
  return malformed(`${said}; only application/json in UTF-8 is read`, 'Send "Content-Type: application/json".');
};

/** Longer texts are not searched: a mistake must not cost more than an answer. */
const SEARCHED_CHARS_MAX = 4096;

const parseError = (text: string): string | undefined => {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

/** Could this be the beginning of JSON? The parser says where it stopped, or that the text ended, or else met a wrong character. */
const mayBegin = (text: string): boolean => {
  const message = parseError(text);
  if (message === undefined || message.startsWith('Unexpected end')) return true;
  const stoppedAt = /at position (\d+)/.exec(message)?.[1];
  return stoppedAt !== undefined && Number(stoppedAt) >= text.length;
};

/** Position of the first character that cannot stand there: the parser does not always tell. */
const wrongPosition = (text: string): number | undefined => {
  if (text.length > SEARCHED_CHARS_MAX || mayBegin(text)) return undefined;
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (mayBegin(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
};

/** `position`: of the first byte that is not what UTF-8 has there. */
export const notUtf8 = (bytes: Uint8Array): Failure => {
  const whole = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  let position = 0;
  while (position < bytes.length && whole[position] === bytes[position]) position++;
  return malformed('the body is not valid UTF-8', 'Encode the body as UTF-8; GBK and Latin-1 are not read.', position);
};

/** Bytes to a value. An empty body is undefined: some calls need none. */
export const parseBody = (bytes: Buffer, bytesMax = BODY_BYTES_MAX): Result<unknown> => {
  if (bytes.length === 0) return success(undefined);
  if (bytes.length > bytesMax) return tooLarge(bytesMax);
  if (!isUtf8(bytes)) return notUtf8(bytes);
  const text = bytes.toString('utf8');
  try {
    return success(JSON.parse(text));
  } catch {
    return malformed('the body is not JSON', 'Send one JSON object.', wrongPosition(text));
  }
};
