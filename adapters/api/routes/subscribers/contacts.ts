import type { MerchantId } from '@wurao/domain';
import { need } from '../../http/need.ts';
import { PAGE_ITEMS_DEFAULT } from '../../options.ts';
import type { ContactRights } from '../../ports.ts';
import { subscriberOf } from '../../read/owner.ts';
import { contactsView } from '../../views/contact-view.ts';
import { type Handler, ok } from '../route.ts';
import { isStaff, visibleSinceMs } from './present-tenure.ts';

/** GET /v1/subscribers/{number}/contacts: who may contact me, and who did. */
export const readContacts: Handler = async (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  const sinceMs = await visibleSinceMs(call, ports, subscriber);
  const rights = need(await ports.control.ask({ kind: 'contactRights', subscriber })) as ContactRights;
  const filter = { decision: 'allow', sinceMs, after: undefined, limit: PAGE_ITEMS_DEFAULT } as const;
  const contacted = need(await ports.archive.attemptsOf(subscriber, filter));
  const uses = need(await ports.archive.usesOf(subscriber, sinceMs));
  const { gate } = ports;
  const nameOf = (id: MerchantId) => rights.merchants[id] ?? gate.merchant(id)?.name;
  return ok(contactsView(rights, contacted.items, uses, nameOf, gate.nowMs(), isStaff(call)));
};
