import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failure } from '@wurao/domain';
import { type Command, InvalidArgumentError } from 'commander';
import { type Access, type AccessOptions, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { progressLine } from '../progress-line.ts';
import { DONE, type ExitCode, REFUSED, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

interface BackupOptions extends AccessOptions {
  readonly into?: string;
  readonly keep?: number;
  readonly keyFile?: string;
}

interface BackupAnswer {
  readonly directory: string;
  readonly sequence: number;
  readonly journalSequence: number;
  readonly files: number;
  readonly bytes: number;
  readonly sharedBytes?: number;
  readonly encrypted?: boolean;
  readonly removed?: readonly string[];
}

const MIB = 1024 ** 2;
const ASK_EVERY_MS = 500;
const mib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB`;

const countOf = (text: string): number => {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 9999.');
  return Number(text);
};

export const addBackup = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const command = program
    .command('backup')
    .argument('[path]', 'a directory that does not exist yet, on the machine of the server')
    .description('Copy store, journal, tables and keys, while the server serves or when none runs; then read it back.')
    .option('--into <place>', 'instead: a directory that holds many backups and keeps what they share only once')
    .option('--keep <n>', 'with --into: so many stay, the oldest go', countOf)
    .option('--key-file <file>', 'encrypt with the words in this file, on the machine of the server');
  withPrintOptions(withAccessOptions(command))
    .addHelpText(
      'after',
      examples(
        'wurao backup /backups/wurao-2026-01-31',
        'wurao backup --into /backups/wurao --keep 14 --key-file /etc/wurao/backup.key',
        'wurao backup list /backups/wurao',
        'wurao backup verify /backups/wurao/wurao-20260131T020000Z',
      ),
    )
    .action(async (path: string | undefined, options: BackupOptions) => done(await backup(shell, path, options)));
  withPrintOptions(command.command('list').argument('<place>', 'a directory that --into named'))
    .description('The backups of a place, and whether their lists are whole.')
    .addHelpText('after', examples('wurao backup list /backups/wurao', 'wurao backup list /backups/wurao --json'))
    .action(async (place: string, _own: object, sub: Command) => done(await list(shell, place, sub.optsWithGlobals())));
  withPrintOptions(command.command('verify').argument('<path>', 'one backup'))
    .option('--key-file <file>', 'of an encrypted backup: opens it')
    .description('Read every file of a backup, open its store, and read every record of its journal.')
    .addHelpText(
      'after',
      examples('wurao backup verify /backups/wurao-2026-01-31', 'wurao backup verify ./copy --key-file ./backup.key'),
    )
    .action(async (path: string, _own: object, sub: Command) => done(await verify(shell, path, sub.optsWithGlobals())));
};

const backup = async (shell: Shell, path: string | undefined, options: BackupOptions): Promise<ExitCode> => {
  const absolute = (given: string | undefined) => (given === undefined ? undefined : resolve(shell.cwd, given));
  const { keep } = options;
  const wish = { directory: absolute(path), into: absolute(options.into), keyFile: absolute(options.keyFile), keep };
  const answer = await withAccess(shell, options, (access) => makeWith(shell, access, wish, options.json));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const made = answer.value.body as BackupAnswer;
  if (options.json) shell.out(`${JSON.stringify(made)}\n`);
  else shell.out(textOf(made));
  return DONE;
};

/** Asks now and then how far it is, where somebody looks on. */
const makeWith = async (shell: Shell, access: Access, wish: object, json: boolean | undefined) => {
  const line = progressLine(shell, json);
  const ended = new AbortController();
  const made = access.call('POST', '/v1/backups', wish).finally(() => ended.abort());
  while (line.isShown && !ended.signal.aborted) {
    await pause(ASK_EVERY_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    const asked = ended.signal.aborted ? undefined : await access.call('GET', '/v1/backups/progress');
    if (asked?.ok) line.show(asked.value.body as { stage?: string; doneBytes?: number; totalBytes?: number });
  }
  line.clear();
  return made;
};

const textOf = ({ directory, sequence, journalSequence, files, bytes, ...made }: BackupAnswer): string => {
  const shared = made.sharedBytes ? `, ${mib(made.sharedBytes)} of it shared with earlier ones` : '';
  const journal = journalSequence === undefined ? '' : ` and decision ${journalSequence}`;
  const warning = made.encrypted
    ? 'It is encrypted: without the key file nobody reads it, you included.'
    : 'It holds keys and numbers: keep it as you keep the data directory.';
  const removed = (made.removed ?? []).map((path) => `  removed: ${path}\n`).join('');
  return `${directory}: ${mib(bytes)} in ${files} files${shared}, up to sequence ${sequence}${journal}. ${warning}\n${removed}`;
};

interface ListedBackup {
  readonly directory: string;
  readonly whole: boolean;
  readonly problem?: string | undefined;
  readonly madeAt?: string;
  readonly sequence?: number;
  readonly journalSequence?: number | undefined;
  readonly bytes?: number;
  readonly encrypted?: boolean;
}

const noPlace = (place: string) =>
  failure('not-found', 'No such place', {
    field: 'place',
    message: `there is no directory ${place}`,
    remedy: 'Name the directory that `wurao backup --into` names.',
  });

const list = async (shell: Shell, given: string, { json }: AccessOptions): Promise<ExitCode> => {
  const place = resolve(shell.cwd, given);
  if (!existsSync(place)) return failed(shell, noPlace(place), json);
  const found = await (await shell.house()).listBackups(place);
  const items = found.map(({ directory, manifest }): ListedBackup => {
    if (!manifest.ok) return { directory, whole: false, problem: manifest.errors[0]?.message };
    const { madeAt, sequence, journal, files, encryption } = manifest.value;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return {
      directory,
      whole: true,
      madeAt,
      sequence,
      journalSequence: journal?.last,
      bytes,
      encrypted: encryption !== undefined,
    };
  });
  if (json) shell.out(`${JSON.stringify({ items })}\n`);
  else if (items.length === 0) shell.out(`${place} holds no backup yet.\n`);
  else
    shell.out(
      textTable([
        ['directory', 'made', 'sequence', 'decision', 'size', ''],
        ...items.map((item) =>
          item.whole
            ? [
                item.directory,
                item.madeAt ?? '',
                String(item.sequence),
                String(item.journalSequence ?? '-'),
                mib(item.bytes ?? 0),
                item.encrypted ? 'encrypted' : '',
              ]
            : [item.directory, '-', '-', '-', '-', `not whole: ${item.problem}`],
        ),
      ]),
    );
  return items.every(({ whole }) => whole) ? DONE : REFUSED;
};

const verify = async (
  shell: Shell,
  given: string,
  { keyFile, json }: Pick<BackupOptions, 'keyFile' | 'json'>,
): Promise<ExitCode> => {
  const path = resolve(shell.cwd, given);
  const line = progressLine(shell, json);
  const house = await shell.house();
  const verified = await house.verifyBackup(path, {
    keyFile: keyFile === undefined ? undefined : resolve(shell.cwd, keyFile),
    tell: (progress) => line.show({ stage: 'read', ...progress }),
  });
  line.clear();
  if (!verified.ok) {
    failed(shell, verified, json);
    // The command was right; the backup was found wanting.
    return REFUSED;
  }
  const { manifest, opened } = verified.value;
  const { madeAt, sequence, journal, files } = manifest;
  if (json)
    shell.out(`${JSON.stringify({ path, whole: true, opened, madeAt, sequence, journal, files: files.length })}\n`);
  else {
    const depth = opened
      ? `its store opens, and ${journal?.records ?? 0} decisions read`
      : 'it is encrypted and was not opened: give --key-file to look inside';
    shell.out(
      `${path} is whole: ${files.length} files as listed; ${depth}. Made at ${madeAt}, sequence ${sequence}.\n`,
    );
  }
  return DONE;
};
