import { asId, type MerchantId } from '@wurao/domain';
import type { Query } from '@wurao/registry';
import { notFound } from '../http/need.ts';
import { Stop } from '../http/problem.ts';
import type { ApiPorts } from '../ports.ts';
import { isOwnMerchant } from '../read/owner.ts';
import { nounView } from '../views/noun-fields.ts';
import { listNouns, pageOf } from './list.ts';
import { type Call, type Handler, ok } from './route.ts';

type Noun = Extract<Query, { kind: 'noun' }>['noun'];
type Fact = Readonly<Record<string, unknown>>;

/** Does the asker see this noun? Admin, handlers and regulators see all of them; carriers what runs over their lines. */
type Sees = (call: Call, fact: Fact, ports: ApiPorts) => boolean;

const isOnChain = (call: Call, chain: unknown): boolean => Array.isArray(chain) && chain.includes(call.actor.party);

const ownLine = (call: Call, id: unknown, ports: ApiPorts): boolean =>
  typeof id === 'string' &&
  (call.key?.lines.includes(asId(id)) === true || isOnChain(call, ports.gate.line(asId(id))?.chain));

const SEES: Readonly<Record<Noun, Sees>> = {
  merchant: (call, fact) => isOwnMerchant(call, fact['id']),
  party: () => true,
  line: (call, fact, ports) =>
    (call.actor.role !== 'merchant' && call.actor.role !== 'carrier') ||
    ownLine(call, fact['id'], ports) ||
    isOnChain(call, fact['chain']),
  // A shared filing (no line) is what interconnect lines check against: every carrier may read it.
  filing: (call, fact, ports) =>
    isOwnMerchant(call, fact['merchant']) &&
    (call.actor.role !== 'carrier' || fact['line'] === undefined || ownLine(call, fact['line'], ports)),
  content: (call, fact) => isOwnMerchant(call, fact['merchant']),
  sanction: () => true,
};

/** The noun, if it is there and the asker sees it. */
export const seenNoun = async (call: Call, ports: ApiPorts, noun: Noun, id: string): Promise<Fact> => {
  const answer = await ports.control.ask({ kind: 'noun', noun, id });
  if (!answer.ok && answer.code !== 'not-found') throw new Stop(answer);
  const fact = answer.ok ? (answer.value as Fact | undefined | null) : undefined;
  if (!fact || !SEES[noun](call, fact, ports)) throw notFound(noun);
  return fact;
};

/** GET /v1/<noun>s/{id} */
export const readNoun =
  (noun: Noun): Handler =>
  async (call, ports) =>
    ok(nounView(noun, call.actor.role, await seenNoun(call, ports, noun, call.params['id'] ?? '')));

/** GET /v1/<noun>s */
export const listNoun =
  (noun: Noun): Handler =>
  (call, ports) => {
    const own = call.actor.role === 'merchant' ? call.actor.party : (call.query['merchant'] as string | undefined);
    // Lines are their carriers': those that a merchant's key names are found by `SEES`.
    const merchant = own === undefined || noun === 'line' ? undefined : asId<MerchantId>(own);
    const query: Query = { kind: 'nouns', noun, merchant, ...pageOf(call) };
    return listNouns(call, ports, query, noun, (fact) => SEES[noun](call, fact, ports));
  };
