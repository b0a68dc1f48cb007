import { createHash } from 'node:crypto';
import { invalid, type Result, success } from '@wurao/domain';
import type { Idempotency } from '@wurao/registry';
import { IDEMPOTENCY_KEY_CHARS_MAX } from '../options.ts';
import { canonicalJson } from './canonical-json.ts';

const PRINTABLE = /^[\x21-\x7e]+$/;

/** The key with what it is bound to: method, path and body, whatever the order of the body's fields. */
export const idempotencyOf = (
  header: string | string[] | undefined,
  method: string,
  path: string,
  body: unknown,
): Result<Idempotency | undefined> => {
  if (header === undefined) return success(undefined);
  const key = String(header);
  const remedy = `Send 1 to ${IDEMPOTENCY_KEY_CHARS_MAX} printable characters without spaces, such as a UUID.`;
  if (key.length > IDEMPOTENCY_KEY_CHARS_MAX) {
    return invalid(
      'Idempotency-Key',
      `longer than ${IDEMPOTENCY_KEY_CHARS_MAX} characters`,
      remedy,
      IDEMPOTENCY_KEY_CHARS_MAX,
    );
  }
  if (!PRINTABLE.test(key))
    return invalid('Idempotency-Key', 'empty, or with characters that a key may not have', remedy);
  const bodyHash = createHash('sha256')
    .update(`${method} ${path}\n${canonicalJson(body)}`)
    .digest('hex');
  return success({ key, bodyHash });
};
