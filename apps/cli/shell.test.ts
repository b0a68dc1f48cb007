import type * as fs from 'node:fs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { writeFile } from './shell.ts';

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  /** As a disk or a pipe may: some of it, and no word that there is more. */
  const writeSync = (file: number, text: string): number => real.writeSync(file, Buffer.from(text).subarray(0, 3));
  return { ...real, writeSync };
});

it('writes all of a text, however little the system takes at a time', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wurao-shell-'));
  try {
    const file = writeFile(join(folder, 'report.csv'));
    file.write('第一行\n');
    file.write('the second row\n');
    file.close();
    expect(readFileSync(join(folder, 'report.csv'), 'utf8')).toBe('第一行\nthe second row\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
