import { expect, test } from 'vitest';
import { better, type Candidate } from './best-response.ts';

const heard = (status: number, branch = 0): Candidate => ({ status, branch, isOwn: false });

const best = (...statuses: number[]): number | undefined =>
  statuses.map(heard).reduce<Candidate | undefined>((found, next) => better(found, next), undefined)?.status;

test('a 6xx before all, else the lowest class (16.7, step 6)', () => {
  expect(best(302, 603, 404)).toBe(603);
  expect(best(500, 404)).toBe(404);
  expect(best(404, 302, 500)).toBe(302);
  expect(best(503, 408)).toBe(408);
});

test('within a class, what tells the caller what to do instead (16.7, step 6), and last what says nothing', () => {
  for (const status of [401, 407, 415, 420, 484]) {
    expect(best(status, 404)).toBe(status);
    expect(best(404, status)).toBe(status);
  }
  expect(best(408, 404)).toBe(404);
  expect(best(404, 408)).toBe(404);
  expect(best(503, 500)).toBe(500);
  expect(best(500, 503)).toBe(500);
});

test('of equals the later, but what was heard before what is only supposed', () => {
  expect(better(heard(486, 0), heard(404, 1)).branch).toBe(1);
  expect(better(heard(408, 0), { status: 408, branch: 1, isOwn: true }).branch).toBe(0);
  expect(better({ status: 408, branch: 0, isOwn: true }, heard(408, 1)).branch).toBe(1);
});
