import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const manifest: { dependencies: { node: string }; allowScripts: Record<string, boolean> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const pinned = manifest.dependencies.node;

describe('the pinned Node', () => {
  it('is what runs the tests, whatever Node the machine has', () => {
    expect(process.versions.node).toBe(pinned);
  });

  it('is the same wherever its version is written down', () => {
    expect(readFileSync(join(root, '.node-version'), 'utf8').trim()).toBe(pinned);
    expect(manifest.allowScripts).toEqual({ [`node@${pinned}`]: true });
  });
});
