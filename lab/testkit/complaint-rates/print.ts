// Prints docs/complaint-rates.md from the simulation; with --write, writes it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rateFigures } from './figures.ts';
import { DOCUMENT_SEED, rateDocument } from './markdown.ts';

const target = join(import.meta.dirname, '..', '..', '..', 'docs', 'complaint-rates.md');
const text = rateDocument(rateFigures(DOCUMENT_SEED));

if (process.argv.includes('--write')) writeFileSync(target, text);
else process.stdout.write(text);
