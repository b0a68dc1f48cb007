import type { Member, Page } from '@wurao/registry';
import { need } from '../../http/need.ts';
import { type Handler, ok } from '../route.ts';

const PAGE_ITEMS = 200;
const WORKS_CASES: readonly Member['role'][] = ['admin', 'handler', 'regulator'];

/** GET /v1/staff: to whom cases may be given. A house has hundreds of members, not thousands: all at once. */
export const listStaff: Handler = async (_call, ports) => {
  const items: Pick<Member, 'id' | 'displayName'>[] = [];
  let after: string | undefined;
  do {
    const page = need(await ports.control.ask({ kind: 'members', after, limit: PAGE_ITEMS })) as Page<Member>;
    for (const { id, displayName, role, status } of page.items)
      if (status === 'active' && WORKS_CASES.includes(role)) items.push({ id, displayName });
    after = page.next;
  } while (after !== undefined);
  return ok({ items });
};
