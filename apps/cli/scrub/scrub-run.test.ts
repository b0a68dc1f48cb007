import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Result, success } from '@wurao/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AnswerRows } from './answer-rows.ts';
import { ScrubRun } from './scrub-run.ts';
import { Sink } from './sink.ts';
import type { StreamCall } from './stream-call.ts';

let folder = '';
const files: FileHandle[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wurao-scrub-run-'));
});

afterEach(async () => {
  for (const file of files.splice(0)) await file.close();
  rmSync(folder, { recursive: true, force: true });
});

const SHAPE = { encoding: 'utf-8', column: 0, columns: 1, hasHeader: false } as const;

const allow = (callee: string, line: number): string =>
  callee === '""'
    ? `,,,,,"{""line"":${line},""field"":""callee"",""message"":""empty""}"\n`
    : 'id,allow,consented,5,,\n';

/** A server that answers all at the end, as `answer` says for a callee on its line. */
const serverOf = (answer: (callee: string, line: number) => string): StreamCall => {
  let asked = '';
  const ended = Promise.withResolvers<void>();
  const answers = async function* (): AsyncGenerator<Buffer> {
    await ended.promise;
    const callees = asked.trimEnd().split('\n');
    yield Buffer.from(
      `id,decision,reason,reasonCode,retryAt,error\n${callees.map((one, i) => answer(one, i + 1)).join('')}`,
    );
  };
  return {
    write: async (rows) => {
      asked += String(rows);
    },
    end: ended.resolve,
    answers: async () => success(answers()),
    stop: ended.resolve,
  };
};

const opened = async (name: string, flags: string): Promise<FileHandle> => {
  const file = await open(join(folder, name), flags);
  files.push(file);
  return file;
};

const NO_BAD_ROWS = { tell: () => {}, isFull: false, flush: async () => success(undefined) };

type Broken = { readonly [Call in 'read' | 'write']?: FileHandle[Call] };

/** `broken`: what the disk does instead, to the list or to the result. */
const runOver = async (
  rows: readonly string[],
  call: StreamCall,
  broken: Broken = {},
): Promise<{ ran: Result<void>; out: string }> => {
  writeFileSync(join(folder, 'list.csv'), rows.map((row) => `${row}\n`).join(''));
  const list = Object.assign(await opened('list.csv', 'r'), broken.read && { read: broken.read });
  const result = Object.assign(await opened('out.csv', 'w'), broken.write && { write: broken.write });
  const sink = new Sink(result, 0, 'go on with --resume');
  const answers = new AnswerRows('en', 'utf-8');
  const run = new ScrubRun({ list, shape: SHAPE, language: 'en', call, sink, skip: 0, bad: NO_BAD_ROWS, answers });
  const ran = await run.run();
  return { ran, out: readFileSync(join(folder, 'out.csv'), 'utf8') };
};

const ROWS = Array.from({ length: 20_000 }, (_, i) => `138${String(i).padStart(8, '0')}`);

describe('a disk that fails', () => {
  const failing = (code: string): never => {
    throw Object.assign(new Error(`${code}: the disk`), { code });
  };

  it('ends the run with what the list could not give, and keeps what was answered', async () => {
    let reads = 0;
    const read = (async (buffer: Buffer) => {
      if (reads++ > 0) failing('EIO');
      return { buffer, bytesRead: buffer.write(ROWS.slice(0, 3).join('\n').concat('\n')) };
    }) as unknown as FileHandle['read'];
    const { ran, out } = await runOver(ROWS, serverOf(allow), { read });
    expect(ran).toMatchObject({
      title: 'The list cannot be read',
      errors: [{ position: '4:1', message: 'at line 4: EIO: the disk' }],
    });
    expect(out.split('\n')).toHaveLength(3 + 1);
  });

  it('ends the run with what the result could not take, on the way and at the end', async () => {
    const write = (async () => failing('ENOSPC')) as unknown as FileHandle['write'];
    const told = { title: 'The result cannot be written', errors: [{ message: 'ENOSPC: the disk' }] };
    expect((await runOver(ROWS, serverOf(allow), { write })).ran).toMatchObject(told);
    expect((await runOver(ROWS.slice(0, 3), serverOf(allow), { write })).ran).toMatchObject(told);
  });

  it('keeps rows in order over a flush that wrote only some of them', async () => {
    const file = await opened('half.csv', 'w');
    const { write } = file;
    let calls = 0;
    const half = ((buffer: Buffer, from: number, length: number, at: number) =>
      ++calls === 2
        ? failing('ENOSPC')
        : (write as (...given: unknown[]) => unknown).call(file, buffer, from, Math.ceil(length / 2), at)) as never;
    const sink = new Sink(Object.assign(file, { write: half }), 0, 'go on with --resume');
    sink.put(Buffer.from('one,two,three\n'));
    sink.sure();
    sink.put(Buffer.from('not sure\n'));
    expect(await sink.flush()).toMatchObject({ ok: false });
    expect(await sink.flush()).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, 'half.csv'), 'utf8')).toBe('one,two,three\n');
  });
});

describe('answers of a server', () => {
  it('are written beside their rows', async () => {
    const { ran, out } = await runOver(ROWS, serverOf(allow));
    expect(ran.ok).toBe(true);
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((row) => row.split(',')[0]),
    ).toEqual(ROWS);
  });

  it.each([
    ['one is missing', (callee: string, line: number) => (line === 10_000 ? '' : allow(callee, line))],
    ['one came twice', (callee: string, line: number) => allow(callee, line).repeat(line === 10_000 ? 2 : 1)],
    ['one is of another line', (callee: string, line: number) => allow(callee, line < 10_000 ? line : line + 1)],
  ])('are not written from where %s', async (_, answer) => {
    const { ran, out } = await runOver(ROWS, serverOf(answer));
    expect(ran).toMatchObject({ ok: false, title: 'The answers do not fit the rows' });
    // Of rows before the last mark all is sure.
    expect(out.split('\n')).toHaveLength(8192 + 1);
  });
});
