import { join } from 'node:path';
import type { NumberingComparison } from '@wurao/domain';

/** Derived by tools/derive-numbering.ts, which says from what. */
export const BUILT_IN_PLAN_FILE: string = join(import.meta.dirname, 'data', 'numbering-2023-02.plan');

/** What the thread that reads a list is told. */
export interface NumberingThreadData {
  readonly file: string;
  readonly asOf: string;
  readonly source: string;
  /** The plan in force, to compare with. */
  readonly presentFile: string;
}

/** What it answers. */
export interface CompiledNumbering {
  readonly bytes: Uint8Array;
  readonly comparison: NumberingComparison;
}
