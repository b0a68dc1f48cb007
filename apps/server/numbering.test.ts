import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PhoneNumber, Result } from '@wurao/domain';
import { CN_2020_DRAFT } from '@wurao/law';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Numbering } from './numbering.ts';

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.title}: ${JSON.stringify(result.errors)}`);
};

const BANK_NUMBER = '+8613900000001' as PhoneNumber;
const HEADING = 'prefix,province,city,area_code,carrier';
let root = '';
let nowMs = 1_000_000;
const clock = (): number => nowMs;
const list = (name: string, ...lines: readonly string[]): string => {
  const path = join(root, name);
  writeFileSync(path, [HEADING, ...lines].join('\n'));
  return path;
};
const replace = (numbering: Numbering, file: string, more: object = {}) =>
  numbering.replace({ file, from: 'a test', acceptLoss: true, ...more }, clock);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wurao-numbering-'));
  nowMs = 1_000_000;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the numbering plan of a data directory', () => {
  it('is the built-in one until another takes its place, at once, for good, and from then on', async () => {
    const numbering = held(Numbering.open(root));
    const before = numbering.current();
    expect(before.head.prefixes).toBe(460_232);
    expect(before.placeOf(BANK_NUMBER)?.province.zh).not.toBe('西藏');
    // Another thread that has looked already.
    const elsewhere = held(Numbering.open(root));
    expect(elsewhere.at(nowMs)).toBeDefined();
    nowMs += 1_000;
    const report = held(await replace(numbering, list('one.csv', '1390000,西藏,拉萨,0891,移动'), { asOf: '2026-03' }));
    expect(report).toMatchObject({ replaced: true, prefixes: 1, asOf: '2026-03', source: 'a test' });
    expect(numbering.current().placeOf(BANK_NUMBER)?.province.zh).toBe('西藏');
    expect(numbering.sinceMs()).toBe(nowMs);
    for (const one of [numbering, elsewhere, held(Numbering.open(root))]) {
      expect(one.at(nowMs).version).toBe(report.version);
      expect(one.at(nowMs - 1).version).toBe(before.version);
    }
    expect(held(await replace(numbering, join(root, 'numbering', `${report.version}.plan`)))).toMatchObject({
      replaced: false,
    });
  });

  it('shows what would be lost, and loses nothing unasked', async () => {
    const numbering = held(Numbering.open(root));
    const small = list('small.csv', '1390000,浙江,杭州,0571,移动');
    const dry = held(await replace(numbering, small, { dryRun: true }));
    expect(dry).toMatchObject({ replaced: false, comparison: { lost: 460_231 } });
    const refused = await replace(numbering, small, { acceptLoss: false });
    expect(refused).toMatchObject({ ok: false, code: 'conflict' });
    expect(refused.ok ? [] : refused.errors.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^西藏 Xizang: \d+ lost/),
    );
    expect(existsSync(join(root, 'numbering'))).toBe(false);
  });

  it('is not replaced by a list with bad lines, a damaged plan or nothing', async () => {
    const numbering = held(Numbering.open(root));
    const bad = await replace(
      numbering,
      list('bad.csv', '1390000,浙江,杭州,0571,移动', '1390000,浙江,杭州,0571,移动', '139,江浙,x,1,y'),
    );
    expect(bad.ok ? [] : bad.errors.map(({ field, position }) => `${field} ${position}`)).toEqual([
      'prefix 3',
      'prefix 4',
    ]);
    const damaged = join(root, 'damaged.plan');
    writeFileSync(damaged, `WURAONUM\u0001\0${'x'.repeat(40)}`);
    expect(await replace(numbering, damaged)).toMatchObject({ ok: false, code: 'invalid' });
    expect(await replace(numbering, join(root, 'none'))).toMatchObject({ ok: false, errors: [{ field: 'file' }] });
    expect(await replace(numbering, damaged, { from: ' ' })).toMatchObject({ ok: false, errors: [{ field: 'from' }] });
    expect(numbering.current().head.prefixes).toBe(460_232);
  });

  it('reads packed lists', async () => {
    const path = join(root, 'list.csv.gz');
    writeFileSync(path, gzipSync(readFileSync(list('list.csv', '1390000,西藏,拉萨,0891,移动'))));
    expect(held(await replace(held(Numbering.open(root)), path))).toMatchObject({ replaced: true, prefixes: 1 });
  });

  it('passes over half a line of its history, and is refused by name when the plan in force is damaged', async () => {
    const numbering = held(Numbering.open(root));
    const { version } = held(await replace(numbering, list('one.csv', '1390000,西藏,拉萨,0891,移动')));
    appendFileSync(join(root, 'numbering', 'history.ndjson'), '{"version":"half');
    expect(held(Numbering.open(root)).current().version).toBe(version);
    nowMs += 1;
    const next = held(await replace(held(Numbering.open(root)), list('two.csv', '1390001,西藏,拉萨,0891,移动')));
    expect(held(Numbering.open(root)).current().version).toBe(next.version);
    writeFileSync(join(root, 'numbering', `${next.version}.plan`), 'x');
    expect(Numbering.open(root)).toMatchObject({ ok: false, code: 'store-unavailable' });
  });

  it('is bound to packs with rules by province alone, once', async () => {
    mkdirSync(join(root, 'x'));
    const numbering = held(Numbering.open(root));
    expect(numbering.bind(CN_2020_DRAFT)).toBe(CN_2020_DRAFT);
    const west = { ...CN_2020_DRAFT, provinces: { '540000': { clause: 'house-hours' } } };
    const bound = numbering.bind(west);
    expect(bound.numbering?.version).toBe(numbering.current().version);
    expect(numbering.bind(west)).toBe(bound);
    const { version } = held(await replace(numbering, list('one.csv', '1390000,西藏,拉萨,0891,移动')));
    expect(numbering.bind(west).numbering?.version).toBe(version);
  });
});
