import type { Role } from '@wurao/domain';
import type { Page, Query } from '@wurao/registry';
import { need } from '../http/need.ts';
import { PAGE_ITEMS_DEFAULT } from '../options.ts';
import type { ApiPorts } from '../ports.ts';
import { type NounName, nounView } from '../views/noun-fields.ts';
import { type Answer, type Call, ok } from './route.ts';

export const pageOf = (call: Call): { readonly after: string | undefined; readonly limit: number } => ({
  after: call.query['after'] === undefined ? undefined : String(call.query['after']),
  limit: Number(call.query['limit'] ?? PAGE_ITEMS_DEFAULT),
});

export const pageAnswer = <T>(page: Page<T>, show: (item: T) => unknown): Answer =>
  ok({ items: page.items.map(show), ...(page.next === undefined ? {} : { next: page.next }) });

type Fact = Readonly<Record<string, unknown>>;

/** A page of nouns; `mine` leaves out what the asker may not see, so that a page may be shorter than its limit. */
export const listNouns = async (
  call: Call,
  ports: ApiPorts,
  query: Query,
  noun: NounName,
  mine: (fact: Fact) => boolean = () => true,
): Promise<Answer> => {
  const page = need(await ports.control.ask(query)) as Page<Fact>;
  const role: Role = call.actor.role;
  return pageAnswer({ items: page.items.filter(mine), next: page.next }, (fact) => nounView(noun, role, fact));
};
