import { expect, it } from 'vitest';
import { RANDOM_SECRETS } from './secrets.ts';

it('a secret is never read as a flag by the command line it is given to', () => {
  const secrets = Array.from({ length: 1_000 }, RANDOM_SECRETS.newSecret);
  expect(secrets.filter((secret) => !/^wurao_[\w-]{43}$/.test(secret))).toEqual([]);
});
