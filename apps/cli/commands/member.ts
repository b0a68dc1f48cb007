import { type Failure, failure, type Result, success } from '@wurao/domain';
import { type Command, Option } from 'commander';
import { type Access, type AccessOptions, type CallAnswer, isRejected, withAccess } from '../access.ts';
import { failed, rejected } from '../problems.ts';
import { DONE, type ExitCode, paintFor, type Shell } from '../shell.ts';
import { textTable } from '../text-table.ts';
import { examples, withAccessOptions, withPrintOptions } from './shared-options.ts';

/** A member as lists show it. */
interface MemberAnswer {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly role: string;
  readonly party?: string;
  readonly status: string;
  readonly secondFactor: string;
  readonly hasTotp: boolean;
  readonly passkeys: readonly unknown[];
  readonly hasOidc: boolean;
  /** Of an invitation only. */
  readonly link?: string;
}

type InviteOptions = AccessOptions & {
  readonly role: string;
  readonly party?: string;
  readonly line?: readonly string[];
  readonly displayName?: string;
  readonly secondFactor?: string;
};

/** More pages than any house has members for; stops a server that never ends its list. */
const MAX_PAGES = 1_000;

const STEPS = [
  { word: 'lock', to: 'locked', told: 'is locked; its sessions have ended', help: 'Lock a member: no sign-in.' },
  { word: 'unlock', to: 'active', told: 'may sign in again', help: 'Unlock a member, or end a lock-out.' },
  { word: 'end', to: 'ended', told: 'has ended, for good', help: 'End a member: never to come back.' },
] as const;

const oneMore = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export const addMember = (program: Command, shell: Shell, done: (code: ExitCode) => void): void => {
  const member = program
    .command('member')
    .description('Who signs in to the console: invite, list, lock, unlock, end, reset. Needs an admin key.');
  withPrintOptions(withAccessOptions(member.command('invite').argument('<name>', 'to sign in with')))
    .description('Invite a member. Prints the link of the invitation, once.')
    .requiredOption('--role <role>', 'admin, merchant, carrier, handler or regulator')
    .option('--display-name <name>', 'as others see it (default: the name)')
    .option('--party <id>', 'whose it is: the merchant or the carrier')
    .option('--line <id>', 'a line it may use; say it again for more', oneMore)
    .addOption(new Option('--second-factor <rule>', 'waived: a password alone will do').choices(['required', 'waived']))
    .addHelpText(
      'after',
      examples(
        'wurao member invite li.na --role handler --display-name 李娜',
        'wurao member invite wang --role merchant --party merchant-sample-bank --line line-sample-1',
      ),
    )
    .action(async (name: string, options: InviteOptions) => done(await invite(shell, name, options)));
  withPrintOptions(withAccessOptions(member.command('list')))
    .description('All members by id, and what each signs in with.')
    .addHelpText('after', examples('wurao member list', 'wurao member list --json'))
    .action(async (options: AccessOptions) => done(await list(shell, options)));
  for (const step of STEPS)
    withPrintOptions(withAccessOptions(member.command(step.word).argument('<member>', 'name or id')))
      .description(step.help)
      .addHelpText('after', examples(`wurao member ${step.word} li.na`))
      .action(async (who: string, options: AccessOptions) =>
        done(await change(shell, who, options, 'status', { to: step.to }, step.told)),
      );
  withPrintOptions(withAccessOptions(member.command('reset').argument('<member>', 'name or id')))
    .description('Invite a member anew: password, factors and sessions of before are void. Prints the link, once.')
    .addHelpText('after', examples('wurao member reset li.na'))
    .action(async (who: string, options: AccessOptions) =>
      done(await change(shell, who, options, 'invitation', {}, 'is invited anew')),
    );
};

/** Asks, and prints what came of it: for programs as it is, for people as `say` has it. */
const print = async <T>(
  shell: Shell,
  options: AccessOptions,
  ask: (access: Access) => Promise<Result<CallAnswer>>,
  say: (body: T) => string,
): Promise<ExitCode> => {
  const answer = await withAccess(shell, options, ask);
  if (!answer.ok) return failed(shell, answer, options.json);
  if (isRejected(answer.value)) return rejected(shell, answer.value, options.json);
  const { body } = answer.value;
  shell.out(options.json ? `${JSON.stringify(body)}\n` : say(body as T));
  return DONE;
};

const linkText = (shell: Shell, { link }: MemberAnswer): string =>
  link === undefined
    ? ''
    : `${paintFor(shell).bold(link)}\nHand the link over now: it is not shown again, and lasts 7 days.\n`;

const invite = (shell: Shell, name: string, options: InviteOptions): Promise<ExitCode> => {
  const { role, party, line, displayName = name, secondFactor } = options;
  const body = {
    name,
    displayName,
    role,
    ...(party === undefined ? {} : { party }),
    ...(line === undefined ? {} : { lines: line }),
    ...(secondFactor === undefined ? {} : { secondFactor }),
  };
  return print<MemberAnswer>(
    shell,
    options,
    (access) => access.call('POST', '/v1/members', body),
    (made) => `${made.id}, ${made.name}, role ${made.role}.\n${linkText(shell, made)}`,
  );
};

/** Follows the pages to the end; an answer that is no success ends it early. */
const everyMember = async (access: Access): Promise<Result<CallAnswer>> => {
  const items: MemberAnswer[] = [];
  let after = '';
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await access.call('GET', `/v1/members${after}`);
    if (!answer.ok || isRejected(answer.value)) return answer;
    const body = answer.value.body as { readonly items: readonly MemberAnswer[]; readonly next?: string };
    items.push(...body.items);
    if (body.next === undefined) break;
    after = `?after=${encodeURIComponent(body.next)}`;
  }
  return success({ status: 200, body: { items } });
};

const list = (shell: Shell, options: AccessOptions): Promise<ExitCode> =>
  print<{ readonly items: readonly MemberAnswer[] }>(shell, options, everyMember, ({ items }) =>
    textTable([['id', 'name', 'role', 'of', 'status', 'second factor'], ...items.map(rowOf)]),
  );

const rowOf = (member: MemberAnswer): readonly string[] => {
  const held = [
    ...(member.hasTotp ? ['codes'] : []),
    ...(member.passkeys.length > 0 ? [`${member.passkeys.length} passkeys`] : []),
    ...(member.hasOidc ? ['provider'] : []),
  ];
  const second = member.secondFactor === 'waived' ? 'waived' : held.join(', ') || '-';
  return [member.id, member.name, member.role, member.party ?? '-', member.status, second];
};

const noMember = (who: string): Failure =>
  failure('not-found', 'No such member', {
    field: 'member',
    message: `there is no member ${who}`,
    remedy: 'Look it up: wurao member list.',
  });

const change = (
  shell: Shell,
  who: string,
  options: AccessOptions,
  what: 'status' | 'invitation',
  body: object,
  told: string,
): Promise<ExitCode> =>
  print<MemberAnswer>(
    shell,
    options,
    async (access) => {
      const all = await everyMember(access);
      if (!all.ok || isRejected(all.value)) return all;
      const { items } = all.value.body as { readonly items: readonly MemberAnswer[] };
      const found = items.find(({ id, name }) => id === who || name === who.toLowerCase());
      if (found === undefined) return noMember(who);
      return access.call('POST', `/v1/members/${encodeURIComponent(found.id)}/${what}`, body);
    },
    (left) => `${left.name} ${told}.\n${linkText(shell, left)}`,
  );
