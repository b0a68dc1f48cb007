import {
  asId,
  type Content,
  type ContentId,
  categoryBit,
  type Failure,
  invalid,
  type Merchant,
  type Result,
  success,
} from '@wurao/domain';
import { MAX_CONTENT_CHARS, MAX_NOTE_CHARS, MAX_VARIABLE_CHARS, MAX_VARIABLES } from './bounds.ts';
import { checkId, checkText, firstFailure } from './checks.ts';
import { checkDuties } from './content-duties.ts';
import type { Actor, CommandOf, ContentInput } from './envelope.ts';
import { isSameBody, stateNoun } from './nouns.ts';
import type { CommandContext, NounRow, RegisterTransaction, Reply } from './ports.ts';
import { contentJson } from './render.ts';
import { conflict, created, forbidden, notFound, replaced, unchanged } from './replies.ts';
import { checkUnrestricted, organisation } from './restrictions.ts';

const SLOT = /\{([^{}]*)\}/g;
const SLOT_NAME = /^[A-Za-z_\p{Script=Han}][\w\p{Script=Han}-]{0,39}$/u;

/**
 * Under the content's own id stands the version in force: the approved one, or the newest while none was ever approved.
 * Every other version stands beside it under `id@version`, so that a gate never loses an approved text to a draft.
 */
const besideId = (contentId: string, version: number): string => `${contentId}@${version}`;
const contentIdOf = (id: string): string => id.split('@')[0] as string;

const checkVariables = (input: ContentInput): Failure | undefined => {
  if (input.variables.length > MAX_VARIABLES)
    return invalid('variables', `more than ${MAX_VARIABLES}`, 'Split the text.');
  const names = new Set<string>();
  for (const [i, slot] of input.variables.entries()) {
    if (!SLOT_NAME.test(slot.name))
      return invalid(`variables[${i}].name`, 'not a name', 'Use letters, digits and underscores.');
    if (names.has(slot.name))
      return invalid(`variables[${i}].name`, `${slot.name} is declared twice`, 'Declare each variable once.');
    if (!Number.isInteger(slot.maxLength) || slot.maxLength < 1 || slot.maxLength > MAX_VARIABLE_CHARS) {
      return invalid(`variables[${i}].maxLength`, `not 1 to ${MAX_VARIABLE_CHARS}`, 'Say how long it may be.');
    }
    names.add(slot.name);
  }
  for (const match of input.text.matchAll(SLOT)) {
    const name = match[1] ?? '';
    if (!names.has(name))
      return invalid(
        'text',
        `{${name}} is not declared`,
        'Declare it among the variables, or write it out.',
        match.index,
      );
  }
  return undefined;
};

const merchantOf = async (tx: RegisterTransaction, input: ContentInput, actor: Actor): Promise<Result<Merchant>> => {
  const itself = actor.role === 'merchant' && (actor.party as string | undefined) === input.merchant;
  if (!itself && actor.role !== 'admin' && actor.role !== 'carrier') {
    return forbidden('a merchant submits its own contents only', 'Name your own merchant id.');
  }
  const merchant = (await tx.noun('merchant', input.merchant))?.body;
  if (!merchant) return invalid('merchant', `there is no merchant ${input.merchant}`, 'Register the merchant first.');
  if (actor.role !== 'admin' && (categoryBit(input.category) & merchant.categories) === 0) {
    return invalid('category', `not a trade of ${input.merchant}`, 'Name a category of this merchant.');
  }
  return success(merchant);
};

const versionsOf = (tx: RegisterTransaction, id: string): Promise<readonly NounRow<'content'>[]> =>
  tx.nounsByLookup('content', id);

/** A body's id is always the one it stands under: gates find and drop it by that. */
const stateContent = async (tx: RegisterTransaction, id: string, content: Content): Promise<Content> => {
  const stated = { ...content, id: asId<ContentId>(id) };
  await stateNoun(tx, 'content', id, stated, { owner: content.merchant, lookup: contentIdOf(id) });
  return stated;
};

export const registerContent = async (
  { content: input }: CommandOf<'registerContent'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  const bad = firstFailure(checkId(input.id), checkText('text', input.text, MAX_CONTENT_CHARS), checkVariables(input));
  if (bad) return bad;
  const merchant = await merchantOf(tx, input, actor);
  if (!merchant.ok) return merchant;
  const lacking = input.submit ? checkDuties(input, merchant.value) : undefined;
  if (lacking) return lacking;
  const id = asId<ContentId>(input.id ?? context.newId('content'));
  const versions = await versionsOf(tx, id);
  const other = versions.find((row) => row.body.merchant !== input.merchant);
  if (other) return conflict('id', `content ${id} is of another merchant`, 'Choose another id.');
  const newest = versions.reduce<NounRow<'content'> | undefined>(
    (a, b) => (a && a.body.version > b.body.version ? a : b),
    undefined,
  );
  const content: Content = {
    id,
    merchant: input.merchant,
    version: (newest?.body.version ?? 0) + 1,
    channel: input.channel,
    purpose: input.purpose,
    category: input.category,
    text: input.text,
    variables: input.variables,
    status: input.submit ? 'submitted' : 'draft',
    reviewNote: undefined,
  };
  if (newest && saysTheSame(newest.body, content)) return unchanged(contentJson(newest.body), newest.sequence);
  // A new version of what is there is put right, not added.
  const asked = { field: 'merchant', what: 'content', nowMs: context.nowMs };
  const restricted = newest ? undefined : await checkUnrestricted(tx, organisation(input.merchant), asked);
  if (restricted) return restricted;
  return created(contentJson(await stateContent(tx, newest ? besideId(id, content.version) : id, content)));
};

/** A repeat of the newest version adds nothing, unless it now submits a draft. */
const saysTheSame = (newest: Content, content: Content): boolean =>
  (newest.status !== 'draft' || content.status === 'draft') &&
  isSameBody(
    { ...newest, id: '', version: 0, status: '', reviewNote: '' },
    { ...content, id: '', version: 0, status: '', reviewNote: '' },
  );

/** By `id@version`, or by id: the newest version that waits for review, else the one in force. */
const reviewed = async (tx: RegisterTransaction, id: string): Promise<NounRow<'content'> | undefined> => {
  const contentId = contentIdOf(id);
  const rows = await versionsOf(tx, contentId);
  if (id !== contentId) return rows.find((row) => row.id === id);
  const waiting = rows.filter((row) => row.body.status === 'submitted').sort((a, b) => b.body.version - a.body.version);
  return waiting[0] ?? rows.find((row) => row.id === contentId);
};

export const reviewContent = async (
  { id, approve, note }: CommandOf<'reviewContent'>,
  actor: Actor,
  tx: RegisterTransaction,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin' && actor.role !== 'carrier' && actor.role !== 'regulator') {
    return forbidden(`role ${actor.role} reviews no contents`, "Use a carrier's, regulator's or operator's key.");
  }
  const row = await reviewed(tx, id);
  if (!row) return notFound('content', id);
  const bad = note === undefined ? undefined : checkText('note', note, MAX_NOTE_CHARS);
  if (bad) return bad;
  const status = approve ? 'approved' : 'rejected';
  if (row.body.status === status) return unchanged(contentJson(row.body), row.sequence);
  if (row.body.status !== 'submitted')
    return conflict('id', `content ${id} is ${row.body.status}`, 'Submit a new version for review.');
  const content: Content = { ...row.body, status, reviewNote: note };
  const isBeside = row.id !== contentIdOf(row.id);
  return replaced(
    contentJson(approve && isBeside ? await putInForce(tx, content) : await stateContent(tx, row.id, content)),
  );
};

/** The approved version takes the content's id; the one that stood there steps beside it. */
const putInForce = async (tx: RegisterTransaction, content: Content): Promise<Content> => {
  const contentId = contentIdOf(content.id);
  const former = (await tx.noun('content', contentId))?.body;
  if (former) {
    const status = former.status === 'approved' ? 'superseded' : former.status;
    await stateContent(tx, besideId(contentId, former.version), { ...former, status });
  }
  await stateNoun(tx, 'content', content.id, undefined, { owner: content.merchant, lookup: contentId });
  return stateContent(tx, contentId, content);
};
