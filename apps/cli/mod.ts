export { runCommandLine } from './program.ts';
export { DONE, type ExitCode, MISUSED, REFUSED, type Shell } from './shell.ts';
