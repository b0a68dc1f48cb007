import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asId, type DecisionId, type InstantMs } from '@wurao/domain';
import { formatDecisionId, JournalProgress, JournalWriter } from '@wurao/journal';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Archive } from './archive.ts';
import { journalEntry } from './testing/entries.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-archive-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const SEALED = 'day-2026-01-01-0000000000000001-0000000000000009-0000000001.parquet';

test('a file that cannot be read is said, and does not stand in the way once it is gone', async () => {
  writeFileSync(join(directory, SEALED), '');
  const archive = new Archive({ directory, progress: new JournalProgress() });
  const unknown = asId<DecisionId>(formatDecisionId(5 as Parameters<typeof formatDecisionId>[0], 1));
  // Every time: an answer that left the file out would look like the truth.
  for (let i = 0; i < 2; i++)
    expect(await archive.countByReason({})).toMatchObject({ ok: false, code: 'journal-unavailable' });
  expect(await archive.byId(unknown)).toMatchObject({ ok: false, code: 'journal-unavailable' });
  rmSync(join(directory, SEALED));
  expect(await archive.countByReason({})).toEqual({ ok: true, value: [] });
  expect(await archive.byId(unknown)).toMatchObject({ ok: false, code: 'not-found' });
  await archive.close();
});

test('closing waits until a sealing has ended', async () => {
  const archive = new Archive({ directory, progress: new JournalProgress() });
  let isOver = false;
  const kept = archive.keep(0 as InstantMs, 12).finally(() => {
    isOver = true;
  });
  await archive.close();
  expect(isOver).toBe(true);
  expect(await kept).toMatchObject({ ok: true });
});

test('a sealing that a stop breaks off is no failure: the next start seals', async () => {
  const nowMs = Date.parse('2026-03-02T12:00:00+08:00');
  const opened = JournalWriter.open({ directory, now: () => nowMs });
  if (!opened.ok) throw new Error(opened.code);
  opened.value.append(journalEntry(nowMs, 1));
  expect(opened.value.flush().ok).toBe(true);
  expect(opened.value.roll().ok).toBe(true);
  await opened.value.close();
  const archive = new Archive({ directory, progress: new JournalProgress() });
  const kept = archive.keep(nowMs + 2 * 86_400_000, 12);
  // The sealing has begun, and waits for its database.
  await new Promise(setImmediate);
  await archive.close();
  expect(await kept).toEqual({ ok: true, value: { sealed: 0, deleted: 0 } });
});

test('a database that could not be opened is opened by the next question', async () => {
  const place = join(directory, 'journal');
  writeFileSync(place, 'a file in the way');
  const archive = new Archive({ directory: place, progress: new JournalProgress() });
  expect(await archive.countByReason({})).toMatchObject({ ok: false, code: 'journal-unavailable' });
  rmSync(place);
  expect(await archive.countByReason({})).toEqual({ ok: true, value: [] });
  await archive.close();
});
