import { expect, test } from 'vitest';
import { failuresTold } from './tell-failures.ts';

test('why a network is not reached is told once, again when the reason is another one, and when it is reached', () => {
  let [isOpen, lastFailure]: [boolean, string | undefined] = [false, undefined];
  const said: unknown[] = [];
  const way = {
    name: 'first',
    get isOpen() {
      return isOpen;
    },
    figures: () => ({ lastFailure }) as never,
  };
  const tell = failuresTold([way], (level, what, detail) => said.push([level, what, detail]));
  const ticks = (): unknown[] => {
    tell();
    tell();
    return said.splice(0);
  };
  expect(ticks()).toEqual([]);
  lastFailure = 'ECONNREFUSED';
  expect(ticks()).toEqual([['warn', 'network not reached', { network: 'first', problem: 'ECONNREFUSED' }]]);
  lastFailure = 'bind refused';
  expect(ticks()).toEqual([['warn', 'network not reached', { network: 'first', problem: 'bind refused' }]]);
  isOpen = true;
  expect(ticks()).toEqual([['info', 'network reached', { network: 'first' }]]);
});
