import { join } from 'node:path';
import { JournalArchive, type JournalRecord } from '@wurao/journal';

/** Every call in the journal of a data directory, in order, by Call-ID: an attempt's id begins with it. */
export const journalledCalls = async (directory: string): Promise<ReadonlyMap<string, readonly JournalRecord[]>> => {
  const archive = await JournalArchive.open({ directory: join(directory, 'journal') });
  const calls = new Map<string, JournalRecord[]>();
  try {
    for await (const record of archive.recordsFrom(1)) {
      const callId = record.attempt.attemptId?.split(' ')[0] ?? '';
      const known = calls.get(callId);
      if (known === undefined) calls.set(callId, [record]);
      else known.push(record);
    }
  } finally {
    await archive.close();
  }
  return calls;
};
