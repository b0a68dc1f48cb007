// The layer check: `npm run tidy`. The rules stand in tools/tidy/, the house as data in tools/tidy/house.ts.
import { join } from 'node:path';
import { describeFinding, inspect, RULES } from './tidy/rules.ts';
import { treeOfCheckout } from './tidy/tree.ts';

const root = join(import.meta.dirname, '..');
const tree = treeOfCheckout(root);
const findings = inspect(tree);
for (const finding of findings) console.log(describeFinding(finding));
const looked = `${RULES.length} rules, ${tree.code.length} code files`;
console.log(findings.length === 0 ? `tidy: clean (${looked})` : `tidy: ${findings.length} to put right (${looked})`);
process.exitCode = findings.length === 0 ? 0 : 1;
