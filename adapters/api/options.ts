import type { InstantMs } from '@wurao/domain';

/** Every limit of the HTTP edge, by name. `ApiOptions.limits` overrides those that an operator may turn. */
export const BODY_BYTES_MAX = 64 * 1024;
/** A thousand call records. */
export const CALL_RECORDS_BYTES_MAX = 512 * 1024;
/** Rows of one call that is no stream. */
export const ROWS_BYTES_MAX = 1024 * 1024;
/** One piece of an import's file. */
export const PIECE_BYTES_MAX = 8 * 1024 * 1024;
/** The largest recording (`ATTACHMENT_BYTES_MAX`). */
export const ATTACHMENT_BODY_BYTES_MAX = 20 * 1024 * 1024;
export const IDEMPOTENCY_KEY_CHARS_MAX = 200;
export const PAGE_ITEMS_DEFAULT = 50;
export const LONG_POLL_SECONDS_MAX = 30;
export const TOKEN_CHARS_MAX = 256;
/** Tokens whose hash is remembered; the oldest goes first. */
export const TOKEN_CACHE_ENTRIES_MAX = 10_000;
/** Buckets remembered at once; a full table forgets the one longest untouched. */
export const BUCKETS_MAX = 100_000;

/** A row of a stream; a longer one is answered as a bad row and passed over. */
export const STREAM_ROW_BYTES_MAX = 64 * 1024;
/** Decided and written together, in about a millisecond: then other calls have their turn. */
export const STREAM_SLICE_ROWS = 512;
/** Answers of several slices go out together, while more rows are at hand. */
export const STREAM_WRITE_BYTES = 64 * 1024;
/** Of one key, and of all. */
export const STREAMS_OF_KEY_MAX = 4;
export const STREAMS_MAX = 16;
/** Of one key in one day of China, counted in memory: a restart forgets. A country's list of all subscribers takes nine days. */
export const STREAM_ROWS_A_DAY = 200_000_000;
/** A stream in which nothing comes or goes for so long is ended. */
export const STREAM_IDLE_MS = 60_000;
/** What is still sent after the server ended a stream is read and dropped: so much, and so long. */
export const STREAM_REST_BYTES_MAX = 16 * 1024 * 1024;
export const STREAM_REST_MS = 2_000;

export const HEADERS_TIMEOUT_MS = 10_000;
export const REQUEST_TIMEOUT_MS = 40_000;
export const KEEP_ALIVE_TIMEOUT_MS = 65_000;
export const HEADER_BYTES_MAX = 16 * 1024;

/** A token bucket: `burst` at once, then `perSecond`. */
export interface BucketSize {
  readonly perSecond: number;
  readonly burst: number;
}

export interface RateLimits {
  /** Per key. */
  readonly decisions: BucketSize;
  readonly writes: BucketSize;
  readonly reads: BucketSize;
  /** Per address, for calls without a key and for keys that are not known. */
  readonly address: BucketSize;
  /** Per number: codes sent to it, and codes tried for it. */
  readonly codes: BucketSize;
  readonly sessions: BucketSize;
  /** Per address, and per name: sign-ins that came to nothing. */
  readonly signIns: BucketSize;
  readonly signInNames: BucketSize;
}

export const RATE_LIMITS: RateLimits = {
  decisions: { perSecond: 100_000, burst: 100_000 },
  writes: { perSecond: 2_000, burst: 5_000 },
  reads: { perSecond: 2_000, burst: 5_000 },
  address: { perSecond: 10, burst: 300 },
  codes: { perSecond: 1 / 60, burst: 5 },
  sessions: { perSecond: 1 / 60, burst: 10 },
  signIns: { perSecond: 1 / 2, burst: 60 },
  signInNames: { perSecond: 1 / 30, burst: 30 },
};

/** What a line of the log may hold. Numbers are masked before they come here; bodies and keys never do. */
export type LogFields = {
  readonly requestId?: string;
  readonly method?: string;
  /** The path of the contract: never the address as sent, which may hold a number. */
  readonly path?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly keyId?: string;
  readonly role?: string;
  /** Of a stream: its run, its form, the rows passed over, answered, and answered with an error. */
  readonly run?: string;
  readonly form?: string;
  readonly offset?: number;
  readonly rows?: number;
  readonly badRows?: number;
  readonly outcome?: string;
  readonly merchant?: string;
  /** Id of the decision that the call made or explained. */
  readonly decision?: string;
  readonly number?: string;
  readonly code?: string;
  readonly error?: string;
};

export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, unknown>>) => void;

export interface ApiOptions {
  readonly log?: Log;
  readonly limits?: Partial<RateLimits>;
  readonly streamRowsADay?: number;
  /** For rate limits only; decisions read the gate's clock. */
  readonly monotonicMs?: () => InstantMs;
  /** Called once per answered call, for metrics. */
  readonly observe?: (operationId: string, status: number, durationMs: number) => void;
  /** Where the console was built; without it, a browser that opens `/` is shown /docs. */
  readonly consoleDir?: string | undefined;
  /** What the console shows is made up, and says so. */
  readonly isDemo?: boolean | undefined;
  /** The page's own address, `https://console.example.cn`; undefined: plain HTTP on this machine, by whatever `Host` says. */
  readonly pageOrigin?: string | undefined;
  /** Serve the browsable contract under /docs. Default true. */
  readonly docs?: boolean;
}
