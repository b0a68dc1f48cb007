import type { Hand } from './hand.ts';
import type { SampleHouse } from './sample-house.ts';

/** More than a sheet of paper has lines: so many people with one evidence wait for a review. */
const ROWS = 65;
const DAY_MS = 86_400_000;
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** An import of the bank whose rows all name one sheet; answers its id when they are held. `said`: its name, words, evidence. */
export const holdImport = async (
  { url }: SampleHouse,
  { api, key }: Pick<Hand, 'api' | 'key'>,
  said: string,
): Promise<string> => {
  const constants = { merchant: 'merchant-sample-bank', purposes: 'marketing', categories: 'loan', channels: 'voice' };
  const made = await api.post('/v1/imports', {
    kind: 'bases',
    name: said,
    onError: 'quarantine',
    constants: { ...constants, method: 'paper' },
  });
  const path = `/v1/imports/${made.body['id']}`;
  const words = quoted(said);
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const from = new Date(Date.now() - DAY_MS - at * at * 137).toISOString();
    return `138${10_000_000 + at * 977},${words},${words},${from}`;
  });
  const sent = await fetch(`${url}${path}/content?offset=0`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
    body: ['subscriber,words,evidence,from', ...rows].join('\n'),
  });
  if (sent.status !== 200) throw new Error(await sent.text());
  await api.post(`${path}/start`, undefined);
  for (;;) {
    const { body } = await api.get(path);
    if (body['state'] === 'done' && body['held'] === ROWS) return String(body['id']);
    if (!['checking', 'running'].includes(String(body['state']))) throw new Error(JSON.stringify(body));
    await new Promise((resolve) => setImmediate(resolve));
  }
};
