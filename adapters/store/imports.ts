import { type InstantMs, type Result, success } from '@wurao/domain';
import type { ImportBatch, ImportBatchOutcome } from '@wurao/registry';
import { contactSpan, contactsOf } from './call-records.ts';
import type { Committed, GroupParts } from './group.ts';
import { runImportBatch } from './import-batch.ts';
import { heldRows, importById, importsBefore, insertImport, noSuchImport, setImportState } from './import-records.ts';
import { reviewPage } from './import-review.ts';
import type { ImportStore } from './ports.ts';
import type { Session } from './session.ts';

/** What the store lends: its turns at reading and writing, and the way to its followers. */
export interface ImportGround {
  read<T>(work: (session: Session) => Promise<T>): Promise<Result<T>>;
  write<T>(work: (session: Session) => Promise<T>): Promise<Result<T>>;
  /** A transaction of its own, whose changes are told once it is committed. */
  commit<T>(work: (parts: GroupParts) => Promise<Result<Committed<T>>>): Promise<Result<T>>;
  clock(): InstantMs;
}

const flat = async <T>(result: Promise<Result<Result<T>>>): Promise<Result<T>> => {
  const outer = await result;
  return outer.ok ? outer.value : outer;
};

/** From its turn to its end, its followers included: how long a command waits that comes then. */
const timed = async (ground: ImportGround, batch: ImportBatch): Promise<Result<ImportBatchOutcome>> => {
  let startedMs = 0;
  const done = await flat(
    ground.commit((parts) => {
      startedMs = performance.now();
      return runImportBatch(parts, batch);
    }),
  );
  return done.ok ? success({ ...done.value, tookMs: performance.now() - startedMs }) : done;
};

export const importStore = (ground: ImportGround): ImportStore => ({
  create: (record) => ground.write((session) => insertImport(session, record)),
  byId: (id) =>
    flat(
      ground.read(async (session) => {
        const record = await importById(session, id);
        return record ? { ok: true, value: record } : noSuchImport(id);
      }),
    ),
  list: (page) => ground.read((session) => importsBefore(session, page)),
  setState: (id, next) =>
    flat(ground.write((session) => setImportState(session, id, { ...next, updatedMs: ground.clock() }))),
  runBatch: (batch) => timed(ground, batch),
  heldRows: (page) => ground.read((session) => heldRows(session, page)),
  review: (order) => flat(ground.commit((parts) => reviewPage(parts, order))),
  contactSpan: (merchant) => ground.read((session) => contactSpan(session, merchant)),
  contactsOf: (merchant, after, limit) => ground.read((session) => contactsOf(session, merchant, after, limit)),
});
