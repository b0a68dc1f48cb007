import { expect, it } from 'vitest';
import { downloadParts } from './download-parts.ts';
import { ScrubResult } from './scrub-result.ts';
import { sampleOf } from './use-scrub.ts';

const list = { head: 'name;number', records: ['a;1', 'b;2', 'c;x'], numbers: ['1', '2', 'x'] };

it('a download has the rows as they stood, with their answers behind them', async () => {
  const result = new ScrubResult(3);
  result.put(0, { decision: 'allow', reason: 'consented' });
  result.put(1, { decision: 'refuse', reason: 'outside-hours', retryAt: '2026-03-01T01:00:00Z' });
  result.put(2, { error: { message: 'no "number"', remedy: 'Write one' } });
  const text = async (outcome: 'allow' | undefined): Promise<string> => {
    const wordsOf = (reason: string): string => `<${reason}>`;
    return (await downloadParts({ list, result, separator: ';', outcome, wordsOf }, async () => {})).join('');
  };
  expect(await text('allow')).toBe(
    '\u{FEFF}name;number;decision;reason;explanation;retryAt\r\na;1;allow;consented;"<consented>";\r\n',
  );
  expect((await text(undefined)).split('\r\n').slice(2)).toEqual([
    'b;2;refuse;outside-hours;"<outside-hours>";2026-03-01T01:00:00Z',
    'c;x;unreadable;unreadable;"no ""number"". Write one";',
    '',
  ]);
});

it('a sample is spread over the list', () => {
  const numbers = Array.from({ length: 1_000 }, (_, place) => String(place));
  const sample = sampleOf({ head: undefined, records: numbers, numbers }, 4);
  expect(sample.numbers).toEqual(['0', '250', '500', '750']);
  expect(sampleOf(list, 9).records).toEqual(list.records);
});
