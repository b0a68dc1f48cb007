import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addAppeal } from './commands/appeal.ts';
import { addAudit } from './commands/audit.ts';
import { addBackup } from './commands/backup.ts';
import { addBulletin } from './commands/bulletin.ts';
import { addCase } from './commands/case.ts';
import { addClassify } from './commands/classify.ts';
import { addComplaint } from './commands/complaint.ts';
import { addDecide } from './commands/decide.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addImports } from './commands/imports.ts';
import { addKey } from './commands/key.ts';
import { addLaw } from './commands/law.ts';
import { addMember } from './commands/member.ts';
import { addNumbering } from './commands/numbering.ts';
import { addInquiry, addObligation, addPledge } from './commands/promise.ts';
import { addRates } from './commands/rates.ts';
import { addRestore } from './commands/restore.ts';
import { addSanction } from './commands/sanction.ts';
import { addScrub } from './commands/scrub.ts';
import { addServe } from './commands/serve.ts';
import { addStore } from './commands/store-copy.ts';
import { DONE, type ExitCode, MISUSED, type Shell } from './shell.ts';

const DESCRIPTION = `Wurao 勿扰: may this call or message reach this person?

Talks to the server that runs on the data directory; when none runs, opens the directory itself.
Exit codes: 0 done, 1 refused or found wanting, 2 bad usage or input.`;

/** All workspaces have one version. */
const versionOf = ({ readFile }: Shell): string => {
  const manifest = JSON.parse(readFile(join(import.meta.dirname, 'package.json')) ?? '{}') as { version?: string };
  return manifest.version ?? 'unknown';
};

const prepare = (command: Command, shell: Shell): void => {
  command
    .exitOverride()
    .configureOutput({ writeOut: shell.out, writeErr: shell.err })
    .showHelpAfterError('(--help shows how)');
  for (const child of command.commands) prepare(child, shell);
};

/** Is the word asked for? Flags may stand before it, yet none of ours takes a value there. */
const asksFor = (args: readonly string[], word: string): boolean =>
  args.find((arg) => !arg.startsWith('-') && arg !== 'help') === word;

const build = async (args: readonly string[], shell: Shell, done: (code: ExitCode) => void): Promise<Command> => {
  const program = new Command('wurao').description(DESCRIPTION).usage('<command> [options]');
  program.version(versionOf(shell), '-V, --version', 'print the version');
  if (asksFor(args, 'serve')) await addServe(program, shell, done);
  else program.command('serve').description('Serve the decision service and its HTTP API until it is told to stop.');
  addDecide(program, shell, done);
  addExplain(program, shell, done);
  addAppeal(program, shell, done);
  addAudit(program, shell, done);
  addComplaint(program, shell, done);
  addCase(program, shell, done);
  addPledge(program, shell, done);
  addObligation(program, shell, done);
  addInquiry(program, shell, done);
  addScrub(program, shell, done);
  addClassify(program, shell, done);
  addSanction(program, shell, done);
  addLaw(program, shell, done);
  addKey(program, shell, done);
  addMember(program, shell, done);
  addNumbering(program, shell, done);
  addImport(program, shell, done);
  addImports(program, shell, done);
  addExport(program, shell, done);
  addBulletin(program, shell, done);
  addRates(program, shell, done);
  addBackup(program, shell, done);
  addRestore(program, shell, done);
  addStore(program, shell, done);
  addDoctor(program, shell, done);
  program.addHelpText('after', '\nwurao help <command> shows the options of one command, with examples.\n');
  prepare(program, shell);
  return program;
};

/** Runs one command line and answers its exit code. */
export const runCommandLine = async (args: readonly string[], shell: Shell): Promise<ExitCode> => {
  let code: ExitCode = DONE;
  const program = await build(args, shell, (ended) => {
    code = ended;
  });
  if (args.length === 0) {
    program.outputHelp({ error: true });
    return MISUSED;
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    // Help that was asked for ends with 0; everything else that commander stops at is bad usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : MISUSED;
    throw error;
  }
};
