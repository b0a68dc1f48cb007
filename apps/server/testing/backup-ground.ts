import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '@wurao/domain';
import { JournalReader, JournalWriter, recordsIn } from '@wurao/journal';
import type { Envelope } from '@wurao/registry';
import { openStore } from '@wurao/store';
import { filesBelow } from '../backup-manifest.ts';
import type { BackupWish } from '../backup-place.ts';
import { type BackupSummary, makeBackup } from '../make-backup.ts';
import { journalEntry } from './entries.ts';

export const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.title}: ${result.errors.map((e) => e.message).join('; ')}`);
};

/** A data directory whose journal is being written, a place for its backups, and a key file. */
export class BackupGround {
  readonly root: string = mkdtempSync(join(tmpdir(), 'wurao-place-'));
  readonly dataDir: string = join(this.root, 'data');
  readonly place: string = join(this.root, 'place');
  readonly keyFile: string = join(this.root, 'backup.key');
  readonly journal: JournalWriter;
  nowMs = Date.parse('2026-03-03T10:00:00Z');

  constructor() {
    writeFileSync(this.keyFile, 'correct horse battery staple\n');
    const directory = join(this.dataDir, 'journal');
    mkdirSync(directory, { recursive: true });
    this.journal = held(JournalWriter.open({ directory, segmentBytes: 2_000, now: () => this.nowMs }));
  }

  async dispose(): Promise<void> {
    await this.journal.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  decide(count: number, dataVersion = 0): void {
    for (let i = 0; i < count; i++) this.journal.append(journalEntry(this.nowMs + i, dataVersion));
    held(this.journal.flush());
  }

  async backUp(wish: BackupWish): Promise<BackupSummary> {
    const { dataDir, nowMs, journal } = this;
    const store = held(await openStore({ directory: dataDir, clock: () => nowMs }));
    const flushed = () => journal.journalFacts().flushedSequence;
    const made = await makeBackup({ dataDir, nowMs, flushed, store: (path) => store.backup(path) }, wish);
    await store.close();
    return held(made);
  }

  async register(id: string): Promise<void> {
    const store = held(await openStore({ directory: this.dataDir, clock: () => this.nowMs }));
    const actor: Envelope['actor'] = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined };
    const command = { kind: 'registerParty', id, name: id, partyKind: 'carrier', creditCode: undefined } as const;
    held(await store.execute({ actor, idempotency: undefined, command }));
    await store.close();
  }
}

export const partiesIn = async (directory: string): Promise<string[]> => {
  const store = held(await openStore({ directory }));
  const page = await store.ask({ kind: 'nouns', noun: 'party', merchant: undefined, after: undefined, limit: 100 });
  await store.close();
  return held(page).items.map(({ id }) => id as string);
};

export const sequencesIn = (directory: string): number[] =>
  [...new JournalReader(join(directory, 'journal')).batchesFrom(1)].flatMap((batch) =>
    [...recordsIn(batch)].map(({ sequence }) => sequence),
  );
export const upTo = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);
export const segmentsOf = (directory: string): string[] =>
  filesBelow(directory).filter((name) => name.endsWith('.wurao'));
