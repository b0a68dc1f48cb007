// A world in plain maps and lists: everything known, and everything that was allowed.
import type * as Domain from '@wurao/domain';

type At = Domain.InstantMs;

export const newWorld = () => ({
  nouns: new Map<string, Map<string, Domain.NounBodies[Domain.NounKind]>>(),
  owners: new Map<string, Domain.PartyId>(),
  profiles: new Map<string, Domain.PreferenceProfile>(),
  lists: new Map<string, Domain.PersonalLists>(),
  pairs: new Map<string, Domain.PairState>(),
  /** What was allowed: by merchant, subscriber and cap group; by personal caller; by target of a sanction. */
  contacts: new Map<string, { atMs: At; voice: boolean }[]>(),
  callees: new Map<string, { atMs: At; callee: string }[]>(),
  targets: new Map<string, { atMs: At }[]>(),
});
export type World = ReturnType<typeof newWorld>;

export const applyChange = (world: World, body: Domain.ChangeBody): void => {
  const put = <T>(map: Map<string, T>, key: string, value: T | undefined): unknown =>
    value === undefined ? map.delete(key) : map.set(key, value);
  if (body.kind === 'preference') put(world.profiles, body.number, body.profile);
  if (body.kind === 'preference') put(world.lists, body.number, body.lists);
  if (body.kind === 'pair') put(world.pairs, `${body.number} ${body.merchant}`, body.state);
  if (body.kind === 'ownership') world.owners.set(body.ownership.number, body.ownership.carrier);
  if (body.kind !== 'noun') return;
  if (!world.nouns.has(body.noun)) world.nouns.set(body.noun, new Map());
  put(world.nouns.get(body.noun) as Map<string, Domain.NounBodies[Domain.NounKind]>, body.id, body.body);
};

/** All nouns of a kind. */
export const all = <K extends Domain.NounKind>(world: World, noun: K) =>
  [...(world.nouns.get(noun)?.values() ?? [])] as Domain.NounBodies[K][];
export const one = <K extends Domain.NounKind>(world: World, noun: K, id: string | undefined) =>
  world.nouns.get(noun)?.get(id ?? '') as Domain.NounBodies[K] | undefined;
