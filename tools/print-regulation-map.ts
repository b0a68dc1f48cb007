// Prints docs/regulation-map.md from the law packs, the places of the code and the decision cases; with --write, writes it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { regulationMap } from './regulation-map/markdown.ts';
import { readVectorCases } from './regulation-map/vector-cases.ts';

const target = join(import.meta.dirname, '..', 'docs', 'regulation-map.md');
const text = regulationMap(readVectorCases());

if (process.argv.includes('--write')) writeFileSync(target, text);
else process.stdout.write(text);
