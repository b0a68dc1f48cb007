import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PhoneNumber } from './brands.ts';
import { compareNumbering, compileNumbering, type NumberingRow } from './compile-numbering.ts';
import { readNumberingList } from './numbering-list.ts';
import { FIRST_PREFIX, type NumberingPlan, PREFIXES, readNumberingPlan } from './numbering-plan.ts';
import { PROVINCES, provinceKey, provinceNamed } from './provinces.ts';

const ABOUT = { asOf: '2026-01', source: 'made for this test' };
const AREAS = ['010', '0571', '0991', '020'];
const CITIES = ['北京', '杭州', '乌鲁木齐', '广州'];
const HOLDERS = ['北京', '浙江', '新疆', '广东'];

const row = (prefix: number, place: number, carrier: string, line = 2): NumberingRow => ({
  line,
  prefix: String(prefix),
  province: HOLDERS[place] as string,
  city: CITIES[place] as string,
  areaCode: AREAS[place] as string,
  carrier,
});

const bytesOf = (rows: Iterable<NumberingRow>): Uint8Array => {
  const compiled = compileNumbering(rows, ABOUT);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled));
  return compiled.value;
};
const planOf = (rows: Iterable<NumberingRow>): NumberingPlan => {
  const read = readNumberingPlan(bytesOf(rows));
  if (!read.ok) throw new Error(JSON.stringify(read));
  return read.value;
};
const at = (plan: NumberingPlan, number: string) => plan.placeOf(number as PhoneNumber);

/** Prefixes near each other, so that runs begin, end and touch. */
const rowsArbitrary = fc
  .uniqueArray(
    fc.record({
      prefix: fc.oneof(
        fc.integer({ min: 1_300_000, max: 1_300_040 }),
        fc.integer({ min: 1_999_960, max: 1_999_999 }),
        fc.integer({ min: 1_300_000, max: 1_999_999 }),
      ),
      place: fc.integer({ min: 0, max: 3 }),
      carrier: fc.constantFrom('移动', '联通'),
    }),
    { selector: ({ prefix }) => prefix, minLength: 1, maxLength: 120 },
  )
  .map((some) => some.map(({ prefix, place, carrier }) => row(prefix, place, carrier)));

describe('a numbering plan', () => {
  test('gives its provinces away as bytes that say the same', () => {
    fc.assert(
      fc.property(rowsArbitrary, (rows) => {
        const plan = planOf(rows);
        const { version, mobile, areas } = plan.provinceKeys();
        expect(version).toBe(plan.version);
        const prefixes = [...rows.map(({ prefix }) => Number(prefix)), FIRST_PREFIX, FIRST_PREFIX + PREFIXES - 1];
        for (const prefix of prefixes)
          expect(mobile[prefix - FIRST_PREFIX]).toBe(plan.provinceOf(`+86${prefix}0001` as PhoneNumber));
        for (const area of ['10', '20', '571', '991', '755'])
          expect(areas[Number(area)]).toBe(plan.provinceOf(`+86${area}1234567` as PhoneNumber));
      }),
      { numRuns: 20 },
    );
  });

  test('answers as a plain map of its rows does', () => {
    fc.assert(
      fc.property(rowsArbitrary, fc.array(fc.integer({ min: 1_300_000, max: 1_999_999 })), (rows, others) => {
        const plan = planOf(rows);
        const plain = new Map(rows.map((one) => [one.prefix, one]));
        for (const prefix of [...plain.keys(), ...others.map(String), '1300020', '1999999']) {
          const number = `+86${prefix}0001` as PhoneNumber;
          const wanted = plain.get(prefix);
          const place = plan.placeOf(number);
          expect(place?.city).toBe(wanted?.city);
          expect(place?.areaCode).toBe(wanted?.areaCode);
          expect(place?.assignedTo?.zh).toBe(wanted?.carrier);
          expect(place?.province.zh).toBe(wanted?.province);
          expect(plan.provinceOf(number)).toBe(place ? provinceKey(place.province.code) : 0);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('knows fixed numbers by their area code, and no carrier of them', () => {
    const plan = planOf([row(1_380_013, 0, '移动'), row(1_390_571, 1, '电信')]);
    expect(at(plan, '+861062345678')).toEqual({
      province: { code: '110000', zh: '北京', en: 'Beijing' },
      city: '北京',
      areaCode: '010',
      assignedTo: undefined,
    });
    expect(at(plan, '+8657187654321')?.province.en).toBe('Zhejiang');
    expect(at(plan, '+8657196345')?.province.en).toBe('Zhejiang');
  });

  test('knows nothing of foreign, machine and service numbers, nor of what no list has', () => {
    const plan = planOf([row(1_380_013, 0, '移动')]);
    for (const number of [
      '+14155550123',
      '+8610640000000001',
      '+8614100000000001',
      '95588',
      '10086',
      '1',
      '',
      '+86',
      '+861',
    ])
      expect(at(plan, number), number).toBeUndefined();
    expect(at(plan, '+8613800140000')).toBeUndefined();
    expect(at(plan, '+8657187654321')).toBeUndefined();
  });

  test('gives the same object for the same facts', () => {
    const plan = planOf([row(1_380_013, 0, '移动'), row(1_380_014, 0, '移动')]);
    expect(at(plan, '+8613800130001')).toBe(at(plan, '+8613800149999'));
  });

  test('finds every flipped bit', () => {
    const whole = bytesOf([row(1_380_013, 0, '移动'), row(1_380_020, 1, '联通')]);
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = whole.slice();
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(readNumberingPlan(bytes).ok, `bit ${bit}`).toBe(false);
    }
    for (const length of [0, 10, 23, whole.length - 1])
      expect(readNumberingPlan(whole.slice(0, length)).ok).toBe(false);
  });

  test('of a newer format is refused by name', () => {
    const bytes = bytesOf([row(1_380_013, 0, '移动')]);
    bytes[8] = 2;
    expect(readNumberingPlan(bytes)).toMatchObject({ ok: false, code: 'newer-schema' });
  });
});

describe('a list', () => {
  test('is refused whole, with each bad line, its field and a remedy', () => {
    const refused = compileNumbering(
      [
        row(1_380_013, 0, '移动', 2),
        row(1_380_013, 1, '移动', 3),
        { ...row(1_380_014, 0, '移动', 4), province: '江浙' },
        { ...row(1_380_015, 0, '移动', 5), prefix: '138001' },
        { ...row(1_380_016, 0, '移动', 6), areaCode: '10' },
        { ...row(1_380_017, 1, '移动', 7), areaCode: '010' },
        row(1_380_018, 1, '', 8),
      ],
      ABOUT,
    );
    expect(refused).toMatchObject({ ok: false, title: '6 lines of the list cannot be taken' });
    expect(refused.ok ? [] : refused.errors.map(({ field, position }) => `${field} ${position}`)).toEqual([
      'prefix 3',
      'province 4',
      'prefix 5',
      'areaCode 6',
      'areaCode 7',
      'carrier 8',
    ]);
    expect(refused.ok ? [] : refused.errors.map(({ remedy }) => remedy)).not.toContain('');
    expect(compileNumbering([], ABOUT)).toMatchObject({ ok: false, title: 'An empty list' });
  });

  test('is read from CSV by its heading, in Chinese too', () => {
    const text =
      '\uFEFF号段,省份,城市,邮编,区号,运营商\r\n1380013,北京市,北京,100000,010,移动\r\n\r\n"1390571",浙江省,杭州,310000,0571,电信';
    const rows = readNumberingList(text);
    if (!rows.ok) throw new Error(rows.title);
    const plan = planOf(rows.value);
    expect(plan.head.prefixes).toBe(2);
    expect(at(plan, '+8613905710000')?.province.code).toBe('330000');
    expect(readNumberingList('prefix,province\n1380013,北京')).toMatchObject({ ok: false, code: 'invalid' });
  });
});

test('two plans are compared prefix by prefix', () => {
  const before = planOf([row(1_380_013, 0, '移动'), row(1_380_014, 0, '移动'), row(1_380_015, 1, '联通')]);
  const after = planOf([row(1_380_013, 0, '联通'), row(1_380_015, 2, '联通'), row(1_380_016, 1, '移动')]);
  expect(compareNumbering(before, after)).toEqual({
    gained: 1,
    lost: 1,
    movedProvince: 1,
    movedCity: 0,
    otherCarrier: 1,
    provinces: [
      { province: provinceNamed('北京'), before: 2, after: 1, lost: 1 },
      { province: provinceNamed('浙江'), before: 1, after: 1, lost: 0 },
      { province: provinceNamed('新疆'), before: 0, after: 1, lost: 0 },
    ],
  });
});

test('provinces have a code and names of their own, and are found by each', () => {
  expect(PROVINCES).toHaveLength(34);
  for (const pick of ['code', 'zh', 'en'] as const) expect(new Set(PROVINCES.map((one) => one[pick])).size).toBe(34);
  for (const full of [
    '内蒙古自治区',
    '广西壮族自治区',
    '新疆维吾尔自治区',
    '宁夏回族自治区',
    '香港特别行政区',
    '540000',
  ])
    expect(provinceNamed(full), full).toBeDefined();
  expect(provinceNamed('江浙')).toBeUndefined();
});
