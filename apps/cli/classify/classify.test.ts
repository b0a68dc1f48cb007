import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encoded } from '../scrub/encoding.ts';
import { ran } from '../testing-shell.ts';

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
    const { code, out } = await classified(`id,text\n1\n2,${TALK}\n`, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ rows: 2, badRows: 1, purposes: { personal: 1 } });
    expect(result().toString().split('\n')[1]).toBe('1,,,,');
  });

  it('names what is wrong with how it was called', async () => {
    expect(await classified('a,b\n1,2\n')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no column text'),
    });
    writeFileSync(join(folder, 'in.csv'), 'text\nx\n');
    const onto = await ran(['classify', 'in.csv', '--text-column', 'text', '-o', 'in.csv'], { cwd: folder });
    expect(onto).toMatchObject({ code: 2, err: expect.stringContaining('that is the list itself') });
    const absent = await ran(['classify', 'no.csv', '--text-column', 'text', '-o', 'out.csv'], { cwd: folder });
    expect(absent.code).toBe(2);
    expect(readdirSync(folder)).toEqual(['in.csv']);
  });
});
