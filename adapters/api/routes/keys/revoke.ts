import { asId, type KeyId } from '@wurao/domain';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

/** DELETE /v1/keys/{id}: the next call with it is answered 401. */
export const revokeKey: Handler = (call, ports) => {
  const id = asId<KeyId>(call.params['id'] ?? '');
  return write(call, ports, { kind: 'revokeKey', id }, 'key', { id });
};
