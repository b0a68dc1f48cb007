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

interface Known {
  readonly id: HeaderId;
  /** Lower case. */
  readonly codes: Uint8Array;
}

const key = (length: number, first: number, middle: number, last: number): number =>
  (length + (first | 32) * 5 + (middle | 32) * 3 + (last | 32) * 17) & (BUCKETS - 1);

function buildBuckets(): readonly (readonly Known[])[] {
  const buckets: Known[][] = Array.from({ length: BUCKETS }, () => []);
  const add = (name: string, id: HeaderId): void => {
    const codes = Uint8Array.from(name.toLowerCase(), (letter) => letter.charCodeAt(0));
    const length = codes.length;
    buckets[key(length, codes[0]!, codes[length >> 1]!, codes[length - 1]!)]!.push({ id, codes });
  };
  for (const id of Object.values(HeaderId)) if (id !== HeaderId.other) add(HEADER_NAMES[id]!, id);
  for (const [letter, id] of Object.entries(COMPACT)) add(letter, id);
  return buckets;
}

const buckets = buildBuckets();

/** The number of the field whose name these bytes are; they are a token already, so that only letters have a case. */
export function headerIdOf(bytes: Uint8Array, start: number, end: number): HeaderId {
  const length = end - start;
  if (length === 0) return HeaderId.other;
  const bucket = buckets[key(length, bytes[start]!, bytes[start + (length >> 1)]!, bytes[end - 1]!)]!;
  search: for (let b = 0; b < bucket.length; b++) {
    const { codes, id } = bucket[b]!;
    if (codes.length !== length) continue;
    for (let i = 0; i < length; i++) if ((bytes[start + i]! | 32) !== codes[i]) continue search;
    return id;
  }
  return HeaderId.other;
}
