import { seenNoun } from '../nouns.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

/** POST /v1/sanctions/{id}/lifting */
export const liftSanction: Handler = async (call, ports) => {
  const { note } = call.body as { readonly note: string };
  const id = call.params['id'] ?? '';
  await seenNoun(call, ports, 'sanction', id);
  return write(call, ports, { kind: 'liftSanction', id, note }, 'sanction');
};
