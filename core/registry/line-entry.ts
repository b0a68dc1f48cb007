import {
  type AddressBlock,
  blockText,
  type Failure,
  ha1Of,
  holdsBlock,
  invalid,
  type Line,
  type LineEntry,
  type LineId,
  parseBlock,
  type Result,
  success,
} from '@wurao/domain';
import {
  MAX_DIGEST_USER_CHARS,
  MAX_LINE_ADDRESSES,
  MAX_LINE_CERTIFICATES,
  MAX_PASSWORD_CHARS,
  MAX_REALM_CHARS,
  MIN_PASSWORD_CHARS,
} from './bounds.ts';
import type { Actor, LineDigestInput, LineEntryInput } from './envelope.ts';
import type { CommandContext, RegisterTransaction } from './ports.ts';
import { conflict, forbidden } from './replies.ts';

const FINGERPRINT = /^[0-9a-f]{64}$/;
/** No quote, backslash or control character: what is quoted in a header reads the same everywhere. */
const PLAIN = /^[^"\\\p{Cc}]*$/u;

/** The place of the first entry that stands there twice, or -1. */
const repeatedAt = (entries: readonly string[]): number => entries.findIndex((one, at) => entries.indexOf(one) < at);

const tooMany = (field: string, most: number): Failure =>
  invalid(field, `more than ${most}`, `Name at most ${most}; join neighbouring blocks, or register another line.`);

const readAddresses = (said: readonly string[]): Result<readonly string[]> => {
  if (said.length > MAX_LINE_ADDRESSES) return tooMany('entry.addresses', MAX_LINE_ADDRESSES);
  const read: string[] = [];
  for (const [i, text] of said.entries()) {
    const block = parseBlock(text, `entry.addresses[${i}]`);
    if (!block.ok) return block;
    read.push(blockText(block.value));
  }
  const again = repeatedAt(read);
  return again < 0
    ? success(read)
    : invalid(`entry.addresses[${again}]`, `${read[again]} stands there twice`, 'Name each block once.');
};

const readCertificates = (said: readonly string[]): Result<readonly string[]> => {
  if (said.length > MAX_LINE_CERTIFICATES) return tooMany('entry.certificates', MAX_LINE_CERTIFICATES);
  const read = said.map((fingerprint) => fingerprint.replaceAll(':', '').toLowerCase());
  const wrong = read.findIndex((fingerprint) => !FINGERPRINT.test(fingerprint));
  if (wrong >= 0) {
    return invalid(
      `entry.certificates[${wrong}]`,
      'not the SHA-256 of a certificate',
      'Write 64 hexadecimal digits, as `openssl x509 -noout -fingerprint -sha256` says them.',
    );
  }
  const again = repeatedAt(read);
  return again < 0
    ? success(read)
    : invalid(`entry.certificates[${again}]`, 'stands there twice', 'Name each certificate once.');
};

const checkPlain = (field: string, text: string, maxChars: number): Failure | undefined => {
  if (text === '' || text.length > maxChars)
    return invalid(field, `not 1 to ${maxChars} characters`, 'Write what the peer is configured with.');
  return PLAIN.test(text)
    ? undefined
    : invalid(field, 'holds a quote, a backslash or a control character', 'Choose one without.');
};

const checkDigestInput = ({ user, realm, password }: LineDigestInput): Failure | undefined => {
  const bad =
    checkPlain('entry.digest.user', user, MAX_DIGEST_USER_CHARS) ??
    checkPlain('entry.digest.realm', realm, MAX_REALM_CHARS);
  if (bad) return bad;
  const colonAt = user.indexOf(':');
  if (colonAt >= 0) return invalid('entry.digest.user', 'holds a colon', 'Choose a user without one.', colonAt);
  if (password === undefined) return undefined;
  return password.length >= MIN_PASSWORD_CHARS && password.length <= MAX_PASSWORD_CHARS
    ? undefined
    : invalid(
        'entry.digest.password',
        `not ${MIN_PASSWORD_CHARS} to ${MAX_PASSWORD_CHARS} characters`,
        'Choose a long random one.',
      );
};

/** The password itself is kept nowhere. Left out, the one that stands for the same user and realm goes on. */
const readDigestUser = (
  said: LineDigestInput | undefined,
  present: LineEntry['digest'],
  hash: CommandContext['digestHash'],
): Result<LineEntry['digest']> => {
  if (said === undefined) return success(undefined);
  const bad = checkDigestInput(said);
  if (bad) return bad;
  const { user, realm, password } = said;
  if (password !== undefined) return success({ user, realm, ha1: ha1Of(hash, user, realm, password) });
  return present?.user === user && present.realm === realm
    ? success(present)
    : invalid(
        'entry.digest.password',
        'missing',
        'Give the password of this user; only one that stands may be left out.',
      );
};

/** Checked and canonical. `present`: what stands of the line. */
export const readEntry = (
  said: LineEntryInput | undefined,
  present: LineEntry | undefined,
  context: Pick<CommandContext, 'digestHash'>,
): Result<LineEntry | undefined> => {
  if (said === undefined) return success(undefined);
  const addresses = readAddresses(said.addresses);
  if (!addresses.ok) return addresses;
  const certificates = readCertificates(said.certificates);
  if (!certificates.ok) return certificates;
  const digest = readDigestUser(said.digest, present?.digest, context.digestHash);
  if (!digest.ok) return digest;
  const entry = { addresses: addresses.value, certificates: certificates.value, digest: digest.value };
  return entry.addresses.length + entry.certificates.length === 0 && entry.digest === undefined
    ? invalid('entry', 'names no way in', 'Name an address, a certificate or a digest user, or leave entry out.')
    : success(entry);
};

const ADDRESS = 'address ';

interface Claim {
  /** Names the thing among all that lines are recognised by. */
  readonly key: string;
  readonly field: string;
  readonly said: string;
}

type Claiming = Pick<Line, 'status' | 'entry' | 'sms'>;

const claimsOf = ({ status, entry, sms }: Claiming): readonly Claim[] => {
  // A suspended line keeps its ways in, but gives room to another.
  if (status !== 'active') return [];
  const claims: Claim[] = [];
  for (const [i, block] of entry?.addresses.entries() ?? []) {
    claims.push({ key: `${ADDRESS}${block}`, field: `entry.addresses[${i}]`, said: block });
  }
  for (const [i, fingerprint] of entry?.certificates.entries() ?? []) {
    claims.push({ key: `certificate ${fingerprint}`, field: `entry.certificates[${i}]`, said: 'this certificate' });
  }
  const digest = entry?.digest;
  if (digest !== undefined) {
    const said = `user ${digest.user} of ${digest.realm}`;
    claims.push({ key: `digest ${digest.realm}\n${digest.user}`, field: 'entry.digest.user', said });
  }
  if (sms !== undefined)
    claims.push({ key: `sms ${sms.account}`, field: 'sms.account', said: `account ${sms.account}` });
  return claims;
};

interface ClaimedBlock extends Claim {
  readonly block: AddressBlock;
}

const blocksOf = (claims: readonly Claim[]): readonly ClaimedBlock[] =>
  claims.flatMap((claim) => {
    if (!claim.key.startsWith(ADDRESS)) return [];
    const block = parseBlock(claim.said, claim.field);
    return block.ok ? [{ ...claim, block: block.value }] : [];
  });

const relationOf = (mine: AddressBlock, theirs: AddressBlock): 'lies inside' | 'contains' | undefined => {
  if (holdsBlock(theirs, mine)) return 'lies inside';
  return holdsBlock(mine, theirs) ? 'contains' : undefined;
};

/**
 * The more specific block takes the calls out of the wider one. Within one carrier that is its own business; whether an address
 * of one carrier is another's to name, only an operator knows. What stands already is not asked again.
 */
const checkStrangers = async (
  tx: RegisterTransaction,
  line: LineId,
  fresh: readonly Claim[],
  { role, party }: Actor,
): Promise<Failure | undefined> => {
  const mine = blocksOf(fresh);
  if (role === 'admin' || mine.length === 0) return undefined;
  for (const held of await tx.entryHolders(ADDRESS)) {
    const said = held.key.slice(ADDRESS.length);
    const theirs = parseBlock(said, '');
    if (held.line === line || !theirs.ok) continue;
    for (const { block, field, said: text } of mine) {
      const relation = relationOf(block, theirs.value);
      if (relation === undefined || (await tx.noun('line', held.line))?.owner === party) continue;
      return forbidden(
        `${text} ${relation} ${said}, which is on a line of another carrier`,
        'Name blocks of your own alone, or have an operator register this line.',
        field,
      );
    }
  }
  return undefined;
};

/**
 * What a line is recognised by is on no other active line. Blocks that overlap lie within each other, and then the more
 * specific one counts; only the very same block would leave open whose call it is. Gives back what the line no longer says.
 */
export const claimEntry = async (
  tx: RegisterTransaction,
  line: Line,
  present: Line | undefined,
  actor: Actor,
): Promise<Failure | undefined> => {
  const wanted = claimsOf(line);
  const held = new Set(present === undefined ? [] : claimsOf(present).map(({ key }) => key));
  const fresh = wanted.filter(({ key }) => !held.has(key));
  for (const { key, field, said } of fresh) {
    const holder: LineId | undefined = await tx.entryHolder(key);
    if (holder !== undefined && holder !== line.id) {
      return conflict(field, `${said} is on line ${holder}`, 'Take it off that line first, or suspend that line.');
    }
  }
  const strange = await checkStrangers(tx, line.id, fresh, actor);
  if (strange) return strange;
  for (const { key } of wanted) held.delete(key);
  for (const key of held) await tx.putEntryHolder(key, undefined);
  for (const { key } of fresh) await tx.putEntryHolder(key, line.id);
  return undefined;
};
