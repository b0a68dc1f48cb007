import { asId } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { MS_PER_DAY } from './judge-rate.ts';
import { onPresentLines, previewSpan, subjectDays, subjectsIn, thatMayCount } from './rate-look.ts';
import { attemptAt, BEGIN, complaintOf, people } from './testing/complaints.ts';

const HABITUAL = { moreThan: 2, days: 30 };
const LINE = { kind: 'line', id: 'line-1' } as const;

describe('a look at rates', () => {
  it('counts the attempts of those alone who are complained about in the window', () => {
    const span = { fromMs: BEGIN + MS_PER_DAY, toMs: BEGIN + 3 * MS_PER_DAY };
    const elsewhere = complaintOf(9, 3, { attempt: attemptAt(3, { line: asId('line-9') }) });
    const subjects = subjectsIn([...people(3, 1), elsewhere, complaintOf(8, 1, { attempt: undefined })], span);
    expect(subjects.map(({ kind, id }) => `${kind}:${id}`)).toEqual([
      'number:95566',
      'line:line-1',
      'merchant:merchant-1',
      'content:content-1',
      'party:party-carrier',
      'party:party-agent',
    ]);
    expect(subjectsIn(people(3, 3), span)).toEqual([]);
  });

  it('takes a line as it answers now, and no complaint of one that is gone', () => {
    const line = { id: asId<never>('line-1'), class: 'personal', chain: [asId<never>('party-b')] } as const;
    const [present, gone] = onPresentLines(
      [complaintOf(1, 1), complaintOf(2, 1, { attempt: attemptAt(1, { line: asId('line-2') }) })],
      [line],
    );
    expect(present?.attempt).toMatchObject({ lineClass: 'personal', chain: ['party-b'] });
    expect(gone?.attempt).toBeUndefined();
  });

  it('leaves out whoever has no matched complaint, and nothing of one who has', () => {
    const unmatched = complaintOf(1, 2, { attempt: undefined });
    const stranger = complaintOf(2, 1, { attempt: undefined });
    expect(thatMayCount([complaintOf(1, 1), unmatched, stranger])).toEqual([complaintOf(1, 1), unmatched]);
  });
});

describe('a preview', () => {
  it('is of whole days of China, the last of them over', () => {
    const nowMs = Date.parse('2026-03-12T00:30:00+08:00');
    expect(previewSpan(nowMs, 2, 480)).toEqual({
      fromMs: Date.parse('2026-03-10T00:00:00+08:00'),
      toMs: Date.parse('2026-03-12T00:00:00+08:00'),
    });
  });

  it('has each complainant once, on the day of the attempt, and weighs the habitual', () => {
    // Three of one habitual complainant weigh a third each from the third on; of each only the first counts.
    const complaints = [...people(2, 0), complaintOf(0, 1), complaintOf(5, 2)];
    const attempts = [
      { subject: LINE, part: 0, attempts: 10 },
      { subject: LINE, part: 2, attempts: 7 },
    ];
    const rows = subjectDays(complaints, attempts, { fromMs: BEGIN, days: 4, habitual: HABITUAL });
    expect(rows.find(({ subject }) => subject.kind === 'line')?.days).toEqual([
      { complaints: 2, attempts: 10 },
      { complaints: 0, attempts: 0 },
      { complaints: 1, attempts: 7 },
      { complaints: 0, attempts: 0 },
    ]);
    const often = [0, 1, 2, 3, 4].map((day) =>
      complaintOf(7, day, { attempt: attemptAt(day, { line: asId(`line-${day}`) }) }),
    );
    const days = subjectDays(often, [], { fromMs: BEGIN, days: 5, habitual: HABITUAL });
    const ofLine = (line: string) =>
      days.find(({ subject }) => subject.id === line)?.days.reduce((sum, { complaints: count }) => sum + count, 0);
    expect([ofLine('line-0'), ofLine('line-1'), ofLine('line-2'), ofLine('line-4')]).toEqual([1, 1, 0, 0]);
  });
});
