import { expect, test } from 'vitest';
import { makeLog, maskText } from './log.ts';

test('numbers are masked wherever they stand in a text', () => {
  expect(maskText('refused +8613800001234 and 13800001234, not 95588 nor 2026-11-20T10:00:00Z')).toBe(
    'refused 138****1234 and 138****1234, not 95588 nor 2026-11-20T10:00:00Z',
  );
  expect(maskText('/v1/subscribers/%2B8613800001234/preference')).toBe('/v1/subscribers/138****1234/preference');
});

test('in any spelling and wherever in a field', () => {
  const told = 'to +6591234567, 13800001234x, +86 138 0000 1234, 138-0000-1234, 010-62345678 or +86(0571)87654321';
  expect(maskText(told)).toBe('to 659****4567, 138****1234x, 138****1234, 138****1234, 010****5678 or 057****4321');
  const lines: string[] = [];
  const log = makeLog(
    'json',
    'info',
    (line) => lines.push(line),
    () => 0,
  );
  log('info', 'told', { to: ['+8613800001234'], of: { callee: '+8613800001234', number: 13800001234 } });
  expect(lines[0]).not.toMatch(/00001234/);
});

test('a value makes no second line', () => {
  const lines: string[] = [];
  makeLog(
    'text',
    'info',
    (line) => lines.push(line),
    () => 0,
  )('warn', 'failed', { problem: 'x\n1970-01-01T00:00:00.000Z info  forged\u001b[2J' });
  expect(lines).toEqual([
    '1970-01-01T00:00:00.000Z warn  failed problem="x\\n1970-01-01T00:00:00.000Z info  forged\\u001b[2J"\n',
  ]);
});

test('a JSON line carries its fields, masked, and only from the level asked for', () => {
  const lines: string[] = [];
  const log = makeLog(
    'json',
    'info',
    (line) => lines.push(line),
    () => 0,
  );
  log('debug', 'not written');
  log('info', 'decided', { callee: '+8613800001234', decision: 'd1-16k' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { at: '1970-01-01T00:00:00.000Z', level: 'info', event: 'decided', callee: '138****1234', decision: 'd1-16k' },
  ]);
});

test('text lines are for people', () => {
  const lines: string[] = [];
  makeLog(
    'text',
    'info',
    (line) => lines.push(line),
    () => 0,
  )('warn', 'clock behind', { skewMs: 5 });
  expect(lines).toEqual(['1970-01-01T00:00:00.000Z warn  clock behind skewMs=5\n']);
});
