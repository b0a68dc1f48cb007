import { asId, type PartyId } from '@wurao/domain';
import type { DatedKey, Page } from '@wurao/registry';
import { need } from '../../http/need.ts';
import { nounView } from '../../views/noun-fields.ts';
import { instantText } from '../../views/wire-form.ts';
import { pageAnswer, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** GET /v1/keys: the newest first, by their ids, never the keys; of a merchant or carrier its own. With what each was used for. */
export const listKeys: Handler = async (call, ports) => {
  const { role, party } = call.actor;
  const owner = role === 'admin' ? undefined : asId<PartyId>(party ?? '');
  const query = { kind: 'keys', owner, ...pageOf(call) } as const;
  const page = need(await ports.control.ask(query)) as Page<DatedKey>;
  const mine = page.items.filter((key) => role === 'admin' || (key.role === role && key.party === party));
  return pageAnswer({ items: mine, next: page.next }, (key) => {
    const use = ports.keyUse.of(key.id);
    return {
      ...nounView('key', role, key),
      ...(use === undefined ? {} : { lastUsed: instantText(use.lastUsedMs), callsToday: use.callsToday }),
    };
  });
};
