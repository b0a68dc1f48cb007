import { expect, it } from 'vitest';
import { filledText, slotNames, slotsOf } from './variables.ts';

it('variables are found in the text, once each', () => {
  expect(slotNames('尊敬的{name},{day}到账{amount}元,{name}')).toEqual(['name', 'day', 'amount']);
  expect(slotNames('{1a} { b } {}')).toEqual([]);
});

it('known variables stay as they were, new ones are guessed, dropped ones go', () => {
  const known = [
    { name: 'name', type: 'text', maxLength: 9 },
    { name: 'gone', type: 'text', maxLength: 9 },
  ] as const;
  expect(slotsOf('{name} {dueDate} {x}', known)).toEqual([
    { name: 'name', type: 'text', maxLength: 9 },
    { name: 'dueDate', type: 'date', maxLength: 20 },
    { name: 'x', type: 'text', maxLength: 20 },
  ]);
});

it('a preview fills what it is given and leaves the rest in braces', () => {
  expect(filledText('您好{name},{x}', { name: '张三', x: '' })).toEqual([
    { text: '您好' },
    { text: '张三', slot: 'name' },
    { text: ',' },
    { text: '{x}', slot: 'x' },
  ]);
});
