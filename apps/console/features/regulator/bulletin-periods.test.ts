import { describe, expect, it } from 'vitest';
import { monthsForgone, periodsOver, readHeld } from './bulletin-periods.ts';

describe('periods that may be frozen', () => {
  it('are over in China, quarters beside the month that ends them', () => {
    expect(periodsOver(Date.UTC(2026, 9, 31, 15, 59), 2)).toEqual(['2026Q3', '2026-09', '2026-08']);
    expect(periodsOver(Date.UTC(2026, 9, 31, 16), 2)).toEqual(['2026-10', '2026Q3', '2026-09']);
    expect(periodsOver(Date.UTC(2027, 0, 1), 1)).toEqual(['2026Q4', '2026-12']);
  });

  it('a quarter forgoes its months that are not out', () => {
    expect(monthsForgone('2026Q3', ['2026-08'])).toEqual(['2026-07', '2026-09']);
    expect(monthsForgone('2026-08', [])).toEqual([]);
  });
});

describe('numbers held, as lines', () => {
  it('are read with or without the heading', () => {
    const held = [{ province: '110000', carrier: 'party-1', subscribers: 20 }];
    expect(readHeld('province,carrier,subscribers\n110000,party-1,20\n')).toEqual({ rows: held });
    expect(readHeld(' 110000 , party-1 , 20')).toEqual({ rows: held });
  });

  it('name the line that is none', () => {
    expect(readHeld('110000,party-1,20\n北京,party-1,many')).toMatchObject({ badLine: 2 });
  });
});
