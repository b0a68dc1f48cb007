/** Every limit of the register, named once. All are house defaults. */
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** No basis, filing or sanction was agreed before this: an earlier date is a slip of the pen. */
export const EARLIEST_MS = Date.UTC(1990, 0, 1);
/** Nor begins later than a year ahead, nor lasts longer than thirty. */
export const MAX_AHEAD_MS = 366 * DAY_MS;
export const MAX_SPAN_MS = 30 * 366 * DAY_MS;

export const MAX_WORDS_CHARS = 4_000;
/** Longer than any number with its brackets; what people write in its place ("unknown number, shown as private") fits, too. */
export const MAX_REPORTED_CHARS = 64;
/** Of a complained message's text, and of its description, each. */
export const MAX_COMPLAINT_CHARS = 4_000;
/** An imported complaint that is older is history: nobody works it, so that no clock runs for it. */
export const CLOSED_HISTORY_DAYS = 60;
export const MAX_REFERENCE_CHARS = 1_000;
export const MAX_NAME_CHARS = 200;
export const MAX_NOTE_CHARS = 2_000;
export const MAX_HOURS_WINDOWS = 56;
export const MAX_CHAIN_PARTIES = 16;
export const MAX_LINE_ADDRESSES = 64;
export const MAX_LINE_CERTIFICATES = 16;
export const MAX_DIGEST_USER_CHARS = 64;
export const MAX_REALM_CHARS = 255;
export const MAX_SMS_ACCOUNT_CHARS = 15;
export const MIN_SMS_SECRET_CHARS = 6;
export const MAX_SMS_SECRET_CHARS = 64;
export const MAX_SMS_CONNECTIONS = 64;
export const MAX_SMS_PER_SECOND = 100_000;
export const MAX_SMS_WINDOW = 1_000;
/** Whoever hears one answer can try passwords at home: a short one is soon found. */
export const MIN_PASSWORD_CHARS = 12;
export const MAX_PASSWORD_CHARS = 200;
export const MAX_NEXT_HOPS = 8;
/** A host name has at most 253 characters (RFC 1035), beside scheme, port and transport. */
export const MAX_NEXT_HOP_CHARS = 300;
/** It goes into a header of every refusal. */
export const MAX_REDRESS_CHARS = 500;
export const MAX_FILING_CONTENTS = 100;
export const MAX_CONTENT_CHARS = 4_000;
export const MAX_VARIABLES = 50;
export const MAX_VARIABLE_CHARS = 1_000;
export const MAX_SIGNATURES = 50;
export const MAX_DOMAINS = 100;
export const MAX_KEY_LINES = 100;
export const MAX_WEBHOOKS = 10;
export const MAX_URL_CHARS = 2_000;
/** Of an appeal. */
export const MAX_STATEMENT_CHARS = 4_000;
export const MAX_CONTACT_CHARS = 200;
/** House default: who objects says by whom and how they are reached, and nobody needs that for ever. */
export const APPEAL_KEPT_MS = 366 * DAY_MS;
export const MAX_ORDER_CHARS = 100;
/** Couriers and rides end within days; a property sale may take a season. */
export const MAX_BINDING_MS = 180 * DAY_MS;

/** "Expecting a call": of one; of all at a time, each some hundred bytes in every gate thread. */
export const MAX_EXPECTATION_HOURS = 24;
export const MAX_EXPECTATIONS = 100_000;

/**
 * Live bases of one (subscriber, merchant) that say different things. Honest ones are a handful; the limit keeps a
 * table entry bounded. The subscriber's own count apart from the merchant's, so that nobody can use up the other's.
 */
export const MAX_LIVE_BASES_A_PAIR = 32;
/** Withdrawn, expired and former ones are kept for their reason only: the newest of each scope, and no more than this. */
export const MAX_ENDED_ENTRIES = 16;
/** Refusals of different scope; beyond it the oldest are joined into one that is at least as wide: a no is never lost. */
export const MAX_REFUSAL_ENTRIES = 16;

/** A text of law is announced months ahead, seldom years. */
export const MAX_LAW_AHEAD_MS = 10 * 366 * DAY_MS;
/** Installed packs are kept for good: whoever asks why must find what decided. */
export const MAX_INSTALLED_LAWS = 1_000;

/** What is kept of a reply: a short message in ten parts. A longer one is cut, never turned away: a no is not lost for its length. */
export const MAX_REPLY_CHARS = 1_000;
/** Merchants that one reply can be meant for. */
export const MAX_REPLY_MERCHANTS = 50;
/** One of a kind for each (subscriber, merchant) within so long. */
export const NOTICE_REST_MS = 30 * DAY_MS;
/** Later it would puzzle more than it tells. */
export const NOTICE_LIFETIME_MS = DAY_MS;
/** A code that comes by message is answered the same day, or not at all. */
export const CONSENT_CODE_LIFETIME_MS = DAY_MS;
/** Of one subscriber at a time; those of further merchants are not sent, and nobody is told. */
export const MAX_OPEN_CONSENT_REQUESTS = 3;
/** Of the evidence of the act: it goes into the consent's own evidence. */
export const MAX_ACT_REFERENCE_CHARS = 500;
/** House default: longer than the law asks for proof of a consent that came of one. */
export const CONSENT_REQUEST_KEPT_MS = 366 * DAY_MS;
/** Of a merchant, that are not ended. House default: a form for each of its pages. */
export const MAX_CONSENT_FORMS = 100;
export const MAX_FORM_ORIGINS = 20;
/** As long as any basis lasts. */
export const MAX_FORM_VALID_DAYS = 30 * 366;
/** So many merchants are named in one confirmation; the rest is counted. */
export const MAX_NAMED_MERCHANTS = 3;
/** House default, as with appeals. */
export const FINDING_KEPT_MS = 366 * DAY_MS;

/** Numbers that one person manages beside the own one; people who manage one number. */
export const MAX_WARDS = 5;
export const MAX_GUARDIANS = 2;
/** Of one number at a time; further ones are not sent, and nobody is told. */
export const MAX_OPEN_GUARDIAN_REQUESTS = 3;
export const MAX_WARD_ASKS_A_DAY = 5;
/** A relative may have to be visited first. */
export const GUARDIAN_CODE_LIFETIME_MS = DAY_MS;
/** Of what did not come about or has ended: the last word on who could act. House default. */
export const GUARDIANSHIP_KEPT_MS = 366 * DAY_MS;
/** Of a wish to read what is refused, after it was taken back. */
export const HELD_WISH_KEPT_MS = 366 * DAY_MS;

export const CODE_LIFETIME_MS = 5 * MINUTE_MS;
export const MAX_CODE_TRIES = 5;
export const MAX_CODES_PER_HOUR = 5;
export const SESSION_LIFETIME_MS = DAY_MS;
/** A member's session, however busy. */
export const MEMBER_SESSION_MS = 12 * HOUR_MS;
/** Failed sign-ins in a row, and for how long nobody signs in as that member then. */
export const MAX_SIGN_IN_FAILURES = 10;
export const LOCK_OUT_MS = 15 * MINUTE_MS;
export const MAX_PASSKEYS = 20;
export const INVITATION_LIFETIME_MS = 7 * DAY_MS;
export const IDEMPOTENCY_LIFETIME_MS = DAY_MS;
