// Prints docs/config.md from the table of settings; with --write, writes it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configMarkdown } from '@wurao/server';

const target = join(import.meta.dirname, '..', 'docs', 'config.md');

if (process.argv.includes('--write')) writeFileSync(target, configMarkdown());
else process.stdout.write(configMarkdown());
