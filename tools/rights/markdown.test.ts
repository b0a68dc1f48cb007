import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rightsMarkdown } from './markdown.ts';

it('docs/rights.md is what the contract says', () => {
  const written = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'rights.md'), 'utf8');
  expect(written, 'write it again: node tools/print-rights.ts --write').toBe(rightsMarkdown());
});
