import {
  type Channel,
  DELIVERY_REACH_MS,
  type DecisionId,
  type Failure,
  failure,
  type InstantMs,
  type PhoneNumber,
  type Success,
  success,
} from '@wurao/domain';
import type { ToldComplaint } from './complaint.ts';
import { type NumberFit, numberFit, type ReportedNumber } from './reported-number.ts';

const MINUTE_MS = 60_000;

/** People read the time off their phone, or round it to a quarter of an hour (house default). */
export const ATTEMPT_NEAR_MS = 10 * MINUTE_MS;
/** A call is remembered by the hour (house default). */
export const CALL_APART_MAX_MS = 60 * MINUTE_MS;
/** How far two records of how long a call lasted may be apart: ringing, and whose clock (house default). */
export const DURATION_APART_MS = MINUTE_MS;
/** A number of which so many digits are known is hardly another's who reached the same person within minutes. */
export const MASKED_DIGITS_SURE = 7;
/** Nobody is reached more often within the time asked for; more is no question of one complaint. */
export const ATTEMPTS_LOOKED_AT_MAX = 2_000;
export const MATCHES_MAX = 10;

/** What is compared of an attempt. Screenings are none. */
export interface AttemptSeen {
  readonly decision: DecisionId;
  readonly atMs: InstantMs;
  readonly channel: Channel;
  /** Undefined: none was presented. */
  readonly caller: PhoneNumber | undefined;
  readonly callee: PhoneNumber;
  /** Where the call was forwarded from. */
  readonly firstCalled: PhoneNumber | undefined;
  /** It was let through; a refused one reached nobody by us. */
  readonly allowed: boolean;
  /** From answer to end; undefined: not known. */
  readonly durationMs: number | undefined;
}

export const CONFIDENCES = ['certain', 'likely', 'possible'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** `hidden`: the person could read no number. */
const NUMBER_ORDER = ['exact', 'extension', 'masked', 'hidden'] as const satisfies readonly (NumberFit | 'hidden')[];
/** `minutes`: as good as told. `hour`: of a call. `late`: a message that waited for the phone. */
const TIME_ORDER = ['minutes', 'hour', 'late'] as const;

/** Why it is thought to be the one. */
export interface MatchedHow {
  readonly number: (typeof NUMBER_ORDER)[number];
  readonly time: (typeof TIME_ORDER)[number];
  /** Claimed less recorded: positive where the person names a later time. */
  readonly apartMs: number;
  /** `first-called`: the call was forwarded from the complainant. */
  readonly callee: 'callee' | 'first-called';
  /** A flash message may be taken for another, and the other way round. */
  readonly sameChannel: boolean;
  /** Undefined: not known of one of them. */
  readonly durationAgrees: boolean | undefined;
}

export interface AttemptMatch {
  readonly decision: DecisionId;
  readonly confidence: Confidence;
  readonly how: MatchedHow;
}

export interface AttemptMatches {
  /** The best first, at most `MATCHES_MAX`. */
  readonly matches: readonly AttemptMatch[];
  /** Refused attempts that fit: they say that somebody tried, and reached the person another way if at all. */
  readonly refused: readonly AttemptMatch[];
}

type Matched = Pick<ToldComplaint, 'complainant' | 'reported' | 'channel' | 'atMs' | 'durationMs'>;

/** Which attempts of the complainant to ask the journal for: both ends belong to it. */
export const attemptSpan = ({ channel, atMs }: Pick<Matched, 'channel' | 'atMs'>): readonly [InstantMs, InstantMs] =>
  channel === 'voice'
    ? [atMs - CALL_APART_MAX_MS, atMs + CALL_APART_MAX_MS]
    : [atMs - DELIVERY_REACH_MS, atMs + ATTEMPT_NEAR_MS];

const timeFit = (complaint: Matched, attemptMs: InstantMs): MatchedHow['time'] | undefined => {
  const [fromMs, toMs] = attemptSpan(complaint);
  if (attemptMs < fromMs || attemptMs > toMs) return undefined;
  if (Math.abs(complaint.atMs - attemptMs) <= ATTEMPT_NEAR_MS) return 'minutes';
  return complaint.channel === 'voice' ? 'hour' : 'late';
};

const fitOf = (complaint: Matched, attempt: AttemptSeen): MatchedHow | undefined => {
  const { complainant, reported, channel } = complaint;
  if ((channel === 'voice') !== (attempt.channel === 'voice')) return undefined;
  const isCallee = attempt.callee === complainant;
  if (!isCallee && attempt.firstCalled !== complainant) return undefined;
  const time = timeFit(complaint, attempt.atMs);
  if (time === undefined) return undefined;
  const fit = attempt.caller === undefined ? undefined : numberFit(reported, attempt.caller);
  const number = reported.kind === 'unreadable' ? 'hidden' : fit;
  if (number === undefined) return undefined;
  const [told, recorded] = [complaint.durationMs, attempt.durationMs];
  return {
    number,
    time,
    apartMs: complaint.atMs - attempt.atMs,
    callee: isCallee ? 'callee' : 'first-called',
    sameChannel: attempt.channel === channel,
    durationAgrees:
      told === undefined || recorded === undefined ? undefined : Math.abs(told - recorded) <= DURATION_APART_MS,
  };
};

/** Digits of a masked number that are known; of one with a country or an area code these count, too. */
const knownDigits = (reported: ReportedNumber): number =>
  reported.kind === 'masked' ? reported.pattern.replace(/\D/g, '').length : 0;

/** `alone`: all that fit are of one caller. */
const confidenceOf = (how: MatchedHow, reported: ReportedNumber, alone: boolean): Confidence => {
  const isNear = how.time === 'minutes';
  if (how.number === 'hidden' || how.durationAgrees === false) return 'possible';
  if (how.number === 'exact') return isNear && how.sameChannel ? 'certain' : 'likely';
  if (how.number === 'extension') return isNear ? 'likely' : 'possible';
  return isNear && alone && knownDigits(reported) >= MASKED_DIGITS_SURE ? 'likely' : 'possible';
};

const compareMatches = (a: AttemptMatch, b: AttemptMatch): number =>
  CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence) ||
  NUMBER_ORDER.indexOf(a.how.number) - NUMBER_ORDER.indexOf(b.how.number) ||
  TIME_ORDER.indexOf(a.how.time) - TIME_ORDER.indexOf(b.how.time) ||
  Number(b.how.sameChannel) - Number(a.how.sameChannel) ||
  Math.abs(a.how.apartMs) - Math.abs(b.how.apartMs) ||
  b.how.apartMs - a.how.apartMs ||
  (a.decision < b.decision ? -1 : a.decision > b.decision ? 1 : 0);

const ranked = (
  fits: readonly (readonly [AttemptSeen, MatchedHow])[],
  reported: ReportedNumber,
): readonly AttemptMatch[] => {
  const alone = new Set(fits.map(([{ caller }]) => caller)).size === 1;
  return fits
    .map(([{ decision }, how]) => ({ decision, how, confidence: confidenceOf(how, reported, alone) }))
    .sort(compareMatches)
    .slice(0, MATCHES_MAX);
};

/**
 * A complaint against attempts of the journal, in any order: those of `attemptSpan` with the complainant. Tolerant of clocks, of messages
 * that came late, of hidden digits and of extensions; a stated confidence says how far to trust each. Fails with `too-large` on more than
 * `ATTEMPTS_LOOKED_AT_MAX`: whoever looked at a part would say that nothing fits.
 */
export const matchAttempt = (
  complaint: Matched,
  attempts: readonly AttemptSeen[],
): Success<AttemptMatches> | Failure => {
  if (attempts.length > ATTEMPTS_LOOKED_AT_MAX) {
    return failure('too-large', 'Too many attempts for one complaint', {
      field: 'attempts',
      message: `${attempts.length} of them, more than ${ATTEMPTS_LOOKED_AT_MAX}`,
      remedy: 'Ask the journal for a shorter time, or a part of the number.',
    });
  }
  const fits = attempts.flatMap((attempt) => {
    const how = fitOf(complaint, attempt);
    return how === undefined ? [] : [[attempt, how] as const];
  });
  const [through, refused] = [true, false].map((allowed) => fits.filter(([attempt]) => attempt.allowed === allowed));
  const { reported } = complaint;
  return success({ matches: ranked(through ?? [], reported), refused: ranked(refused ?? [], reported) });
};
