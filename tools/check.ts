// `npm run check`: everything that `npm test` looks at before it runs a test.
import { runChecks } from './checks.ts';

process.exitCode = (await runChecks()) ? 0 : 1;
