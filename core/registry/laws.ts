import { failure, type InstantMs, invalid, type LawTerm, type Result } from '@wurao/domain';
import { checkPack, DEFAULT_LAW, LAW_PACKS, type LawPack, termAt, withoutComing, withTerm } from '@wurao/law';
import { MAX_INSTALLED_LAWS, MAX_LAW_AHEAD_MS } from './bounds.ts';
import type { Actor, CommandOf } from './envelope.ts';
import { isSameBody, stateNoun } from './nouns.ts';
import type { CommandContext, RegisterTransaction, Reply } from './ports.ts';
import { created, forbidden, replaced } from './replies.ts';

/** All installed packs are found under one word. */
const LOOKUP = 'law-pack';

const isKnown = async (law: string, tx: RegisterTransaction): Promise<boolean> =>
  LAW_PACKS.has(law) || (await tx.noun('law-pack', law)) !== undefined;

const lawInForce = (terms: readonly LawTerm[], nowMs: InstantMs): string | undefined => termAt(terms, nowMs)?.law;

const stateTerms = async (terms: readonly LawTerm[], nowMs: InstantMs, tx: RegisterTransaction): Promise<void> => {
  const law = lawInForce(terms, nowMs);
  if (law === undefined) throw new Error('a timetable without terms');
  await tx.putLaws(law, terms);
  await tx.append({ kind: 'law', law, terms });
};

/** Which pack is in force at every gate, from now on. A fact like others, so that replay knows which law held when. */
export const setLaw = async (
  { law }: CommandOf<'setLaw'>,
  actor: Actor,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin') return forbidden(`role ${actor.role} sets no law`, "Use an operator's key.");
  if (!(await isKnown(law, tx)))
    return invalid(
      'law',
      `there is no law pack ${law}`,
      `Name one of ${[...LAW_PACKS.keys()].join(', ')}, or one that was installed.`,
    );
  const terms = (await tx.laws()) ?? [];
  if (lawInForce(terms, nowMs) === law) return replaced({ law });
  await stateTerms(withTerm(terms, { law, fromMs: nowMs }, nowMs), nowMs, tx);
  return replaced({ law, sequence: tx.sequence });
};

const checkFrom = (pack: LawPack, fromMs: InstantMs | undefined, nowMs: InstantMs) => {
  if (fromMs === undefined) return undefined;
  if (!(fromMs > nowMs))
    return invalid('from', 'not in the future', 'Name an instant to come; what was decided stays as it was decided.');
  if (fromMs > nowMs + MAX_LAW_AHEAD_MS) return invalid('from', 'more than ten years ahead', 'Name a nearer instant.');
  return fromMs < Date.parse(pack.effectiveFrom)
    ? invalid(
        'from',
        `before the date of the text, ${pack.effectiveFrom}`,
        'Name a later instant, or correct effectiveFrom.',
      )
    : undefined;
};

const taken = (law: string) =>
  failure('conflict', 'The id stands for another pack', {
    field: 'id',
    message: `${law} is installed, or comes with the product, and says something else; a pack never changes`,
    remedy: `Give the new version an id of its own, such as ${law}-2.`,
  });

const begun = (law: string) =>
  failure('conflict', 'The law has taken effect', {
    field: 'from',
    message: `${law} is in force, or was`,
    remedy: 'Leave `from` out; another law is put in force by PUT /v1/law, or takes over at its own instant.',
  });

/** With its date, without one, or with none as before. A date that has come stays. */
const retimed = (
  law: string,
  fromMs: InstantMs | undefined,
  terms: readonly LawTerm[],
  nowMs: InstantMs,
): readonly LawTerm[] | 'begun' | 'same' => {
  const coming = terms.find((term) => term.law === law && term.fromMs > nowMs);
  if (coming?.fromMs === fromMs) return 'same';
  if (terms.some((term) => term.law === law && term.fromMs <= nowMs) && fromMs !== undefined) return 'begun';
  return fromMs === undefined ? withoutComing(terms, law, nowMs) : withTerm(terms, { law, fromMs }, nowMs);
};

/**
 * A pack as data becomes part of the register: for good, under its id. `fromMs` may be moved, or taken back, until it has come; at
 * that instant every gate goes over to it by itself.
 */
export const installLaw = async (
  { data, fromMs }: CommandOf<'installLaw'>,
  actor: Actor,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  if (actor.role !== 'admin' && actor.role !== 'regulator')
    return forbidden(`role ${actor.role} installs no law`, "Use an operator's or a regulator's key.");
  const checked = checkPack(data);
  if (!checked.ok) return checked;
  const pack = checked.value;
  const { id } = pack;
  const wrongFrom = checkFrom(pack, fromMs, nowMs);
  if (wrongFrom) return wrongFrom;
  const before = await tx.noun('law-pack', id);
  if (LAW_PACKS.has(id) || (before && !isSameBody(before.body.pack, pack))) return taken(id);
  const terms = (await tx.laws()) ?? [{ law: DEFAULT_LAW, fromMs: 0 }];
  const clash = terms.find((term) => term.fromMs === fromMs && term.law !== id);
  if (clash)
    return failure('conflict', 'Another law takes effect then', {
      field: 'from',
      message: `${clash.law} takes effect at the same instant`,
      remedy: 'Name another instant, or take the other one back first.',
    });
  const after = retimed(id, fromMs, terms, nowMs);
  if (after === 'begun') return begun(id);
  if (before === undefined) {
    const others = await tx.nounsByLookup('law-pack', LOOKUP);
    if (others.length >= MAX_INSTALLED_LAWS)
      return failure('conflict', 'Too many law packs', {
        field: 'id',
        message: `${MAX_INSTALLED_LAWS} are installed`,
        remedy: 'Try drafts with `wurao law check` and `wurao law test`, and install what is meant.',
      });
    // As JSON keeps it: what is undefined is not there.
    const plain = JSON.parse(JSON.stringify(pack)) as Readonly<Record<string, unknown>>;
    const body = { id, pack: plain, installedMs: nowMs, sequence: tx.sequence };
    await stateNoun(tx, 'law-pack', id, body, { lookup: LOOKUP });
  }
  if (after !== 'same') await stateTerms(after, nowMs, tx);
  const reply = { id, from: fromMs === undefined ? undefined : new Date(fromMs).toISOString() };
  if (before === undefined) return created({ ...reply, sequence: tx.sequence });
  return replaced(after === 'same' ? reply : { ...reply, sequence: tx.sequence });
};
