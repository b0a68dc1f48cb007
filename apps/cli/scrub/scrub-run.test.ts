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

const runOver = async (rows: readonly string[], call: StreamCall): Promise<{ ran: Result<void>; out: string }> => {
  writeFileSync(join(folder, 'list.csv'), rows.map((row) => `${row}\n`).join(''));
  const list = await opened('list.csv', 'r');
  const sink = new Sink(await opened('out.csv', 'w'), 0);
  const answers = new AnswerRows('en', 'utf-8');
  const run = new ScrubRun({ list, shape: SHAPE, language: 'en', call, sink, skip: 0, onBadRow: () => {}, answers });
  const ran = await run.run();
  return { ran, out: readFileSync(join(folder, 'out.csv'), 'utf8') };
};

describe('answers of a server', () => {
  const ROWS = Array.from({ length: 20_000 }, (_, i) => `138${String(i).padStart(8, '0')}`);

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
