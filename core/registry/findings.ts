import type { Finding, NewFinding, Result } from '@wurao/domain';
import { MAX_REPLY_CHARS } from './bounds.ts';
import { checkSubscriber } from './checks.ts';
import { dayOf } from './consent-words.ts';
import type { Actor, CommandOf } from './envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { created, forbidden, replaced } from './replies.ts';

/** No text of a person holds a NUL, and not every store can keep one. Cut, not refused: what it is evidence of happened. */
export const keptWords = (text: string): string => text.replaceAll('\0', '').slice(0, MAX_REPLY_CHARS);

/** One for each merchant and holder of a number; where no merchant is known, for each port. Of reports one a day, in China. */
const subjectOf = async (tx: RegisterTransaction, finding: NewFinding): Promise<string> => {
  const { kind, merchant, line, subscriber, reply } = finding;
  const holder = [subscriber, await tx.tenureFrom(subscriber)];
  // Whoever reports names the port: any extension below a filing is another one.
  if (kind === 'fake-base-station') return [merchant ?? line ?? reply.port, ...holder, dayOf(reply.atMs)].join('/');
  return [merchant ?? reply.port, ...holder].join('/');
};

/** The finding as it stands: what is on file already stays as it was. */
export const fileNew = async (
  finding: NewFinding,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<{ readonly finding: Finding; readonly isNew: boolean }> => {
  const subject = await subjectOf(tx, finding);
  const present = await tx.findingOf(finding.kind, subject);
  if (present) return { finding: present, isNew: false };
  const filed: Finding = {
    ...finding,
    reply: { ...finding.reply, words: keptWords(finding.reply.words) },
    id: context.newId('finding'),
    atMs: context.nowMs,
  };
  await tx.insertFinding(filed, subject);
  return { finding: filed, isNew: true };
};

/** What a detector concluded. Nothing that a gate decides by: it has no place in the feed. */
export const fileFinding = async (
  { finding }: CommandOf<'fileFinding'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} files no finding`, 'Findings come of detectors.');
  const bad = checkSubscriber(finding.subscriber);
  if (bad) return bad;
  const filed = await fileNew(finding, tx, context);
  return filed.isNew ? created({ id: filed.finding.id }) : replaced({ id: filed.finding.id });
};
