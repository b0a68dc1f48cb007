// What a former run left in the directory of the queue.
import { join } from 'node:path';
import { type Result, success } from '@wurao/domain';
import { newerFormat } from '../failures.ts';
import type { Files } from '../files.ts';
import { ITEM_VERSION, type ItemId, itemSegmentName, readItems } from './item-segment.ts';

export interface Segment {
  readonly path: string;
  file: number | undefined;
  bytes: number;
  /** Those included whose end is not on the disk yet. */
  readonly living: Set<ItemId>;
  isSpoilt: boolean;
  readonly isDamaged: boolean;
}

export interface Living {
  readonly body: Uint8Array;
  segment: Segment;
}

export interface Former {
  /** From the oldest. */
  readonly segments: readonly Segment[];
  /** In the order in which they were put. */
  readonly items: ReadonlyMap<ItemId, Living>;
  readonly lastId: number;
  readonly lastOrdinal: number;
  readonly cutBytes: number;
  readonly damagedBytes: number;
}

/** A segment of a newer version is a failure: this one would take its items for settled. */
export const readFormer = (files: Files, directory: string): Result<Former> => {
  // Their digits are as many in each: in the order of names is in the order of time.
  const names = files
    .list(directory)
    .filter((name) => itemSegmentName.test(name))
    .sort();
  const segments: Segment[] = [];
  const found = new Map<ItemId, Living>();
  const sums = { lastId: 0, cutBytes: 0, damagedBytes: 0 };
  for (const name of names) {
    const path = join(directory, name);
    const bytes = files.size(path) ?? 0;
    const read = readItems(files, path, bytes);
    if (read === 'newer') return newerFormat(path, 'queue of messages', ITEM_VERSION);
    const isDamaged = read.damagedBytes > 0;
    const segment: Segment = { path, file: undefined, bytes, living: new Set(), isSpoilt: false, isDamaged };
    for (const { id, body } of read.records) {
      if (body === undefined) found.delete(id);
      else found.set(id, { body, segment });
      sums.lastId = Math.max(sums.lastId, id);
    }
    sums.lastId = Math.max(sums.lastId, read.lastId);
    sums.cutBytes += read.cutBytes;
    sums.damagedBytes += read.damagedBytes;
    segments.push(segment);
  }
  // Items that were written anew stand behind younger ones.
  const items = new Map([...found].sort(([a], [b]) => a - b));
  for (const [id, { segment }] of items) segment.living.add(id);
  const lastOrdinal = itemSegmentName.ordinal(names.at(-1) ?? itemSegmentName.of(0));
  return success({ segments, items, lastOrdinal, ...sums });
};
