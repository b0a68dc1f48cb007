import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InstantMs, type Result, success } from '@wurao/domain';
import type { ControlHandle } from './control-client.ts';
import { addSampleMembers } from './sample-members.ts';
import { loadSampleWorld, SAMPLE_FILE, type SampleFile } from './sample-world.ts';

const PRIVATE_MODE = 0o600;

/** Fills an empty store with the sample world and writes its keys where only their owner reads them. Answers that path. */
export const loadSample = async (
  directory: string,
  control: ControlHandle,
  nowMs: InstantMs,
): Promise<Result<string>> => {
  const loaded = await loadSampleWorld(control.calls, nowMs);
  if (!loaded.ok) return loaded;
  const members = await addSampleMembers(control.calls.execute);
  if (!members.ok) return members;
  const sample: SampleFile = { ...loaded.value, members: members.value };
  const path = join(directory, SAMPLE_FILE);
  writeFileSync(path, `${JSON.stringify(sample, null, 2)}\n`, { mode: PRIVATE_MODE });
  return success(path);
};
