import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RowScan } from '@wurao/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encoded } from '../scrub/encoding.ts';
import { LIST_ROW_BYTES_MAX } from '../scrub/list.ts';
import { ran } from '../testing-shell.ts';
import { classifyRows } from './classify-rows.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wurao-classify-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LOAN = '无抵押贷款，利息低，放款快';
const TALK = '你晚上回来吃饭吗';

const classified = async (content: string | Uint8Array, ...more: readonly string[]) => {
  writeFileSync(join(folder, 'in.csv'), content);
  const { code, out, err } = await ran(['classify', 'in.csv', '--text-column', 'text', '-o', 'out.csv', ...more], {
    cwd: folder,
  });
  return { code, out, err };
};
const result = (): Buffer => readFileSync(join(folder, 'out.csv'));

describe('wurao classify', () => {
  it('puts four columns behind each row, in order', async () => {
    const { code, out } = await classified(`id,text\r\n1,"${LOAN}，""快"""\r\n\r\n2,${TALK}\r\n`);
    expect(code).toBe(0);
    expect(out).toContain('2 messages');
    const lines = result().toString().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('id,text,purpose,category,commercial,probability');
    expect(lines[1]).toMatch(new RegExp(`^1,"${LOAN}，""快""",marketing,loan,true,0\\.\\d{6}$|,true,1\\.000000$`));
    expect(lines[2]).toBe('');
    expect(lines[3]).toMatch(new RegExp(`^2,${TALK},personal,other,false,(0\\.\\d{6}|1\\.000000)$`));
  });

  it('keeps line breaks inside a text, and ends a last row that had no end', async () => {
    await classified(`text,id\n"${LOAN}\n${LOAN}",7`);
    expect(result().toString()).toMatch(/",7,marketing,loan,true,[01]\.\d{6}\n$/);
  });

  it('reads and keeps GB18030', async () => {
    const { code } = await classified(encoded(`text\n${LOAN}\n`, 'gb18030'));
    expect(code).toBe(0);
    expect(new TextDecoder('gb18030').decode(result())).toMatch(new RegExp(`\n${LOAN},marketing,loan,true,`));
  });

  it('keeps the place of a row that it cannot read, and says so', async () => {
    const { code, out, err } = await classified(`id,text\n1\n2,${TALK}\n`, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ rows: 2, badRows: 1, purposes: { personal: 1 } });
    expect(result().toString().split('\n')[1]).toBe('1,,,,');
    expect(err).toContain('line 2, column 2: 1 columns where the first row has 2\n');
  });

  it('gives a row no answer under the names of other columns, tells the first bad rows and keeps all that are asked for', async () => {
    const torn = Array.from({ length: 22 }, () => `1,${TALK},又一段\n`).join('');
    const gbk = encoded(`2,${TALK}\n`, 'gb18030');
    const list = Buffer.concat([Buffer.from(`id,text\n${torn}`), gbk]);
    const { code, out, err } = await classified(list, '--encoding', 'utf-8', '--bad-rows', 'bad.csv');
    expect(code).toBe(1);
    expect(out).toContain('23 messages\n23 could not be read and have no answer');
    expect(result().toString().split('\n')[1]).toBe(`1,${TALK},又一段,,,,`);
    expect(err).toContain('line 21, column 2: 3 columns where the first row has 2');
    expect(err).not.toContain('line 22,');
    expect(err).toContain(`… and 3 more bad rows; all are in ${join(folder, 'bad.csv')}`);
    const bad = readFileSync(join(folder, 'bad.csv'), 'utf8').split('\n');
    expect(bad).toHaveLength(25);
    expect(bad[23]).toBe('24,2,text,,not valid utf-8,"Say --encoding, or save the list again in one encoding."');
  });

  it('stops at a row that is too long to be kept, and leaves nothing behind', async () => {
    const long = `3,"${'长'.repeat(LIST_ROW_BYTES_MAX / 2)}"`;
    const { code, err } = await classified(`id,text\n1,${TALK}\n${long}\n4,${TALK}\n`);
    expect(code).toBe(2);
    expect(err).toContain(`at 3:1: the row on line 3 is longer than ${LIST_ROW_BYTES_MAX} bytes\n`);
    expect(err).toContain('Look for a quotation mark that is not closed there. --output was not written.\n');
    expect(readdirSync(folder)).toEqual(['in.csv']);
  });

  it('says where to make room when the disk is full at the end, and leaves what was there', async () => {
    const probe = await open(import.meta.filename);
    const syncing = vi.spyOn(Object.getPrototypeOf(probe) as typeof probe, 'sync');
    await probe.close();
    writeFileSync(join(folder, 'out.csv'), 'before');
    syncing.mockRejectedValue(new Error('ENOSPC: no space left on device'));
    try {
      const { code, err } = await classified(`text\n${TALK}\n`);
      expect(code).toBe(2);
      expect(err).toContain('--output: ENOSPC: no space left on device\n');
      expect(err).toContain('Make room there, or name another file, then run the same again.\n');
    } finally {
      syncing.mockRestore();
    }
    expect(readdirSync(folder).sort()).toEqual(['in.csv', 'out.csv']);
    expect(result().toString()).toBe('before');
  });

  it('leaves alone what a scrub into the same file has left to go on with', async () => {
    writeFileSync(join(folder, 'out.csv.part'), 'half');
    await classified(`text\n${TALK}\n`);
    expect(readdirSync(folder).sort()).toEqual(['in.csv', 'out.csv', 'out.csv.part']);
    expect(readFileSync(join(folder, 'out.csv.part'), 'utf8')).toBe('half');
  });

  it('says that the list cannot be read where its disk breaks off, and names no way to go on that there is not', async () => {
    const more = (): Promise<never> => Promise.reject(new Error('EIO: i/o error'));
    const rows = { scan: new RowScan({ rowBytesMax: LIST_ROW_BYTES_MAX }), read: () => 0, more };
    const bad = { tell: () => undefined, isFull: false, flush: async () => ({ ok: true, value: undefined }) as const };
    const sink = { put: () => undefined, sure: () => undefined, isFull: false, flush: bad.flush };
    const shape = { encoding: 'utf-8', column: 0, columns: 1 } as const;
    const classify = (): never => {
      throw new Error('never asked');
    };
    expect(await classifyRows({ rows, shape, sink, bad, classify })).toMatchObject({
      code: 'not-ready',
      title: 'The list cannot be read',
      errors: [{ message: 'at line 0: EIO: i/o error', remedy: 'See to its disk, then run the same again.' }],
    });
  });

  it('names what is wrong with how it was called', async () => {
    expect(await classified('a,b\n1,2\n')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--text-column: there is no column text'),
    });
    writeFileSync(join(folder, 'in.csv'), 'text\nx\n');
    const onto = await ran(['classify', 'in.csv', '--text-column', 'text', '-o', 'in.csv'], { cwd: folder });
    expect(onto).toMatchObject({ code: 2, err: expect.stringContaining('that is the list itself') });
    const absent = await ran(['classify', 'no.csv', '--text-column', 'text', '-o', 'out.csv'], { cwd: folder });
    expect(absent.code).toBe(2);
    const bad = await ran(['classify', 'in.csv', '--text-column', 'text', '-o', 'out.csv', '--bad-rows', 'out.csv'], {
      cwd: folder,
    });
    expect(bad).toMatchObject({ code: 2, err: expect.stringContaining('--bad-rows: that is the list or its result') });
    const nowhere = await ran(['classify', 'in.csv', '--text-column', 'text', '-o', 'no/out.csv'], { cwd: folder });
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('--output: ENOENT') });
    expect(readdirSync(folder)).toEqual(['in.csv']);
  });
});
