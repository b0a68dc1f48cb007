import { expect, test } from 'vitest';
import { systemDrops } from './system-drops.ts';

const HEAD =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops';
const FOUR = ` ${HEAD}
  313: 0100007F:13C4 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 17
  314: 0100007F:13C5 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 99
`;
const SIX = ` ${HEAD}
  315: 00000000000000000000000001000000:13C4 00000000:0000 07 0:0 00:0 0     0        0 1 2 0000000000000000 3
`;

test('what the system dropped for want of room, of both families; unknown where it does not say', () => {
  const read = (path: string): string => {
    if (path.endsWith('udp')) return FOUR;
    return SIX;
  };
  expect(systemDrops(5060, read)).toBe(20);
  expect(systemDrops(5062, read)).toBeUndefined();
  expect(
    systemDrops(5060, () => {
      throw new Error('ENOENT');
    }),
  ).toBeUndefined();
});
