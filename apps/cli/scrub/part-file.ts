import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import { type AnswerRows, BAD_ROW } from './answer-rows.ts';
import type { Encoding } from './encoding.ts';
import { fieldText, listRows } from './list.ts';

/** What a half-written file was made of: going on with anything else would mix two runs. */
interface PartOrigin {
  readonly list: string;
  readonly bytes: number;
  readonly changedMs: number;
  readonly asked: string;
}

/** The file under its temporary name, and what an earlier run left in it. */
export interface Part {
  readonly file: FileHandle;
  /** Rows there, the header included. */
  readonly rows: number;
  readonly bytes: number;
  readonly answered: number;
  readonly badRows: number;
}

const partOf = (out: string): string => `${out}.part`;
const originOf = (out: string): string => `${out}.part.json`;

export const originFor = (list: string, asked: string): PartOrigin => {
  const { size, mtimeMs } = statSync(list);
  return { list, bytes: size, changedMs: Math.floor(mtimeMs), asked };
};

const refused = (field: string, message: string, remedy: string): Failure =>
  failure('conflict', 'The result cannot be written', { field, message, remedy });

export const unwritable = (field: string, error: unknown, remedy: string): Failure =>
  refused(field, error instanceof Error ? error.message : String(error), remedy);

interface PartOptions {
  readonly out: string;
  readonly force: boolean;
  readonly resume: boolean;
  readonly origin: PartOrigin;
  readonly encoding: Encoding;
  readonly hasHeader: boolean;
  readonly answers: AnswerRows;
}

export const openPart = async (options: PartOptions): Promise<Result<Part>> => {
  const { out, force, resume, origin } = options;
  if (existsSync(out) && !force) return refused(out, 'the file exists', 'Name another with -o, or say --force.');
  const left = existsSync(partOf(out)) && existsSync(originOf(out));
  if (left && !force && !resume)
    return refused(
      partOf(out),
      'an earlier run left it unfinished',
      'Go on with --resume, or begin anew with --force.',
    );
  try {
    if (resume && left) return await resumePart(options);
    const file = await open(partOf(out), 'w');
    writeFileSync(originOf(out), `${JSON.stringify(origin)}\n`);
    return success({ file, rows: 0, bytes: 0, answered: 0, badRows: 0 });
  } catch (error) {
    return unwritable(out, error, 'Name a file that can be written; --force begins anew.');
  }
};

const resumePart = async ({ out, origin, encoding, hasHeader, answers }: PartOptions): Promise<Result<Part>> => {
  const before: unknown = JSON.parse(readFileSync(originOf(out), 'utf8'));
  if (JSON.stringify(before) !== JSON.stringify(origin))
    return refused(
      '--resume',
      'the earlier run had another list or other options',
      'Repeat them, or begin anew with --force.',
    );
  const file = await open(partOf(out), 'r+');
  try {
    return success({ file, ...(await leftIn(file, { encoding, hasHeader, answers })) });
  } catch (error) {
    await file.close();
    throw error;
  }
};

/** What an earlier run left, which counts for the answers too; a half row at its end is cut off. */
const leftIn = async (
  file: FileHandle,
  { encoding, hasHeader, answers }: Pick<PartOptions, 'encoding' | 'hasHeader' | 'answers'>,
): Promise<Omit<Part, 'file'>> => {
  const { scan, more } = listRows(file);
  let [rows, bytes, answered, badRows] = [0, 0, 0, 0];
  do {
    while (scan.read()) {
      // A last row without its end may be half a row.
      if (scan.next === scan.end) break;
      rows++;
      bytes += scan.next - scan.start;
      if (scan.isBlank || (hasHeader && rows === 1)) continue;
      answered++;
      const decision = fieldText(scan, scan.fields - 3, encoding) ?? '';
      const reason = fieldText(scan, scan.fields - 2, encoding) ?? '';
      if (decision === BAD_ROW) badRows++;
      else answers.ending(decision, reason).count++;
    }
  } while (await more());
  await file.truncate(bytes);
  return { rows, bytes, answered, badRows };
};

/** Under its own name from here on. */
export const finishPart = async (out: string, { file }: Part): Promise<Result<void>> => {
  try {
    await file.sync();
    await file.close();
    renameSync(partOf(out), out);
    rmSync(originOf(out), { force: true });
    return success(undefined);
  } catch (error) {
    return unwritable(out, error, 'Let it be written there, then go on with --resume.');
  }
};
