import { asSequence, type InstantMs, type Sequence } from '@wurao/domain';
import {
  APPEAL_KEPT_MS,
  CONSENT_REQUEST_KEPT_MS,
  FINDING_KEPT_MS,
  GUARDIANSHIP_KEPT_MS,
  HELD_WISH_KEPT_MS,
  HOUR_MS,
  IDEMPOTENCY_LIFETIME_MS,
  NOTICE_REST_MS,
} from '@wurao/registry';
import { sql } from 'kysely';
import { OLD_APPEALS } from './appeals.ts';
import { OLD_CONSENT_REQUESTS } from './consent-requests.ts';
import { OLD_FINDINGS, OLD_NOTICES } from './findings.ts';
import { OLD_GUARDIANSHIPS } from './guardianships.ts';
import { OLD_HELD_WISHES } from './held-wishes.ts';
import type { WebhookDelivery } from './ports.ts';
import { EVENTS, eventOf } from './questions.ts';
import type { WebhookDeliveryRow, WebhookRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import { webhookOf } from './transaction-edges.ts';

/** Events given out at once to one webhook. */
const MAX_EVENTS_A_DELIVERY = 100;

type DueRow = WebhookRow & WebhookDeliveryRow;

const DUE = statement<{ now: number; limit: number }, DueRow>((db, p) =>
  db
    .selectFrom('webhook')
    .innerJoin('webhook_delivery', 'webhook_delivery.webhook', 'webhook.id')
    .selectAll()
    .where('webhook.status', '=', sql.lit('active'))
    .where('webhook_delivery.next_at', '<=', p.now)
    .where((x) =>
      x.exists(
        x
          .selectFrom('merchant_event')
          .select('merchant_event.id')
          .whereRef('merchant_event.merchant', '=', 'webhook.merchant')
          .whereRef('merchant_event.sequence', '>', 'webhook_delivery.delivered_to'),
      ),
    )
    .orderBy('webhook_delivery.next_at')
    .limit(p.limit),
);
const DELIVERED = statement<{ webhook: string; to: number }>((db, p) =>
  db
    .updateTable('webhook_delivery')
    .set({ delivered_to: p.to, failures: sql.lit(0), next_at: sql.lit(0) })
    .where('webhook', '=', p.webhook)
    .where('delivered_to', '<', p.to),
);
const FAILED = statement<{ webhook: string; next: number }>((db, p) =>
  db
    .updateTable('webhook_delivery')
    .set({ failures: sql`failures + 1`, next_at: p.next })
    .where('webhook', '=', p.webhook),
);
const OLD_ANSWERS = statement<{ before: number }>((db, p) => db.deleteFrom('idempotency').where('at', '<=', p.before));
const OLD_MESSAGES = statement<{ now: number }>((db, p) => db.deleteFrom('outbox').where('expires_at', '<=', p.now));
const OLD_CODES = statement<{ before: number }>((db, p) => db.deleteFrom('code').where('at', '<=', p.before));

export const webhooksDue = async (
  session: Session,
  nowMs: InstantMs,
  limit: number,
): Promise<readonly WebhookDelivery[]> => {
  const due: WebhookDelivery[] = [];
  for (const row of await session.all(DUE, { now: nowMs, limit })) {
    const events = await session.all(EVENTS, {
      merchant: row.merchant,
      after: row.delivered_to,
      limit: MAX_EVENTS_A_DELIVERY,
    });
    due.push({
      webhook: webhookOf(row),
      deliveredTo: asSequence(row.delivered_to),
      failures: row.failures,
      nextMs: row.next_at,
      events: events.map(eventOf),
    });
  }
  return due;
};

export const markDelivered = (session: Session, id: string, to: Sequence): Promise<void> =>
  session.run(DELIVERED, { webhook: id, to });
export const markFailed = (session: Session, id: string, nextMs: InstantMs): Promise<void> =>
  session.run(FAILED, { webhook: id, next: nextMs });

/** Codes stay for the hour in which they count against the next. */
export const sweepOld = async (session: Session, nowMs: InstantMs): Promise<void> => {
  await session.run(OLD_ANSWERS, { before: nowMs - IDEMPOTENCY_LIFETIME_MS });
  await session.run(OLD_MESSAGES, { now: nowMs });
  await session.run(OLD_CODES, { before: nowMs - HOUR_MS });
  await session.run(OLD_APPEALS, { before: nowMs - APPEAL_KEPT_MS });
  await session.run(OLD_NOTICES, { before: nowMs - NOTICE_REST_MS });
  await session.run(OLD_CONSENT_REQUESTS, { before: nowMs - CONSENT_REQUEST_KEPT_MS });
  await session.run(OLD_GUARDIANSHIPS, { before: nowMs - GUARDIANSHIP_KEPT_MS });
  await session.run(OLD_HELD_WISHES, { before: nowMs - HELD_WISH_KEPT_MS });
  await session.run(OLD_FINDINGS, { before: nowMs - FINDING_KEPT_MS });
};
