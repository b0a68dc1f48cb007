// `node tools/closing-line.ts unit ci`: adds up the reports of these suites and closes the run with one line.
import { closingLine, readCounts, sum } from './report/counts.ts';

const suites = process.argv.slice(2);
const counts = suites.map((suite) => ({ suite, found: readCounts(suite) }));
const missing = counts.filter(({ found }) => found === undefined).map(({ suite }) => suite);
const total = sum(counts.flatMap(({ found }) => found ?? []));
for (const name of total.skippedNames) console.log(`left out: ${name}`);
if (missing.length > 0) console.log(`no report of: ${missing.join(', ')} (the run ended before its tests did)`);
console.log(closingLine(total));
process.exitCode = missing.length === 0 && total.failed === 0 && total.skipped === 0 && total.passed > 0 ? 0 : 1;
