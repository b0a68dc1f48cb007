import { asId, type PhoneNumber } from '@wurao/domain';
import { CN_2020_DRAFT } from '@wurao/law';
import { expect, it } from 'vitest';
import { complaintsSince, findRates } from './find-rates.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse('2026-03-30T10:00:00+08:00');
const { numbering: _, ...LAW } = CN_2020_DRAFT;
type Question = Parameters<typeof findRates>[1];
type Tallies = Parameters<typeof findRates>[0]['attemptTallies'];

const complaint = (person: number, daysAgo: number): Question['complaints'][number] => ({
  id: `complaint-${person}`,
  receivedMs: NOW_MS - daysAgo * DAY_MS,
  complainant: `+861380000000${person}` as PhoneNumber,
  proved: true,
  withdrawn: false,
  attempt: {
    decision: asId(`decision-${person}`),
    atMs: NOW_MS - daysAgo * DAY_MS,
    caller: '95566' as PhoneNumber,
    line: asId('line-1'),
    lineClass: 'access',
    campaign: false,
    merchant: asId('merchant-1'),
    content: undefined,
    chain: [],
    province: undefined,
  },
});

it('tells of each line with complaints its last thirty days, today the last', async () => {
  const asked: Parameters<Tallies>[0][] = [];
  const attemptTallies: Tallies = async (question) => {
    asked.push(question);
    if (question.everyMs === undefined) return [];
    const of = { subject: { kind: 'line', id: 'line-1' }, lineClass: 'access', province: undefined } as const;
    return [
      { ...of, part: 27, attempts: 400 },
      { ...of, part: 29, attempts: 100 },
    ];
  };
  const { trends } = await findRates(
    { attemptTallies },
    {
      law: LAW as Question['law'],
      nowMs: NOW_MS,
      complaints: [complaint(1, 2), complaint(2, 2), complaint(3, 0), complaint(4, 40)],
      lines: [{ id: asId('line-1'), class: 'access', chain: [] }],
      provinces: {} as Question['provinces'],
    },
  );
  expect(trends).toHaveLength(1);
  const [{ line, fromMs, days } = { line: '', fromMs: 0, days: [] }] = trends;
  expect([line, fromMs, days.length]).toEqual(['line-1', Date.parse('2026-03-01T00:00:00+08:00'), 30]);
  expect(days.slice(-3)).toEqual([
    { complaints: 2, attempts: 400 },
    { complaints: 0, attempts: 0 },
    { complaints: 1, attempts: 100 },
  ]);
  expect(days.slice(0, -3).every(({ complaints, attempts }) => complaints + attempts === 0)).toBe(true);
  expect(asked.at(-1)?.subjects).toEqual([{ kind: 'line', id: 'line-1' }]);
});

it('needs the complaints of those days, whenever a period of the law began', () => {
  for (let day = 0; day < 40; day++)
    expect(complaintsSince(LAW as Question['law'], NOW_MS + day * DAY_MS)).toBeLessThanOrEqual(
      NOW_MS + (day - 29) * DAY_MS,
    );
});
