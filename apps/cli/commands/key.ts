import { type Result, success } from '@wurao/domain';
import type { Command } from 'commander';
import { type Access, type AccessOptions, type CallAnswer, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, paintFor, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

/** A key as listings show it. */
interface KeyAnswer {
  readonly id: string;
  readonly role: string;
  readonly party?: string;
  readonly subscriber?: string;
  readonly lines?: readonly string[];
  readonly status: string;
  readonly expiresAt?: string;
  /** On creation only. */
  readonly key?: string;
}

type CreateOptions = AccessOptions & {
  readonly role: string;
  readonly party?: string;
  readonly line?: readonly string[];
};

/** More pages than any installation has keys for; stops a server that never ends its list. */
const MAX_PAGES = 1_000;

const oneMore = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const addKey = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const key = program.command('key').description('API keys: make, list and revoke them. Needs an admin key.');
  withPrintOptions(withAccessOptions(key.command('create')))
    .description('Make a key. It is shown once.')
    .requiredOption('--role <role>', 'admin, merchant, carrier, handler or regulator')
    .option('--party <id>', 'whose it is: the merchant or the carrier')
    .option('--line <id>', 'a line it may use; say it again for more', oneMore)
    .addHelpText(
      'after',
      examples(
        'wurao key create --role merchant --party merchant-sample-bank --line line-sample-1',
        'wurao key create --role regulator --json',
      ),
    )
    .action(async (options: CreateOptions) => done(await create(shell, options)));
  withPrintOptions(withAccessOptions(key.command('list')))
    .description('All keys by id, never the keys themselves.')
    .addHelpText('after', examples('wurao key list', 'wurao key list --json'))
    .action(async (options: AccessOptions) => done(await list(shell, options)));
  withPrintOptions(withAccessOptions(key.command('revoke').argument('<id>', 'the id of a key')))
    .description('Revoke a key: the next call with it is turned away.')
    .addHelpText('after', examples('wurao key revoke key-3f9c'))
    .action(async (id: string, options: AccessOptions) => done(await revoke(shell, id, options)));
};

const create = async (shell: Shell, options: CreateOptions): Promise<ExitCode> => {
  const { role, party, line } = options;
  const body = { role, ...(party === undefined ? {} : { party }), ...(line === undefined ? {} : { lines: line }) };
  const answer = await withAccess(shell, options, (access) => access.call('POST', '/v1/keys', body));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const made = answer.value.body as KeyAnswer;
  if (options.json) shell.out(`${JSON.stringify(made)}\n`);
  else
    shell.out(
      `${paintFor(shell).bold(made.key ?? '')}\n${made.id}, role ${role}. Keep the key now: it is not shown again.\n`,
    );
  return DONE;
};

/** Follows the pages to the end; an answer that is no success ends it early. */
const everyKey = async (access: Access): Promise<Result<CallAnswer>> => {
  const items: KeyAnswer[] = [];
  let after = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await access.call('GET', `/v1/keys${after}`);
    if (!answer.ok || isRejected(answer.value)) return answer;
    const { items: more, next } = answer.value.body as { readonly items: readonly KeyAnswer[]; readonly next?: string };
    items.push(...more);
    if (next === undefined || next === null) break;
    after = `?after=${encodeURIComponent(next)}`;
  }
  return success({ status: 200, body: { items } });
};

const list = async (shell: Shell, options: AccessOptions): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, everyKey);
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const { items } = answer.value.body as { readonly items: readonly KeyAnswer[] };
  if (options.json) shell.out(`${JSON.stringify({ items })}\n`);
  else shell.out(textTable([['id', 'role', 'of', 'lines', 'status', 'expires'], ...items.map(rowOf)]));
  return DONE;
};

const rowOf = ({ id, role, party, subscriber, lines, status, expiresAt }: KeyAnswer): readonly string[] => [
  id,
  role,
  party ?? subscriber ?? '-',
  lines?.join(',') || '-',
  status,
  expiresAt ?? '-',
];

const revoke = async (shell: Shell, id: string, options: AccessOptions): Promise<ExitCode> => {
  const path = `/v1/keys/${encodeURIComponent(id)}`;
  const answer = await withAccess(shell, options, (access) => access.call('DELETE', path));
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  shell.out(
    options.json ? `${JSON.stringify(answer.value.body ?? { id, status: 'revoked' })}\n` : `${id} is revoked.\n`,
  );
  return DONE;
};
