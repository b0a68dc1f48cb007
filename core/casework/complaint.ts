import {
  CATEGORIES,
  type Category,
  CHANNELS,
  type Channel,
  CLOCKS_APART_MS,
  type Failure,
  type FieldError,
  type InstantMs,
  isSubscriberNumber,
  type NumberContext,
  type PhoneNumber,
  parseNumber,
  provinceNamed,
} from '@wurao/domain';
import { MAX_COMPLAINT_CHARS } from '@wurao/registry';
import { ATTACHMENTS_MAX, type Attachment, type AttachmentClaim, wrongAttachment } from './attachment.ts';
import { MS_PER_DAY } from './judge-rate.ts';
import { REPORTED_CHARS_MAX, type ReportedNumber, readReported } from './reported-number.ts';

/** How a complaint came. */
export const COMPLAINT_SOURCES = ['api', 'console', 'import', 'sms-forward'] as const;
export type ComplaintSource = (typeof COMPLAINT_SOURCES)[number];

/** Five months, the longest there are: so long are records of messages to be kept (Order 31) and proof of consent (draft). */
export const COMPLAINT_AGE_MAX_MS = 153 * MS_PER_DAY;
/** A phone's clock may be ahead of ours by so much. */
export const COMPLAINT_AHEAD_MAX_MS = CLOCKS_APART_MS;
/** Networks end calls before that (house default). */
export const CALL_DURATION_MAX_MS = MS_PER_DAY;
/** Of the message's text, and of the description, each. */
export const COMPLAINT_CHARS_MAX = MAX_COMPLAINT_CHARS;

/** A complaint as somebody tells it. Everything may be missing; whether the number was proved is for us to know. */
export interface ComplaintClaim {
  readonly complainant?: string | undefined;
  /** By a code that was sent to the number. */
  readonly proved: boolean;
  readonly reported?: string | undefined;
  readonly channel?: string | undefined;
  readonly atMs?: InstantMs | undefined;
  /** Of a call, 0 where it was not answered. */
  readonly durationMs?: number | undefined;
  /** What the message said. */
  readonly text?: string | undefined;
  /** In the person's own words. */
  readonly description?: string | undefined;
  readonly attachments?: readonly AttachmentClaim[] | undefined;
  /** A code of GB/T 2260 or a Chinese name. */
  readonly province?: string | undefined;
  readonly category?: string | undefined;
  readonly source: string;
}

/** One subscriber's report about one contact, complete; or what another register knew of one. */
export interface Complaint {
  readonly id: string;
  readonly receivedMs: InstantMs;
  /** Undefined: that register did not say. */
  readonly complainant: PhoneNumber | undefined;
  readonly proved: boolean;
  readonly reported: ReportedNumber;
  readonly channel: Channel;
  /** When the person says that it was. */
  readonly atMs: InstantMs;
  /** Undefined: a message, or not said by another register. */
  readonly durationMs: number | undefined;
  readonly text: string | undefined;
  readonly description: string | undefined;
  readonly attachments: readonly Attachment[];
  /** GB/T 2260 code; undefined: not said. */
  readonly province: string | undefined;
  readonly category: Category | undefined;
  readonly source: ComplaintSource;
}

/** As somebody told it to us. */
export interface ToldComplaint extends Complaint {
  readonly complainant: PhoneNumber;
}

/** What is missing, and how to give it. The order is that of the form. */
export const MISSING = {
  complainant: {
    zh: '缺少您的手机号码：请填写收到该来电或短信的号码。',
    en: 'Your number is missing: give the number that was called or got the message.',
  },
  reported: {
    zh: '缺少被投诉号码：请按来电或短信显示的样子填写；如有隐藏，用*代替，没有显示请写“未显示”。',
    en: 'The reported number is missing: write it as it was shown, * for hidden digits, or "not shown".',
  },
  channel: {
    zh: '缺少类型：请说明是语音来电(voice)、短信(sms)还是闪信(flash)。',
    en: 'The channel is missing: say whether it was a call (voice), a message (sms) or a flash message (flash).',
  },
  time: {
    zh: '缺少时间：请填写来电或收到短信的日期和时刻，大致时间也可以。',
    en: 'The time is missing: give the day and the hour of the call or message, roughly if need be.',
  },
  duration: {
    zh: '缺少通话时长：请按通话记录填写，未接来电填0。',
    en: 'The duration is missing: take it from the list of calls, 0 for a call that was not answered.',
  },
  words: {
    zh: '缺少内容：请转述短信原文，或简要说明对方说了什么。',
    en: 'What it said is missing: copy the message, or tell in a few words what the caller wanted.',
  },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
export type MissingKey = keyof typeof MISSING;

/** Why a complaint cannot be used as it is, however complete. Stable keys. */
export const UNUSABLE = {
  complainant: { zh: '投诉人号码无法识别。', en: 'The complainant has no number of a subscriber' },
  'reported-too-long': { zh: '被投诉号码过长。', en: 'The reported number is too long' },
  'unknown-channel': { zh: '未知的类型。', en: 'Unknown channel' },
  'not-an-instant': { zh: '时间无法识别。', en: 'The time is none' },
  'in-the-future': { zh: '所填时间尚未到来。', en: 'The time lies ahead' },
  'too-old': { zh: '事发时间过久，记录可能已不再保存。', en: 'It is too long ago' },
  duration: { zh: '通话时长有误。', en: 'The duration is wrong' },
  'too-long': { zh: '内容过长。', en: 'The words are too long' },
  attachments: { zh: '附件不符合要求。', en: 'An attachment cannot be taken' },
  'unknown-province': { zh: '未知的省份。', en: 'Unknown province' },
  'unknown-category': { zh: '未知的类别。', en: 'Unknown category' },
  'unknown-source': { zh: '未知的来源。', en: 'Unknown source' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
export type UnusableKey = keyof typeof UNUSABLE;

/** `unusable`: each once, in the order of `errors`. */
export interface UnusableComplaint extends Failure {
  readonly unusable: readonly UnusableKey[];
}

export type ComplaintReading =
  | { readonly ok: true; readonly kind: 'complete'; readonly complaint: ToldComplaint }
  /** `claim` is kept as it came: what was given need not be given again (`supplemented`). */
  | {
      readonly ok: true;
      readonly kind: 'incomplete';
      readonly claim: ComplaintClaim;
      readonly missing: readonly MissingKey[];
    }
  | UnusableComplaint;

/** What we know of it ourselves. `areaCode`: where local numbers are called from. */
export interface IntakeFacts extends NumberContext {
  readonly id: string;
  readonly receivedMs: InstantMs;
}

type Wrong = FieldError & { readonly key: UnusableKey };
const wrong = (key: UnusableKey, field: string, message: string, remedy: string): Wrong => ({
  key,
  field,
  message,
  remedy,
});
const oneOf = (words: readonly string[]): string => `Write one of ${words.join(', ')}.`;
const given = (text: string | undefined): string | undefined => (text?.trim() ? text.trim() : undefined);
const wordIn = <T extends string>(list: readonly T[], text: string | undefined): T | undefined =>
  list.find((word) => word === text);

function* wrongComplainant({ complainant }: ComplaintClaim): Generator<Wrong> {
  const text = given(complainant);
  if (text === undefined) return;
  const number = parseNumber(text, 'complainant');
  if (!number.ok)
    for (const { message, remedy } of number.errors) yield wrong('complainant', 'complainant', message, remedy);
  else if (!isSubscriberNumber(number.value))
    yield wrong('complainant', 'complainant', 'a service code is nobody’s telephone', 'Give the number of the person.');
}

function* wrongTime({ atMs }: ComplaintClaim, receivedMs: InstantMs): Generator<Wrong> {
  if (atMs === undefined) return;
  if (!Number.isSafeInteger(atMs))
    yield wrong('not-an-instant', 'atMs', 'not a whole number of milliseconds', 'Give the instant since 1970, UTC.');
  else if (atMs > receivedMs + COMPLAINT_AHEAD_MAX_MS)
    yield wrong('in-the-future', 'atMs', 'later than now', 'Give the day and the hour when it happened.');
  else if (atMs < receivedMs - COMPLAINT_AGE_MAX_MS) {
    const days = COMPLAINT_AGE_MAX_MS / MS_PER_DAY;
    yield wrong('too-old', 'atMs', `more than ${days} days ago`, 'Complain within five months of the contact.');
  }
}

function* wrongDuration({ channel, durationMs }: ComplaintClaim): Generator<Wrong> {
  if (durationMs === undefined) return;
  if (!Number.isSafeInteger(durationMs) || durationMs < 0 || durationMs > CALL_DURATION_MAX_MS)
    yield wrong('duration', 'durationMs', 'not 0 to 24 hours', `Give 0 to ${CALL_DURATION_MAX_MS} whole milliseconds.`);
  else if (durationMs > 0 && (channel === 'sms' || channel === 'flash'))
    yield wrong('duration', 'durationMs', 'a message lasts for no time', 'Leave it out, or say that it was a call.');
}

function* wrongWords({ reported, text, description }: ComplaintClaim): Generator<Wrong> {
  if (reported !== undefined && reported.length > REPORTED_CHARS_MAX) {
    const remedy = `Write the number in at most ${REPORTED_CHARS_MAX} characters, and the rest into the description.`;
    yield wrong('reported-too-long', 'reported', `longer than ${REPORTED_CHARS_MAX} characters`, remedy);
  }
  for (const [field, words] of Object.entries({ text, description })) {
    if (words !== undefined && words.length > COMPLAINT_CHARS_MAX) {
      const message = `longer than ${COMPLAINT_CHARS_MAX} characters`;
      yield wrong('too-long', field, message, `Shorten it to ${COMPLAINT_CHARS_MAX} characters.`);
    }
  }
}

function* wrongKinds({ channel, province, category, source }: ComplaintClaim): Generator<Wrong> {
  const word = (text: string): string => `"${text.slice(0, REPORTED_CHARS_MAX)}" is none`;
  if (given(channel) !== undefined && !wordIn(CHANNELS, channel))
    yield wrong('unknown-channel', 'channel', word(channel as string), oneOf(CHANNELS));
  if (given(province) !== undefined && !provinceNamed(province as string))
    yield wrong('unknown-province', 'province', word(province as string), 'Write a code of GB/T 2260: 110000.');
  if (given(category) !== undefined && !wordIn(CATEGORIES, category))
    yield wrong('unknown-category', 'category', word(category as string), oneOf(CATEGORIES));
  if (!wordIn(COMPLAINT_SOURCES, source))
    yield wrong('unknown-source', 'source', word(source), oneOf(COMPLAINT_SOURCES));
}

function* wrongAttachments({ attachments = [] }: ComplaintClaim): Generator<Wrong> {
  if (attachments.length > ATTACHMENTS_MAX) {
    const message = `${attachments.length} of them, more than ${ATTACHMENTS_MAX}`;
    yield wrong('attachments', 'attachments', message, `Send at most ${ATTACHMENTS_MAX}, the telling ones.`);
    return;
  }
  for (const [i, attachment] of attachments.entries()) {
    const why = wrongAttachment(attachment);
    if (why) yield wrong('attachments', `attachments[${i}].${why.field}`, why.message, why.remedy);
  }
}

const missingIn = (claim: ComplaintClaim): readonly MissingKey[] => {
  const isThere: Readonly<Record<MissingKey, boolean>> = {
    complainant: given(claim.complainant) !== undefined,
    reported: given(claim.reported) !== undefined,
    channel: given(claim.channel) !== undefined,
    time: claim.atMs !== undefined,
    duration: claim.channel !== 'voice' || claim.durationMs !== undefined,
    words: given(claim.text) !== undefined || given(claim.description) !== undefined,
  };
  return (Object.keys(MISSING) as MissingKey[]).filter((key) => !isThere[key]);
};

const unusable = (errors: readonly Wrong[]): UnusableComplaint => {
  const keys = [...new Set(errors.map(({ key }) => key))];
  const bare = errors.map(({ key: _, ...error }) => error);
  return { ok: false, code: 'invalid', title: UNUSABLE[keys[0] as UnusableKey].en, errors: bare, unusable: keys };
};

/** What is given replaces what was, field by field; attachments are added. The source stays that of the first. */
export const supplemented = (claim: ComplaintClaim, more: Omit<ComplaintClaim, 'source'>): ComplaintClaim => {
  const said = Object.entries(more).filter(
    ([, value]) => value !== undefined && (typeof value !== 'string' || given(value) !== undefined),
  );
  const attachments = [...(claim.attachments ?? []), ...(more.attachments ?? [])];
  // A code proves a number, not whichever is told next.
  const isSameNumber = !given(more.complainant) || given(more.complainant) === given(claim.complainant);
  const proved = more.proved || (claim.proved && isSameNumber);
  return { ...claim, ...Object.fromEntries(said), proved, attachments };
};

/**
 * Reads a complaint: complete, incomplete with what is missing, or what is wrong with it, all of it at once. What is wrong comes
 * before what is missing. The form is that of draft art. 31.
 */
export const readComplaint = (claim: ComplaintClaim, { id, receivedMs, ...context }: IntakeFacts): ComplaintReading => {
  const errors = [
    ...wrongComplainant(claim),
    ...wrongTime(claim, receivedMs),
    ...wrongDuration(claim),
    ...wrongWords(claim),
    ...wrongKinds(claim),
    ...wrongAttachments(claim),
  ];
  if (errors.length > 0) return unusable(errors);
  const missing = missingIn(claim);
  const complainant = parseNumber(claim.complainant ?? '', 'complainant');
  const channel = wordIn(CHANNELS, claim.channel);
  if (missing.length > 0 || !complainant.ok || channel === undefined)
    return { ok: true, kind: 'incomplete', claim, missing };
  const complaint: ToldComplaint = {
    id,
    receivedMs,
    complainant: complainant.value,
    proved: claim.proved,
    reported: readReported((claim.reported ?? '').trim(), context),
    channel,
    atMs: claim.atMs as InstantMs,
    durationMs: channel === 'voice' ? claim.durationMs : undefined,
    text: given(claim.text),
    description: given(claim.description),
    attachments: (claim.attachments ?? []) as readonly Attachment[],
    province: claim.province === undefined ? undefined : provinceNamed(claim.province)?.code,
    category: wordIn(CATEGORIES, claim.category),
    source: claim.source as ComplaintSource,
  };
  return { ok: true, kind: 'complete', complaint };
};
