import type { Expectation, MerchantId, PhoneNumber } from '@wurao/domain';
import { expectationJson } from '@wurao/registry';
import { need } from '../../http/need.ts';
import type { ApiPorts, AttemptSummary, ContactRights } from '../../ports.ts';
import { subscriberOf } from '../../read/owner.ts';
import { askerView, attemptView, contactsView } from '../../views/contact-view.ts';
import { exportPage } from '../../views/export-page.ts';
import { nounView } from '../../views/noun-fields.ts';
import { instantText, type WireRecord } from '../../views/wire-form.ts';
import { presentPreference } from '../preferences/read.ts';
import { type Handler, ok, okPage } from '../route.ts';

const PAGE_ATTEMPTS = 1_000;
/** A hundred thousand attempts on one number: more than any person was ever called. */
const MAX_PAGES = 100;

/** Of the present holder only, whoever asks: a former holder's is nobody's to read here. */
const gather = async (ports: ApiPorts, subscriber: PhoneNumber): Promise<WireRecord> => {
  const sinceMs = need(await ports.control.tenureFromMs(subscriber));
  const preference = await presentPreference(ports, subscriber);
  const expected = need(await ports.control.ask({ kind: 'expectation', subscriber })) as Expectation | undefined;
  const rights = need(await ports.control.ask({ kind: 'contactRights', subscriber })) as ContactRights;
  const nameOf = (id: MerchantId) => rights.merchants[id] ?? ports.gate.merchant(id)?.name;
  const named = (view: WireRecord): WireRecord => {
    const name = nameOf(view['merchant'] as MerchantId);
    return name === undefined ? view : { ...view, name };
  };
  const attempts = await everyAttempt(ports, subscriber, sinceMs);
  const askers = need(await ports.archive.askersOf(subscriber, sinceMs));
  const uses = need(await ports.archive.usesOf(subscriber, sinceMs));
  const nowMs = ports.gate.nowMs();
  const { mayContact } = contactsView(rights, attempts, uses, nameOf, nowMs, false);
  return {
    subscriber,
    at: instantText(nowMs),
    ...(sinceMs === undefined ? {} : { tenureFrom: instantText(sinceMs) }),
    preference: nounView('preference', 'subscriber', preference),
    ...(expected && { expectation: nounView('expectation', 'subscriber', expectationJson(expected)) }),
    bases: rights.bases
      .filter((basis) => basis.ended?.how !== 'recycled')
      .map((basis) => named(nounView('basis', 'subscriber', basis))),
    refusals: rights.refusals.map((refusal) => named(nounView('refusal', 'subscriber', refusal))),
    contacts: { mayContact },
    attempts: attempts.map((attempt) => attemptView(attempt, attempt.merchant && nameOf(attempt.merchant), false)),
    askers: askers.map((asker) => askerView(asker, asker.merchant && nameOf(asker.merchant))),
  };
};

const everyAttempt = async (
  ports: ApiPorts,
  subscriber: PhoneNumber,
  sinceMs: number | undefined,
): Promise<readonly AttemptSummary[]> => {
  const all: AttemptSummary[] = [];
  let after: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const filter = { decision: undefined, sinceMs, after, limit: PAGE_ATTEMPTS };
    const { items, next } = need(await ports.archive.attemptsOf(subscriber, filter));
    for (const item of items) all.push(item);
    if (next === undefined) break;
    after = next;
  }
  return all;
};

/** GET /v1/subscribers/{number}/export */
export const exportSubscriber: Handler = async (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  const data = await gather(ports, subscriber);
  if (call.query['format'] !== 'html') return ok(data);
  const language = call.query['lang'] === 'en' ? 'en' : 'zh';
  return okPage(exportPage(data, language));
};
