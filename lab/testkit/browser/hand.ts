import type { ApiClient } from '../api-client.ts';
import type { SampleHouse } from './sample-house.ts';

/** Somebody who acts by a key of its own. */
export interface Hand {
  readonly id: string;
  readonly key: string;
  readonly api: ApiClient;
}

export const handOf = async (
  { admin }: SampleHouse,
  role: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Hand> => {
  const { body } = await admin.post('/v1/keys', { role, ...more });
  const key = String(body['key']);
  return { id: String(body['id']), key, api: admin.as(key) };
};
