import { expect, test } from 'vitest';
import { SIMPLIFIED, simplify } from './traditional.ts';

test('traditional writing becomes simplified, and nothing else changes', () => {
  expect(simplify('請勿再發，刪除號碼 OK 回覆TD')).toBe('请勿再发，删除号码 OK 回复TD');
});

test('what a character becomes is in simplified writing', () => {
  for (const [written, meant] of SIMPLIFIED) expect([written, SIMPLIFIED.get(meant)]).toEqual([written, undefined]);
});
