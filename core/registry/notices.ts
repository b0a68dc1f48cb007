import type { MerchantId, PhoneNumber, ReplyLanguage, Result } from '@wurao/domain';
import type { NoticeKind } from './answers.ts';
import { MAX_NAMED_MERCHANTS, NOTICE_LIFETIME_MS, NOTICE_REST_MS } from './bounds.ts';
import type { Actor, CommandOf } from './envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { forbidden, replaced } from './replies.ts';

/**
 * Is there room for a notice to this holder of the number about this merchant? One of a kind in `NOTICE_REST_MS`: a confirmation
 * that came with each TD would be a nuisance of our own.
 */
const mayNotify = async (
  tx: RegisterTransaction,
  subscriber: PhoneNumber,
  merchant: MerchantId,
  kind: NoticeKind,
  nowMs: number,
): Promise<boolean> => {
  const last = await tx.lastNotice(subscriber, merchant, kind);
  if (last === undefined || last.atMs + NOTICE_REST_MS <= nowMs) return true;
  return last.sequence <= (await tx.tenureFrom(subscriber));
};

/** What messages of the house carry in 【】, as every message in this country carries a signature. */
export const HOUSE_SIGNATURE = '勿扰';
export const SIGNED = `【${HOUSE_SIGNATURE}】`;

const CONFIRMATION: Readonly<Record<ReplyLanguage, (names: readonly string[], more: number) => string>> = {
  zh: (names, more) =>
    `${SIGNED}已登记您的拒绝。${names.join('、')}${more > 0 ? `等${names.length + more}家` : ''}不得再以短信、屏信或电话向您推销。无需回复。`,
  en: (names, more) =>
    `${SIGNED}Your refusal is on record. ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} may send you no more marketing messages or calls. No reply needed.`,
};

/** Puts one confirmation for all of a reply's merchants into the outbox, from the port that was answered; undefined: no room. */
export const confirmRefusal = async (
  { subscriber, port, language }: { subscriber: PhoneNumber; port: PhoneNumber; language: ReplyLanguage },
  merchants: readonly { readonly id: MerchantId; readonly name: string }[],
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<string | undefined> => {
  const kind = 'refusal-confirmation';
  const { nowMs } = context;
  const told: { readonly id: MerchantId; readonly name: string }[] = [];
  for (const merchant of merchants) {
    if (await mayNotify(tx, subscriber, merchant.id, kind, nowMs)) told.push(merchant);
  }
  if (told.length === 0) return undefined;
  for (const { id: merchant } of told)
    await tx.insertNotice({ subscriber, merchant, kind, atMs: nowMs, sequence: tx.sequence });
  const named = told.slice(0, MAX_NAMED_MERCHANTS).map(({ name }) => name);
  const id = context.newId('message');
  await tx.addOutbox({
    id,
    atMs: nowMs,
    to: subscriber,
    from: port,
    purpose: kind,
    text: CONFIRMATION[language](named, told.length - named.length),
    expiresMs: nowMs + NOTICE_LIFETIME_MS,
  });
  return id;
};

/** Saying it twice is harmless: whoever sends may not know whether its first word arrived. */
export const markMessageSent = async (
  { id }: CommandOf<'markMessageSent'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} sends no messages of the house`, 'Gates do.');
  await tx.removeOutbox(id);
  return replaced({ id });
};
