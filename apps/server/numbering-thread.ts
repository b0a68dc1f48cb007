import { readFileSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import {
  compareNumbering,
  compileNumbering,
  invalid,
  type Result,
  readNumberingList,
  readNumberingPlan,
  success,
} from '@wurao/domain';
import type { CompiledNumbering, NumberingThreadData } from './numbering-file.ts';

/** The whole of China as a list is 20 MiB. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;
const GZIP = Buffer.from([0x1f, 0x8b]);
const PLAN = Buffer.from('WURAONUM');

const read = ({ file, asOf, source }: NumberingThreadData): Result<Uint8Array> => {
  try {
    if (statSync(file).size > MAX_FILE_BYTES)
      return invalid('file', `larger than ${MAX_FILE_BYTES} bytes`, 'Give a list of prefixes, or a plan.');
    const given = readFileSync(file);
    const bytes = given.subarray(0, 2).equals(GZIP)
      ? gunzipSync(given, { maxOutputLength: MAX_UNPACKED_BYTES })
      : given;
    if (bytes.subarray(0, PLAN.length).equals(PLAN)) return success(bytes);
    const rows = readNumberingList(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return rows.ok ? compileNumbering(rows.value, { asOf, source }) : rows;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return invalid('file', problem, 'Give a list in UTF-8 (CSV, also packed with gzip), or a plan.');
  }
};

const compile = (data: NumberingThreadData): Result<CompiledNumbering> => {
  const bytes = read(data);
  if (!bytes.ok) return bytes;
  const next = readNumberingPlan(bytes.value);
  if (!next.ok) return next;
  const present = readNumberingPlan(readFileSync(data.presentFile));
  if (!present.ok) return present;
  return success({ bytes: bytes.value, comparison: compareNumbering(present.value, next.value) });
};

parentPort?.postMessage(compile(workerData as NumberingThreadData));
