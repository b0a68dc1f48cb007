import {
  type Failure,
  failure,
  type InstantMs,
  invalid,
  maskNumber,
  type PhoneNumber,
  type Result,
} from '@wurao/domain';
import type { Guardianship } from './answers.ts';
import {
  DAY_MS,
  GUARDIAN_CODE_LIFETIME_MS,
  HOUR_MS,
  MAX_CODE_TRIES,
  MAX_GUARDIANS,
  MAX_OPEN_GUARDIAN_REQUESTS,
  MAX_WARD_ASKS_A_DAY,
  MAX_WARDS,
  NOTICE_LIFETIME_MS,
} from './bounds.ts';
import { checkSubscriber, firstFailure } from './checks.ts';
import type { Actor, CommandOf } from './envelope.ts';
import { askingGuardianText, guardianActedText } from './guardian-words.ts';
import type { CommandContext, HandlerResult, RegisterTransaction, Reply } from './ports.ts';
import { conflict, created, forbidden, notFound, replaced } from './replies.ts';

/**
 * What a guardian may do with the rights of a ward: restrict, withdraw, complain, expect a call. Consent stays the ward's own act, and
 * so does who else manages the number. Kinds of the register and of casework; what is not named here is not done.
 */
const ACTS_FOR_WARD: ReadonlySet<string> = new Set([
  'setPreference',
  'undoPreference',
  'addListEntry',
  'removeListEntry',
  'expectCall',
  'endExpectation',
  'withdrawBasis',
  'recordRefusal',
  'fileComplaint',
  'supplementComplaint',
  'withdrawComplaint',
  'stepCases',
  'stepObligations',
  'askInquiry',
  'stepInquiry',
]);
/** Puts down that something was read. */
const READING = 'noteReads';

const isStanding = ({ state }: Guardianship): boolean => state === 'standing';

const find = async (
  tx: RegisterTransaction,
  guardian: PhoneNumber,
  ward: PhoneNumber,
  nowMs: InstantMs,
): Promise<Guardianship | undefined> =>
  (await tx.guardianshipsOf('guardian', guardian, nowMs)).find((one) => one.ward === ward);

/** Of a command that somebody gives for a ward: may it be given, and does the ward's consent still stand? */
export const checkGuardian = async (
  kind: string,
  { guardian, subscriber }: Actor,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<Failure | undefined> => {
  if (guardian === undefined || subscriber === undefined) return undefined;
  const present = await find(tx, guardian, subscriber, nowMs);
  if (present === undefined || !isStanding(present))
    return forbidden('this number is not in your care', 'Ask its holder for consent.', 'number');
  return kind === READING || ACTS_FOR_WARD.has(kind)
    ? undefined
    : forbidden('a guardian does not do this for a ward', 'Let the holder of the number do it.');
};

/** The ward hears of it, once a day however much is done. */
export const tellWard = async (
  kind: string,
  { guardian, subscriber }: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<void> => {
  if (guardian === undefined || subscriber === undefined || kind === READING) return;
  const { nowMs } = context;
  const present = await find(tx, guardian, subscriber, nowMs);
  if (!present || (present.toldMs !== undefined && present.toldMs + DAY_MS > nowMs)) return;
  await tx.putGuardianship({ ...present, toldMs: nowMs });
  await tx.addOutbox({
    id: context.newId('message'),
    atMs: nowMs,
    to: subscriber,
    from: undefined,
    purpose: 'guardian-act',
    text: guardianActedText(guardian),
    expiresMs: nowMs + NOTICE_LIFETIME_MS,
  });
};

const isSelf = (actor: Actor, ...sides: readonly PhoneNumber[]): boolean =>
  actor.role === 'admin' || (actor.role === 'subscriber' && sides.some((number) => number === actor.subscriber));
const othersAffair = (): Failure =>
  forbidden('only the two people themselves settle this', 'Use a session of your own number.', 'number');

const tooOften = (message: string): Failure => ({
  ...failure('too-many-requests', 'Asked too often', {
    field: 'ward',
    message,
    remedy: 'Wait a day; silence is no consent.',
  }),
  retryAfterMs: DAY_MS,
});

/** Number and code together, as with other codes. */
const hashOf = (context: CommandContext, { ward, guardian }: Pair, code: string): string =>
  context.hashSecret(`guardian:${guardian}:${ward}:${code}`);
interface Pair {
  readonly guardian: PhoneNumber;
  readonly ward: PhoneNumber;
}

/** The guardian's own bounds, which say nothing of the ward. */
const checkAsking = async (tx: RegisterTransaction, { guardian, ward }: Pair, nowMs: InstantMs) => {
  const own = await tx.guardianshipsOf('guardian', guardian, nowMs);
  if (own.some((one) => one.ward === ward && isStanding(one)))
    return conflict('ward', 'this number is in your care already', 'There is nothing left to ask.');
  if (own.filter(isStanding).length >= MAX_WARDS)
    return conflict('ward', `${MAX_WARDS} numbers are in your care already`, 'End the care of one first.');
  const lately = await tx.guardianshipsAsked(guardian, nowMs - DAY_MS);
  if (lately.includes(ward)) return tooOften('this number was asked within a day');
  return lately.length >= MAX_WARD_ASKS_A_DAY
    ? tooOften(`${MAX_WARD_ASKS_A_DAY} numbers were asked within a day`)
    : undefined;
};

/** Has the ward guardians enough, or is it asked by enough others? Whoever asks must not see it by the answer. */
const isUnwelcome = async (tx: RegisterTransaction, ward: PhoneNumber, nowMs: InstantMs): Promise<boolean> => {
  const present = await tx.guardianshipsOf('ward', ward, nowMs);
  const open = present.filter(({ state }) => state === 'open');
  return present.filter(isStanding).length >= MAX_GUARDIANS || open.length >= MAX_OPEN_GUARDIAN_REQUESTS;
};

/**
 * Asks whoever holds a number whether this guardian may manage it, in fixed words. The answer is the same for every number, sent to or not.
 * Answers `{ward, state: asked, expires}`.
 */
export const askWard = async (
  { guardian, ward }: CommandOf<'askWard'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<Result<Reply>> => {
  if (!isSelf(actor, guardian)) return othersAffair();
  const { nowMs } = context;
  const bad =
    firstFailure(checkSubscriber(guardian, 'number'), checkSubscriber(ward, 'ward')) ??
    (guardian === ward ? invalid('ward', 'your own number', 'Name the number of your relative.') : undefined) ??
    (await checkAsking(tx, { guardian, ward }, nowMs));
  if (bad) return bad;
  const isSent = !(await isUnwelcome(tx, ward, nowMs));
  const code = context.newCode();
  const expiresMs = nowMs + GUARDIAN_CODE_LIFETIME_MS;
  await tx.putGuardianship({
    id: context.newId('guardianship'),
    guardian,
    ward,
    state: isSent ? 'open' : 'unsent',
    hash: hashOf(context, { guardian, ward }, code),
    tries: 0,
    askedMs: nowMs,
    expiresMs,
    standsMs: undefined,
    endedMs: undefined,
    toldMs: undefined,
  });
  if (isSent) {
    const text = askingGuardianText(guardian, code, GUARDIAN_CODE_LIFETIME_MS / HOUR_MS);
    const message = { id: context.newId('message'), atMs: nowMs, to: ward, from: undefined, text, expiresMs };
    await tx.addOutbox({ ...message, purpose: 'guardian-request' });
  }
  return created({ ward, state: 'asked', expires: new Date(expiresMs).toISOString() });
};

/** One answer for a wrong, an expired, a used and a never sent code. */
const wrongCode = (): Failure =>
  failure('unauthenticated', 'Wrong code', {
    field: 'code',
    message: 'not the code that was sent, or no longer valid',
    remedy: 'Ask the holder of the number again; after a day a new code can be sent.',
  });

/**
 * The ward's consent: by the ward itself, signed in, or by the code that only the ward's telephone was sent. Answers `{guardian, ward,
 * state: standing, from}`.
 */
export const confirmGuardian = async (
  { guardian, ward, code }: CommandOf<'confirmGuardian'>,
  actor: Actor,
  tx: RegisterTransaction,
  context: CommandContext,
): Promise<HandlerResult> => {
  if (!isSelf(actor, guardian, ward)) return othersAffair();
  const { nowMs } = context;
  const asked = await find(tx, guardian, ward, nowMs);
  const isOpen = asked?.state === 'open';
  if (actor.subscriber === ward) {
    if (!isOpen) return notFound('request of a guardian', maskNumber(guardian));
  } else {
    if (!isOpen || code === undefined) return wrongCode();
    if (asked.hash !== hashOf(context, asked, code)) return countTry(tx, asked, nowMs);
  }
  const full = await checkRoom(tx, asked, nowMs);
  if (full) return full;
  await tx.putGuardianship({ ...asked, state: 'standing', standsMs: nowMs });
  return replaced({ guardian, ward, state: 'standing', from: new Date(nowMs).toISOString() });
};

const checkRoom = async (tx: RegisterTransaction, { guardian, ward }: Pair, nowMs: InstantMs) => {
  const wards = (await tx.guardianshipsOf('guardian', guardian, nowMs)).filter(isStanding);
  const guardians = (await tx.guardianshipsOf('ward', ward, nowMs)).filter(isStanding);
  return wards.length >= MAX_WARDS || guardians.length >= MAX_GUARDIANS
    ? conflict(
        '',
        `a guardian has ${MAX_WARDS} wards at most, a ward ${MAX_GUARDIANS} guardians`,
        'End another one first.',
      )
    : undefined;
};

const countTry = async (tx: RegisterTransaction, asked: Guardianship, nowMs: InstantMs): Promise<HandlerResult> => {
  const tries = asked.tries + 1;
  const spent = tries >= MAX_CODE_TRIES ? ({ state: 'ended', endedMs: nowMs } as const) : {};
  await tx.putGuardianship({ ...asked, tries, ...spent });
  return { ...wrongCode(), traced: true };
};

/** At once, by either; declines a request as well. The same answer when there was nothing to end. */
export const endGuardianship = async (
  { guardian, ward }: CommandOf<'endGuardianship'>,
  actor: Actor,
  tx: RegisterTransaction,
  { nowMs }: CommandContext,
): Promise<Result<Reply>> => {
  if (!isSelf(actor, guardian, ward)) return othersAffair();
  const present = await find(tx, guardian, ward, nowMs);
  if (present) await tx.putGuardianship({ ...present, state: 'ended', endedMs: nowMs });
  return replaced({ guardian, ward, state: 'ended' });
};

/** With the tenure of either. */
export const endGuardianships = async (
  tx: RegisterTransaction,
  number: PhoneNumber,
  nowMs: InstantMs,
): Promise<void> => {
  for (const side of ['guardian', 'ward'] as const) {
    for (const one of await tx.guardianshipsOf(side, number, nowMs))
      await tx.putGuardianship({ ...one, state: 'ended', endedMs: nowMs });
  }
};
