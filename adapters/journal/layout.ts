import { CATEGORIES, CHANNELS, PURPOSES, ROLES } from '@wurao/domain';
import { REASONS } from '@wurao/law';

/**
 * Layout of a record, shared by encoder and decoder (ADR 0003). A frame is u32 length, u32 CRC32 of the payload, payload; all
 * little endian. The payload is a fixed part and the strings that are present, each with a LEB128 byte length.
 */
export const FRAME_BYTES = 8;
export const KIND_RECORD = 1;
/** Last frame of a segment that was closed in order. */
export const KIND_CLOSED = 2;
/** Many screens of one run in one frame (ADR 0006). */
export const KIND_SCREENS = 3;

/** How a call or a message went: its own sequence, its decision by sequence and epoch. */
export const KIND_OUTCOME = 4;

export const AT_KIND = 0;
export const AT_CHANNEL = 1;
export const AT_PURPOSE = 2;
export const AT_CATEGORY = 3;
export const AT_CLASSIFIED = 4;
export const AT_DECISION_PURPOSE = 5;
export const AT_ROLE = 6;
export const AT_STEP = 7;
export const AT_REASON_CODE = 8;
export const AT_WOULD_BE_CODE = 10;
export const AT_FLAGS = 12;
export const AT_PRESENT = 16;
export const AT_CATEGORIES = 20;
export const AT_LATENCY = 24;
export const AT_TODAY = 28;
export const AT_WINDOW = 32;
export const AT_DISTINCT = 36;
export const AT_SANCTIONED = 40;
export const AT_SEQUENCE = 44;
export const AT_INSTANT = 52;
export const AT_DATA_VERSION = 60;
export const AT_FACT = 68;
export const AT_RETRY = 76;
export const AT_LAWFUL_RETRY = 84;
export const FIXED_BYTES = 92;

/**
 * A frame of screens has kind, sequence (its last) and instant where a record has them. Behind its fixed part: a number's key (f64)
 * for each row, the answering fact (f64) for each row, an outcome's index (u16) for each row; then the outcomes, each a u32 length
 * and a payload like a record's, which names the callee only where the number has no key.
 */
export const AT_SCREENS_ROWS = 4;
export const AT_SCREENS_OUTCOMES = 8;
export const SCREENS_FIXED_BYTES = 64;
export const SCREENS_ROW_BYTES = 18;
/** Also the rows of one chunk of DuckDB. */
export const SCREENS_ROWS_MAX = 2048;
export const SCREENS_OUTCOMES_MAX = 128;
/** Texts make outcomes long: a frame is closed early rather than made larger than a record may be. */
export const SCREENS_OUTCOME_CHARS_MAX = 128 * 1024;

/** Sequence and instant stand where a record has them. */
export const AT_OUTCOME_ENDED_BY = 1;
export const AT_OUTCOME_SOURCE = 2;
export const AT_OUTCOME_FLAGS = 3;
export const AT_OUTCOME_STATUS = 4;
export const AT_OUTCOME_EPOCH = 8;
export const AT_OUTCOME_RINGING = 12;
export const AT_OUTCOME_ANSWERED = 20;
export const AT_OUTCOME_ENDED = 28;
export const AT_OUTCOME_DECISION = 36;
export const OUTCOME_BYTES = 60;
/** Of a message, where a call's instants of ringing and answer stand: ASCII, padded with zeros. */
export const AT_OUTCOME_STATE = 12;
export const OUTCOME_STATE_BYTES = 8;
export const AT_OUTCOME_ERROR = 20;
export const OUTCOME_ERROR_BYTES = 4;
export const FLAG_RINGING = 1;
export const FLAG_ANSWERED = 2;
export const FLAG_ENDED = 4;
export const FLAG_MESSAGE = 8;

/** kind, 3 bytes of nothing, u32 records, f64 last sequence */
export const CLOSED_BYTES = 16;
export const AT_CLOSED_RECORDS = 4;
export const AT_CLOSED_LAST = 8;

/** A word that was not said. */
export const NO_WORD = 255;

export const FLAG_SCREEN = 1;
export const FLAG_ROAMING = 2;
export const FLAG_ALLOW = 4;
export const FLAG_HOLDS_CONFIRMED = 8;
export const FLAG_COUNTED = 16;
export const FLAG_RETRY = 32;
export const FLAG_LAWFUL_RETRY = 64;
export const FLAG_PERMIT = 128;

/** Strings in the order written: append, never reorder. `reason` and `wouldBe` only where the reasons file does not know the key. */
export const SLOT_CALLER = 0;
export const SLOT_CALLEE = 1;
export const SLOT_LINE = 2;
export const SLOT_MERCHANT = 3;
export const SLOT_CONTENT = 4;
export const SLOT_TEXT = 5;
export const SLOT_PERMIT_ID = 6;
export const SLOT_PERMIT_FILING = 7;
export const SLOT_ATTEMPT_ID = 8;
export const SLOT_ASSERTED = 9;
export const SLOT_FIRST_CALLED = 10;
export const SLOT_REASON = 11;
export const SLOT_WOULD_BE = 12;
export const SLOT_LAW = 13;
export const SLOT_DECISION_MERCHANT = 14;
export const SLOT_FILING = 15;
export const SLOT_CARRIER = 16;
export const SLOT_ASKER_PARTY = 17;
export const SLOT_ASKER_KEY = 18;
/** The instant a screen asked for, decimal milliseconds: rare, so it is no part of the fixed ones. */
export const SLOT_AS_OF = 19;
/** The run that a screen of a stream belongs to. */
export const SLOT_RUN = 20;
/** What STIR said of the call (`stir-text.ts`). */
export const SLOT_STIR = 21;
export const SLOTS = 22;

const indexOf = (words: readonly string[]): ReadonlyMap<string, number> => new Map(words.map((word, i) => [word, i]));

export const CHANNEL_INDEX = indexOf(CHANNELS);
export const PURPOSE_INDEX = indexOf(PURPOSES);
export const CATEGORY_INDEX = indexOf(CATEGORIES);
export const ROLE_INDEX = indexOf(ROLES);

export const REASON_CODES: ReadonlyMap<string, number> = new Map(REASONS.map(({ key, code }) => [key, code]));
export const REASON_KEYS: ReadonlyMap<number, string> = new Map(REASONS.map(({ key, code }) => [code, key]));
