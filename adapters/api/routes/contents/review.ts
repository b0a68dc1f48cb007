import { stopInvalid } from '../../http/need.ts';
import { seenNoun } from '../nouns.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface ReviewBody {
  readonly approve: boolean;
  readonly note?: string;
}

/** POST /v1/contents/{id}/review */
export const reviewContent: Handler = async (call, ports) => {
  const { approve, note } = call.body as ReviewBody;
  if (!approve && note === undefined) throw stopInvalid('note', 'missing', 'Say what the merchant should change.');
  const id = call.params['id'] ?? '';
  await seenNoun(call, ports, 'content', id);
  return write(call, ports, { kind: 'reviewContent', id, approve, note }, 'content');
};
