import { expect, test } from 'vitest';
import { makeLog, maskText } from './log.ts';

test('numbers are masked wherever they stand in a text', () => {
  expect(maskText('refused +8613800001234 and 13800001234, not 95588 nor 2026-11-20T10:00:00Z')).toBe(
    'refused 138****1234 and 138****1234, not 95588 nor 2026-11-20T10:00:00Z',
  );
  expect(maskText('/v1/subscribers/%2B8613800001234/preference')).toBe('/v1/subscribers/138****1234/preference');
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
