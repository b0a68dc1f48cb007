import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Stripping types and compiling take most of a start; kept beside the installed packages they are done once. The variable
// reaches the worker threads. Everything else is imported after this line has run.
const cache = join(import.meta.dirname, '../../node_modules/.cache/wurao/compile');
enableCompileCache(cache);
process.env['NODE_COMPILE_CACHE'] ??= cache;

const { main } = await import('./command.ts');
process.exitCode = await main(process.argv.slice(2));
