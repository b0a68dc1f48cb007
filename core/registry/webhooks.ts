import { invalid, type Result } from '@wurao/domain';
import type { Webhook, WebhookListing } from './answers.ts';
import { MAX_URL_CHARS, MAX_WEBHOOKS } from './bounds.ts';
import type { Actor, CommandOf } from './envelope.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { webhookJson } from './render.ts';
import { conflict, forbidden, notFound, replaced } from './replies.ts';

const mayUse = (actor: Actor, merchant: string): boolean =>
  actor.role === 'admin' || (actor.role === 'merchant' && (actor.party as string | undefined) === merchant);

export const listed = ({ secret: _, ...listing }: Webhook): WebhookListing => listing;

const checkUrl = (url: string) =>
  url.length <= MAX_URL_CHARS && URL.canParse(url) && /^https?:\/\//.test(url)
    ? undefined
    : invalid('url', 'not an http address', `Write a whole https address of at most ${MAX_URL_CHARS} characters.`);

/** A webhook changes nothing that a gate decides by: it has no place in the feed. */
export const registerWebhook = async (
  { merchant, url }: CommandOf<'registerWebhook'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!mayUse(actor, merchant))
    return forbidden('a merchant registers webhooks of its own', 'Name your own merchant id.');
  const bad = checkUrl(url);
  if (bad) return bad;
  if (!(await tx.noun('merchant', merchant)))
    return invalid('merchant', `there is no merchant ${merchant}`, 'Register the merchant first.');
  const active = (await tx.webhooksOf(merchant)).filter((webhook) => webhook.status === 'active');
  if (active.length >= MAX_WEBHOOKS) return conflict('', `${MAX_WEBHOOKS} webhooks stand already`, 'Remove one first.');
  const webhook: Webhook = {
    id: context.newId('webhook'),
    merchant,
    url,
    secret: context.newSecret(),
    createdMs: context.nowMs,
    status: 'active',
  };
  await tx.putWebhook(webhook);
  return { ok: true, value: { created: true, body: webhookJson(listed(webhook)), secret: { secret: webhook.secret } } };
};

export const removeWebhook = async (
  { id }: CommandOf<'removeWebhook'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  const webhook = await tx.webhook(id);
  if (!webhook || !mayUse(actor, webhook.merchant)) return notFound('webhook', id);
  const removed: Webhook = { ...webhook, status: 'removed' };
  if (webhook.status === 'active') await tx.putWebhook(removed);
  return replaced(webhookJson(listed(removed)));
};
