import type { Failure } from '@wurao/domain';
import type { Template } from './templates.ts';

/** Rows of a stream as they come, in whatever form. After `read` said true, the fields describe one row. */
export interface RowSource {
  push(chunk: Uint8Array): void;
  /** No more bytes will come. */
  finish(): void;
  /** False: no whole row is there. Blank lines are no rows. */
  read(): boolean;
  /** What makes the whole stream unreadable, found with the first row: answered before anything else. */
  readonly refused: Failure | undefined;
  readonly bytes: Uint8Array;
  readonly line: number;
  /** Where the callee stands in `bytes`, when it stands there as it is. */
  readonly calleeStart: number;
  readonly calleeEnd: number;
  /** The callee where it does not. */
  readonly calleeText: string | undefined;
  /** CSV: the callee's column, from 1. */
  readonly calleeColumn: number | undefined;
  /** Reads the rest of the row; not asked for rows that are skipped. */
  template(): Template;
  /** Reads anew from now on what rows share: the rights behind it may have changed. */
  forget(): void;
  /** The callee's text, or undefined when its bytes are not of the stream's encoding. */
  decode(start: number, end: number): string | undefined;
}
