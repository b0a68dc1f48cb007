// Header fields known by number: their names, their compact forms (RFC 3261, 7.3.3 and 20), and finding one by its bytes.

/** Numbers of the header fields that somebody here reads. Append only: `other` is every field that is not named. */
export const HeaderId = {
  other: 0,
  via: 1,
  from: 2,
  to: 3,
  callId: 4,
  cseq: 5,
  contact: 6,
  maxForwards: 7,
  route: 8,
  recordRoute: 9,
  require: 10,
  proxyRequire: 11,
  supported: 12,
  unsupported: 13,
  contentLength: 14,
  contentType: 15,
  contentEncoding: 16,
  expires: 17,
  assertedIdentity: 18,
  preferredIdentity: 19,
  privacy: 20,
  diversion: 21,
  historyInfo: 22,
  identity: 23,
  date: 24,
  reason: 25,
  callInfo: 26,
  featureCaps: 27,
  proxyAuthorization: 28,
  authorization: 29,
  wuraoReason: 30,
  retryAfter: 31,
  warning: 32,
  userAgent: 33,
  allow: 34,
  accept: 35,
  timestamp: 36,
} as const;

export type HeaderId = (typeof HeaderId)[keyof typeof HeaderId];

/** Names by number, as they are written out. */
export const HEADER_NAMES: readonly string[] = [
  '',
  'Via',
  'From',
  'To',
  'Call-ID',
  'CSeq',
  'Contact',
  'Max-Forwards',
  'Route',
  'Record-Route',
  'Require',
  'Proxy-Require',
  'Supported',
  'Unsupported',
  'Content-Length',
  'Content-Type',
  'Content-Encoding',
  'Expires',
  'P-Asserted-Identity',
  'P-Preferred-Identity',
  'Privacy',
  'Diversion',
  'History-Info',
  'Identity',
  'Date',
  'Reason',
  'Call-Info',
  'Feature-Caps',
  'Proxy-Authorization',
  'Authorization',
  'X-Wurao-Reason',
  'Retry-After',
  'Warning',
  'User-Agent',
  'Allow',
  'Accept',
  'Timestamp',
];

export const HEADER_IDS = HEADER_NAMES.length;

const COMPACT: Readonly<Record<string, HeaderId>> = {
  v: HeaderId.via,
  f: HeaderId.from,
  t: HeaderId.to,
  i: HeaderId.callId,
  m: HeaderId.contact,
  k: HeaderId.supported,
  l: HeaderId.contentLength,
  c: HeaderId.contentType,
  e: HeaderId.contentEncoding,
  y: HeaderId.identity,
};

const BUCKETS = 256;
const NONE = -1;

/** Entries of the search: where each name stands in NAMES, which field it is, and the next one of the same bucket. */
interface Index {
  /** Lower case, one behind the other. */
  readonly names: Uint8Array;
  readonly starts: Int16Array;
  readonly ids: Uint8Array;
  readonly next: Int16Array;
  readonly heads: Int16Array;
}

const bucketOf = (length: number, first: number, middle: number, last: number): number =>
  (length + (first | 32) * 5 + (middle | 32) * 3 + (last | 32) * 17) & (BUCKETS - 1);

function buildIndex(): Index {
  const entries: (readonly [name: string, id: HeaderId])[] = Object.entries(COMPACT);
  for (const id of Object.values(HeaderId))
    if (id !== HeaderId.other) entries.push([HEADER_NAMES[id]!.toLowerCase(), id]);
  const names = Uint8Array.from(entries.map(([name]) => name).join(''), (letter) => letter.charCodeAt(0));
  const starts = new Int16Array(entries.length + 1);
  const ids = new Uint8Array(entries.length);
  const next = new Int16Array(entries.length);
  const heads = new Int16Array(BUCKETS).fill(NONE);
  entries.forEach(([name, id], entry) => {
    const start = starts[entry]!;
    const end = start + name.length;
    const bucket = bucketOf(name.length, names[start]!, names[start + (name.length >> 1)]!, names[end - 1]!);
    starts[entry + 1] = end;
    ids[entry] = id;
    next[entry] = heads[bucket]!;
    heads[bucket] = entry;
  });
  return { names, starts, ids, next, heads };
}

const { names, starts, ids, next, heads } = buildIndex();

/** The number of the field whose name these bytes are; they are a token already, so that only letters have a case. */
export function headerIdOf(bytes: Uint8Array, start: number, end: number): HeaderId {
  const length = end - start;
  if (length === 0) return 0;
  let entry = heads[bucketOf(length, bytes[start]!, bytes[start + (length >> 1)]!, bytes[end - 1]!)]!;
  for (; entry !== NONE; entry = next[entry]!) {
    const from = starts[entry]!;
    if (starts[entry + 1]! - from !== length) continue;
    let i = 0;
    while (i < length && (bytes[start + i]! | 32) === names[from + i]) i++;
    if (i === length) return ids[entry] as HeaderId;
  }
  return 0;
}
