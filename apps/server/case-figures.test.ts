import { failure, success } from '@wurao/domain';
import { expect, it } from 'vitest';
import { withoutSmall } from './case-figures.ts';
import { KeptCounts } from './kept-count.ts';

it('hides small counts, and one more so that the total gives none away', () => {
  const byProvince = [
    { province: '110000', count: 5_000 },
    { province: '330000', count: 200 },
    { province: '540000', count: 3 },
  ];
  const byCategory = [
    { category: 'loan', count: 5_203 },
    { category: 'travel', count: 9 },
  ] as const;
  expect(withoutSmall({ total: 5_203, byProvince, byCategory }, 7)).toEqual({
    countedMs: 7,
    total: 5_203,
    byProvince: [
      { province: '110000', count: 5_000 },
      { province: '330000', count: undefined },
      { province: '540000', count: undefined },
    ],
    byCategory: [
      { category: 'loan', count: 5_203 },
      { category: 'travel', count: undefined },
    ],
  });
});

it('counts again once what was counted has stood its time, or failed', async () => {
  let [nowMs, counts] = [0, 0];
  const kept = new KeptCounts<number>(1_000, 2, () => nowMs);
  const count = (name: string) => kept.of(name, async () => success(++counts));
  expect(await Promise.all([count('a'), count('a'), count('b')])).toEqual([success(1), success(1), success(2)]);
  nowMs = 1_000;
  expect(await count('a')).toEqual(success(3));
  await count('c');
  expect(await count('b'), 'more than two are not kept').toEqual(success(5));
  const failing = async () => kept.of('d', async () => failure('not-ready', 'x'));
  expect((await failing()).ok).toBe(false);
  expect(await count('d')).toEqual(success(6));
});
