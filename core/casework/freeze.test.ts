import { describe, expect, it } from 'vitest';
import { type BulletinPeriod, spanOf } from './bulletin-period.ts';
import { freeze, frozenText, MAX_COUNT, readFrozen } from './freeze.ts';
import { PROTECTING_REASONS } from './ports.ts';
import { countsOf, frozenOf, type Rows, seededRows, shuffledRows } from './testing/counts.ts';

const Q2: BulletinPeriod = { kind: 'quarter', year: 2024, index: 2 };
const PLACE = { province: '110000', carrier: 'party-carrier-1' };
const ORDER = { period: Q2, takenAtMs: spanOf(Q2).toMs, sequence: 9, law: 'cn-2020-draft' };

describe('freeze', () => {
  it('asks for the span of the period, its end, and the reasons that protect', async () => {
    const asked: unknown[] = [];
    const note =
      (name: string) =>
      async (...of: unknown[]): Promise<never[]> => {
        asked.push([name, ...of]);
        return [];
      };
    const names = ['subscribers', 'protections', 'complaints', 'decisions', 'lateness', 'exposed', 'names'] as const;
    const counts = Object.fromEntries(names.map((name) => [name, note(name)]));
    await freeze(ORDER, { ...countsOf({}), ...counts });
    const span = { fromMs: Date.parse('2024-04-01T00:00+08:00'), toMs: Date.parse('2024-07-01T00:00+08:00') };
    expect(asked).toEqual([
      ['subscribers', span.toMs],
      ['protections', span, PROTECTING_REASONS],
      ['complaints', span],
      ['decisions', span],
      ['lateness', span],
      ['exposed', span],
      ['names', []],
    ]);
  });

  it('waits for the end of the period', async () => {
    const early = await freeze({ ...ORDER, takenAtMs: spanOf(Q2).toMs - 1 }, countsOf({}));
    expect(early).toMatchObject({ ok: false, errors: [{ field: 'takenAtMs' }] });
    expect(await freeze(ORDER, countsOf({}))).toMatchObject({ ok: true });
  });

  it('adds rows of the same words up, leaves empty ones out, and keeps names of those it counts', async () => {
    const one = { ...PLACE, channel: 'voice', category: 'loan' } as const;
    const frozen = await frozenOf(Q2, {
      complaints: [
        { ...one, count: 3 },
        { ...one, channel: 'sms', count: 0 },
        { ...one, count: 4 },
      ],
      names: [
        ['party-other', '无关'],
        ['party-carrier-1', '甲通信'],
      ],
    });
    expect(frozen.complaints).toEqual([{ ...one, count: 7 }]);
    expect(frozen.names).toEqual([['party-carrier-1', '甲通信']]);
  });

  it('is the same text in whatever order rows come, and reads back', async () => {
    const rows = seededRows(1);
    const text = frozenText(await frozenOf(Q2, rows));
    for (let seed = 1; seed <= 20; seed++) expect(frozenText(await frozenOf(Q2, shuffledRows(rows, seed)))).toBe(text);
    const read = readFrozen(text);
    expect(read.ok && frozenText(read.value)).toBe(text);
  });

  it('refuses rows that the port does not promise, by field and position', async () => {
    const complaint = { ...PLACE, channel: 'voice', category: 'loan', count: 1 } as const;
    const firm = { ...PLACE, name: 'A', creditCode: '', reason: 'r', acted: false };
    const bad: [string, object][] = [
      ['complaints[1].count', { complaints: [complaint, { ...complaint, count: -1 }] }],
      ['complaints[0].count', { complaints: [{ ...complaint, count: 1.5 }] }],
      ['complaints[1].count', { complaints: [{ ...complaint, count: MAX_COUNT }, complaint] }],
      ['complaints[0].channel', { complaints: [{ ...complaint, channel: 'fax' }] }],
      ['complaints[0].province', { complaints: [{ ...complaint, province: '999999' }] }],
      ['complaints[0].carrier', { complaints: [{ ...complaint, carrier: '' }] }],
      ['complaints[0].province', { complaints: [null] }],
      ['decisions[0].reason', { decisions: [{ ...PLACE, reason: 'no-basis', count: 1 }] }],
      ['subscribers[0].protected', { subscribers: [{ ...PLACE, subscribers: 1, protected: 2 }] }],
      ['lateness[0].late', { lateness: [{ ...PLACE, party: 'party-1', due: 1, late: 2 }] }],
      ['exposed[0].name', { exposed: [{ ...PLACE, onDay: '2024-05-01', name: '\ud800', creditCode: '' }] }],
      ...['2024-03-31', '2024-07-01', '2024-06-31', '2024-5-1', '', 20_240_501].map((onDay): [string, object] => [
        'exposed[0].onDay',
        { exposed: [{ ...firm, onDay }] },
      ]),
      [
        'names[1]',
        {
          complaints: [complaint],
          names: [
            ['a', 'A'],
            ['a', 'B'],
          ],
        },
      ],
    ];
    for (const [field, rows] of bad)
      expect(await freeze(ORDER, countsOf(rows as Partial<Rows>)), field).toMatchObject({
        ok: false,
        errors: [{ field }],
      });
  });

  it('takes a publication on the first day of the period and on its last', async () => {
    const firm = { ...PLACE, name: 'A', creditCode: '', reason: 'r', acted: false };
    const exposed = ['2024-04-01', '2024-06-30'].map((onDay) => ({ ...firm, onDay }));
    const frozen = await freeze(ORDER, countsOf({ exposed }));
    expect(frozen.ok && frozen.value.exposed.map(({ onDay }) => onDay)).toEqual(['2024-04-01', '2024-06-30']);
  });

  it('reads nothing that was changed after it was frozen', async () => {
    const text = frozenText(await frozenOf(Q2, seededRows(2, 3)));
    const first = /"count":(\d+)/.exec(text)?.[1];
    const others = [
      text.replace('\n', ''),
      `${text} `,
      text.replace('"form":1', '"form":2'),
      text.replace('{"form"', '{"more":1,"form"'),
      text.replace(`"count":${first}`, `"count":${first}.0`),
      text.replace('"2024Q2"', '"2024Q5"'),
      '',
      'null',
      '[]',
    ];
    for (const other of others) expect(readFrozen(other), other.slice(0, 80)).toMatchObject({ ok: false });
  });
});
