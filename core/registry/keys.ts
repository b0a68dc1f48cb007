import { type ApiKey, asId, type Failure, invalid, type KeyId, type Result } from '@wurao/domain';
import { MAX_KEY_LINES } from './bounds.ts';
import { checkSha256 } from './checks.ts';
import type { Actor, CommandOf } from './envelope.ts';
import { stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { keyJson } from './render.ts';
import { forbidden, notFound, replaced, unchanged } from './replies.ts';

/** Enough of a hash to name the one key that an operator chose. */
const ID_HASH_CHARS = 16;

export const keyBody = ({ hash: _, ...listing }: ApiKey): Reply['body'] => keyJson(listing);

type KeyRights = Pick<CommandOf<'createKey'>, 'role' | 'party' | 'lines'>;

/** By whom a session is found again. */
const keyLookup = ({ subscriber, member }: ApiKey): string | undefined => subscriber ?? member;

const checkParty = async (tx: RegisterTransaction, { role, party }: KeyRights): Promise<Failure | undefined> => {
  if (role === 'merchant') {
    return party !== undefined && (await tx.noun('merchant', party))
      ? undefined
      : invalid(
          'party',
          party === undefined ? "a merchant's key names its merchant" : `there is no merchant ${party}`,
          'Name a merchant that is registered.',
        );
  }
  if (role === 'carrier') {
    const found = party === undefined ? undefined : (await tx.noun('party', party))?.body;
    return found?.kind === 'carrier'
      ? undefined
      : invalid(
          'party',
          party === undefined ? "a carrier's key names its party" : `there is no carrier ${party}`,
          'Name a party of kind carrier.',
        );
  }
  return party === undefined
    ? undefined
    : invalid('party', `a key of role ${role} belongs to no party`, 'Leave it out.');
};

const checkLines = async (tx: RegisterTransaction, { lines }: KeyRights): Promise<Failure | undefined> => {
  if (lines.length > MAX_KEY_LINES)
    return invalid('lines', `more than ${MAX_KEY_LINES}`, 'Make a key for each group of lines.');
  for (const [i, line] of lines.entries()) {
    if (!(await tx.noun('line', line)))
      return invalid(`lines[${i}]`, `there is no line ${line}`, 'Register the line first.');
  }
  return undefined;
};

/** Is there such a party for the role, and are there these lines? */
export const checkKeyHolder = async (tx: RegisterTransaction, rights: KeyRights): Promise<Failure | undefined> =>
  (await checkParty(tx, rights)) ?? (await checkLines(tx, rights));

/** What the key, or the member, that asks for a merchant or carrier has itself. */
const rightsOfParty = async (tx: RegisterTransaction, { role, keyId }: Actor): Promise<KeyRights | undefined> => {
  if ((role !== 'merchant' && role !== 'carrier') || keyId === undefined) return undefined;
  return (await tx.noun('key', keyId))?.body ?? tx.memberRecord('id', keyId);
};

/** Merchants and carriers make more of what they have: for themselves, on lines that an operator gave the key that asks. */
const checkOwnKey = async (
  tx: RegisterTransaction,
  { role, party, lines }: CommandOf<'createKey'>,
  actor: Actor,
): Promise<Failure | undefined> => {
  const own = await rightsOfParty(tx, actor);
  if (own === undefined) return forbidden(`role ${actor.role} makes no keys`, "Use an operator's key.");
  if (role !== own.role || party !== own.party)
    return forbidden('a key is made for oneself only', 'Name your own role and party.');
  const foreign = lines.find((line) => !own.lines.includes(line));
  return foreign === undefined
    ? undefined
    : forbidden(`this key does not own the line ${foreign}`, 'Ask the operator for a key with that line.');
};

/** One's own, a session's own member's, and those of one's party; never a session of somebody else. */
const mayRevoke = (actor: Actor, { id, role, party, member }: ApiKey): boolean => {
  if (actor.role === 'admin' || actor.keyId === id) return true;
  if (member !== undefined) return actor.keyId === (member as string);
  return actor.role !== 'subscriber' && actor.party !== undefined && actor.role === role && actor.party === party;
};

export const createKey = async (
  command: CommandOf<'createKey'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const { role, party, lines, secretHash } = command;
  const unfit = actor.role === 'admin' ? undefined : await checkOwnKey(tx, command, actor);
  if (unfit) return unfit;
  if (secretHash !== undefined && actor.keyId !== undefined)
    return forbidden('a secret is never chosen through a key', 'Leave it out; one is made.');
  if (role === 'subscriber')
    return invalid('role', 'a subscriber proves the number', 'Ask for a code and open a session.');
  const bad = checkSha256('secretHash', secretHash) ?? (await checkKeyHolder(tx, command));
  if (bad) return bad;
  const secret = secretHash === undefined ? context.newSecret() : undefined;
  const id = asId<KeyId>(secretHash === undefined ? context.newId('key') : `key-${secretHash.slice(0, ID_HASH_CHARS)}`);
  const hash = secretHash ?? context.hashSecret(secret as string);
  const key: ApiKey = { id, hash, role, party, subscriber: undefined, lines, expiresMs: undefined, status: 'active' };
  const present = await tx.noun('key', id);
  if (present?.body.status === 'active') return unchanged(keyBody(present.body), present.sequence);
  await stateNoun(tx, 'key', id, key, { owner: party });
  return {
    ok: true,
    value: { created: true, body: keyBody(key), ...(secret === undefined ? {} : { secret: { key: secret } }) },
  };
};

export const revokeKey = async (
  { id }: CommandOf<'revokeKey'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  const present = await tx.noun('key', id);
  if (present === undefined || !mayRevoke(actor, present.body)) return notFound('key', id);
  if (present.body.status === 'revoked') return unchanged(keyBody(present.body), present.sequence);
  const revoked: ApiKey = { ...present.body, status: 'revoked' };
  await stateNoun(tx, 'key', id, revoked, { owner: present.owner, lookup: keyLookup(revoked) });
  return replaced(keyBody(revoked));
};
