import { expect, test } from 'vitest';
import { SteadyClock } from './clock.ts';

test('time stands still while the machine is behind, and goes on from there', () => {
  let machineMs = 1000;
  const clock = new SteadyClock(() => machineMs);
  expect(clock.nowMs()).toBe(1000);
  machineMs = 400;
  expect([clock.nowMs(), clock.skewMs]).toEqual([1000, 600]);
  machineMs = 1001;
  expect([clock.nowMs(), clock.skewMs]).toEqual([1001, 0]);
});

test('what was on record before the start counts as time passed', () => {
  const clock = new SteadyClock(() => 1000);
  clock.atLeast(5000);
  expect([clock.nowMs(), clock.skewMs]).toEqual([5000, 4000]);
});
