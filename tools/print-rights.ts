// Prints docs/rights.md, every call and who may make it, from the contract; with --write, writes it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rightsMarkdown } from './rights/markdown.ts';

const target = join(import.meta.dirname, '..', 'docs', 'rights.md');

if (process.argv.includes('--write')) writeFileSync(target, rightsMarkdown());
else process.stdout.write(rightsMarkdown());
