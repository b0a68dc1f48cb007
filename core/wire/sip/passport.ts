// Identity header field values and the PASSporTs in them, read strictly. Nothing is verified here.

/** A field value beyond this is no Identity (RFC 8224 names no bound; a `shaken` one has about 700 characters). */
export const IDENTITY_CHARS_MAX = 8_192;
export const PASSPORT_HEADER_CHARS_MAX = 1_024;
export const PASSPORT_CLAIMS_CHARS_MAX = 4_096;
export const PASSPORT_URI_CHARS_MAX = 512;
export const PASSPORT_DESTINATIONS_MAX = 32;
export const PASSPORT_ORIGID_CHARS_MAX = 128;
/** ES256: r and s, 32 bytes each (RFC 7518, 3.4). */
export const ES256_SIGNATURE_BYTES = 64;

/** What can be wrong, with what to do about it. Keys are stable: they stand in explanations. */
export const PASSPORT_REMEDIES = {
  'identity-too-long': `Send at most ${IDENTITY_CHARS_MAX} characters in one Identity field.`,
  'identity-syntax': 'Write <token>;info=<URI in angle brackets>;alg=ES256;ppt=… (RFC 8224, 4).',
  'info-missing': 'Name the certificate in the parameter info (RFC 8224, 4).',
  'info-syntax': `Write info as an absolute http or https URI of at most ${PASSPORT_URI_CHARS_MAX} characters in angle brackets.`,
  'info-mismatch': 'Let info be the x5u of the PASSporT (RFC 8224, 7.3).',
  'parameter-twice': 'Give each parameter once.',
  'alg-refused': 'Sign with ES256; no other algorithm is taken (RFC 8225, 6).',
  'ppt-mismatch': 'Let the parameter ppt and the ppt of the PASSporT be the same (RFC 8224, 4).',
  'ppt-unsupported': 'This PASSporT type is not read here; only none, shaken and div are.',
  'compact-with-ppt': 'Send shaken and div in full form: their claims are not in the request (RFC 8588, 8946).',
  'token-syntax': 'Write three parts of base64url with two dots between (RFC 7515, 3.1).',
  'token-too-long': 'Send a shorter header or fewer claims.',
  base64url: 'Write base64url without padding, white space or stray bits (RFC 7515, 2).',
  'header-json': 'Let the header be one JSON object in UTF-8.',
  'header-type': 'Let typ be passport (RFC 8225, 4.1).',
  'header-x5u': 'Let x5u be an absolute http or https URI (RFC 8225, 4.3).',
  'critical-unknown': 'Leave crit out: no extension of RFC 7515, 4.1.11 is known here.',
  'claims-json': 'Let the claims be one JSON object in UTF-8.',
  'claim-orig': 'Let orig hold exactly one tn or uri (RFC 8225, 5.2.1).',
  'claim-dest': `Let dest hold 1 to ${PASSPORT_DESTINATIONS_MAX} of tn or uri (RFC 8225, 5.2.1).`,
  'claim-iat': 'Let iat be whole seconds since 1970 (RFC 8225, 5.1.1).',
  'claim-attest': 'Let attest be A, B or C (RFC 8588, 4).',
  'claim-origid': `Let origid be 1 to ${PASSPORT_ORIGID_CHARS_MAX} visible characters (RFC 8588, 5).`,
  'claim-div': 'Let div hold exactly one tn or uri (RFC 8946, 3).',
  'signature-size': `An ES256 signature has ${ES256_SIGNATURE_BYTES} bytes (RFC 7518, 3.4).`,
} as const;
export type PassportProblemKey = keyof typeof PASSPORT_REMEDIES;

export interface PassportProblem {
  readonly problem: PassportProblemKey;
  /** The parameter, header or claim: `info`, `ppt`, `dest.tn[3]`; empty = the whole. */
  readonly field: string;
  /** Offset in characters in what was read. */
  readonly position: number;
  readonly remedy: string;
}

export type PassportAddress = { readonly kind: 'tn' | 'uri'; readonly value: string };
export type Attestation = 'A' | 'B' | 'C';
export type PassportType = 'shaken' | 'div' | undefined;

export interface Passport {
  readonly ppt: PassportType;
  readonly x5u: string;
  readonly orig: PassportAddress;
  readonly dest: readonly PassportAddress[];
  /** Whole seconds since 1970. */
  readonly iatSeconds: number;
  /** Of `shaken` only. */
  readonly attest: Attestation | undefined;
  readonly origid: string | undefined;
  /** Of `div` only: who was called before. */
  readonly div: PassportAddress | undefined;
  /** What the signature covers: header and claims as they were sent. */
  readonly signed: string;
  readonly signature: Uint8Array;
}

/** A full form carries its PASSporT; a compact one only the signature, over what `compactSigned` builds from the request. */
export type Identity =
  | { readonly form: 'full'; readonly passport: Passport }
  | { readonly form: 'compact'; readonly info: string; readonly signature: Uint8Array };

export const isPassportProblem = (read: object): read is PassportProblem => 'problem' in read;

const problemOf = (problem: PassportProblemKey, field = '', position = 0): PassportProblem => ({
  problem,
  field,
  position,
  remedy: PASSPORT_REMEDIES[problem],
});

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SEXTETS = new Int8Array(128).fill(-1);
for (let index = 0; index < BASE64URL.length; index++) SEXTETS[BASE64URL.charCodeAt(index)] = index;

/** Undefined unless it is the one spelling of its bytes: else a changed last character could leave a signature right. */
export const decodeBase64url = (text: string): Uint8Array | undefined => {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let heldBits = 0;
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const sextet = SEXTETS[text.charCodeAt(index)] ?? -1;
    if (sextet < 0) return undefined;
    held = ((held << 6) | sextet) & 0xffff;
    heldBits += 6;
    if (heldBits < 8) continue;
    heldBits -= 8;
    bytes[at++] = (held >> heldBits) & 0xff;
  }
  return (held & ((1 << heldBits) - 1)) === 0 ? bytes : undefined;
};

export const encodeBase64url = (text: string): string => {
  const bytes = new TextEncoder().encode(text);
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const sextets = Math.min(4, bytes.length - at + 1);
    for (let index = 0; index < sextets; index++) out += BASE64URL[(three >> (18 - 6 * index)) & 63];
  }
  return out;
};

const FIRST = /[ \t]*([A-Za-z0-9_.-]+)[ \t]*/y;
const PARAMETER = /;[ \t]*([A-Za-z0-9.!%*_+`'~-]+)[ \t]*(?:=[ \t]*(<[^<>\s]*>|"(?:[^"\\]|\\.)*"|[^\s;<>"]+)[ \t]*)?/y;

/**
 * One Identity field value, unfolded (RFC 8224, 4). ES256 is the only algorithm; `info` must be there and be the x5u of
 * the token; `ppt` must stand in both places or in neither. Other parameters are passed over.
 */
export const readIdentity = (value: string): Identity | PassportProblem => {
  if (value.length > IDENTITY_CHARS_MAX) return problemOf('identity-too-long', '', IDENTITY_CHARS_MAX);
  FIRST.lastIndex = 0;
  const token = FIRST.exec(value)?.[1];
  if (token === undefined) return problemOf('identity-syntax');
  const parameters = readParameters(value, FIRST.lastIndex);
  if (!(parameters instanceof Map)) return parameters;
  const info = parameters.get('info');
  if (info === undefined) return problemOf('info-missing', 'info', value.length);
  if (!/^<.*>$/.test(info.value) || !isWebUri(info.value.slice(1, -1)))
    return problemOf('info-syntax', 'info', info.at);
  const uri = info.value.slice(1, -1);
  const alg = parameters.get('alg');
  if (alg !== undefined && unquoted(alg.value) !== 'ES256') return problemOf('alg-refused', 'alg', alg.at);
  const ppt = parameters.get('ppt');
  const pptText = ppt === undefined ? undefined : unquoted(ppt.value);
  if (token.startsWith('..')) return readCompact(token, uri, ppt?.at);
  const passport = readPassport(token);
  if (isPassportProblem(passport)) return passport;
  if (passport.ppt !== pptText) return problemOf('ppt-mismatch', 'ppt', ppt?.at ?? value.length);
  if (passport.x5u !== uri) return problemOf('info-mismatch', 'info', info.at);
  return { form: 'full', passport };
};

type Parameter = { readonly value: string; readonly at: number };

function readParameters(value: string, from: number): Map<string, Parameter> | PassportProblem {
  const found = new Map<string, Parameter>();
  let at = from;
  while (at < value.length) {
    PARAMETER.lastIndex = at;
    const match = PARAMETER.exec(value);
    if (match === null) return problemOf('identity-syntax', '', at);
    const name = (match[1] ?? '').toLowerCase();
    if (found.has(name)) return problemOf('parameter-twice', name, at);
    found.set(name, { value: match[2] ?? '', at });
    at = PARAMETER.lastIndex;
  }
  return found;
}

const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text);

function readCompact(token: string, info: string, pptAt: number | undefined): Identity | PassportProblem {
  if (pptAt !== undefined) return problemOf('compact-with-ppt', 'ppt', pptAt);
  const signature = readSignature(token.slice(2), 2);
  return isPassportProblem(signature) ? signature : { form: 'compact', info, signature };
}

function readSignature(text: string, position: number): Uint8Array | PassportProblem {
  if (text.includes('.')) return problemOf('token-syntax', 'signature', position);
  const signature = decodeBase64url(text);
  if (signature === undefined) return problemOf('base64url', 'signature', position);
  return signature.length === ES256_SIGNATURE_BYTES ? signature : problemOf('signature-size', 'signature', position);
}

/** A PASSporT in full form (RFC 8225). `alg` is judged before anything is done with the signature. */
export const readPassport = (token: string): Passport | PassportProblem => {
  const parts = token.split('.', 4);
  const [header = '', claims = '', signatureText = ''] = parts;
  if (parts.length !== 3 || header === '' || claims === '') return problemOf('token-syntax');
  if (header.length > PASSPORT_HEADER_CHARS_MAX)
    return problemOf('token-too-long', 'header', PASSPORT_HEADER_CHARS_MAX);
  const claimsAt = header.length + 1;
  if (claims.length > PASSPORT_CLAIMS_CHARS_MAX) return problemOf('token-too-long', 'claims', claimsAt);
  const head = readHeader(header);
  if (isPassportProblem(head)) return head;
  const body = readClaims(claims, claimsAt, head.ppt);
  if (isPassportProblem(body)) return body;
  const signature = readSignature(signatureText, claimsAt + claims.length + 1);
  if (isPassportProblem(signature)) return signature;
  return { ...head, ...body, signed: `${header}.${claims}`, signature };
};

type Fields = { readonly [name: string]: unknown };

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readJson(text: string): Fields | 'base64url' | undefined {
  const bytes = decodeBase64url(text);
  if (bytes === undefined) return 'base64url';
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readHeader(text: string): Pick<Passport, 'ppt' | 'x5u'> | PassportProblem {
  const header = readJson(text);
  if (header === 'base64url') return problemOf('base64url', 'header');
  if (header === undefined) return problemOf('header-json', 'header');
  if (header['alg'] !== 'ES256') return problemOf('alg-refused', 'alg');
  if (header['typ'] !== 'passport') return problemOf('header-type', 'typ');
  if ('crit' in header) return problemOf('critical-unknown', 'crit');
  const { x5u, ppt } = header;
  if (typeof x5u !== 'string' || !isWebUri(x5u)) return problemOf('header-x5u', 'x5u');
  if (ppt !== undefined && ppt !== 'shaken' && ppt !== 'div') return problemOf('ppt-unsupported', 'ppt');
  return { ppt, x5u };
}

type Claims = Pick<Passport, 'orig' | 'dest' | 'iatSeconds' | 'attest' | 'origid' | 'div'>;

function readClaims(text: string, position: number, ppt: PassportType): Claims | PassportProblem {
  const claims = readJson(text);
  const wrong = (problem: PassportProblemKey, field: string) => problemOf(problem, field, position);
  if (claims === 'base64url') return wrong('base64url', 'claims');
  if (claims === undefined) return wrong('claims-json', 'claims');
  const orig = readOne(claims['orig']);
  if (orig === undefined) return wrong('claim-orig', 'orig');
  const dest = readDestinations(claims['dest']);
  if (typeof dest === 'string') return wrong('claim-dest', dest);
  const iatSeconds = readSeconds(claims['iat']);
  if (iatSeconds === undefined) return wrong('claim-iat', 'iat');
  const base = { orig, dest, iatSeconds, attest: undefined, origid: undefined, div: undefined };
  if (ppt === 'div') {
    const div = readOne(claims['div'], ['hi']);
    return div === undefined ? wrong('claim-div', 'div') : { ...base, div };
  }
  if (ppt !== 'shaken') return base;
  const { attest, origid } = claims;
  if (attest !== 'A' && attest !== 'B' && attest !== 'C') return wrong('claim-attest', 'attest');
  if (typeof origid !== 'string' || !ORIGID.test(origid)) return wrong('claim-origid', 'origid');
  return { ...base, attest, origid };
}

/** RFC 8588 asks for a UUID; carriers and RFC 8688's own example send others, and nothing here hangs on its form. */
const ORIGID = new RegExp(`^[!-~]{1,${PASSPORT_ORIGID_CHARS_MAX}}$`);
/** RFC 8225, 5.2.1: digits, and the * and # of RFC 8224, 8.3. A leading + is in RFC 8688's example. */
const TN = /^\+?[0-9*#]{1,32}$/;
const WEB_URI = /^https?:\/\/[!#-;=?-~]+$/i;
const ANY_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-~]+$/;

const isWebUri = (text: string): boolean => text.length <= PASSPORT_URI_CHARS_MAX && WEB_URI.test(text);

function readAddress(kind: 'tn' | 'uri', value: unknown): PassportAddress | undefined {
  if (typeof value !== 'string' || value.length > PASSPORT_URI_CHARS_MAX) return undefined;
  return (kind === 'tn' ? TN : ANY_URI).test(value) ? { kind, value } : undefined;
}

function readOne(value: unknown, besides: readonly string[] = []): PassportAddress | undefined {
  if (!isFields(value)) return undefined;
  const [kind, ...more] = Object.keys(value).filter((name) => !besides.includes(name));
  return more.length === 0 && (kind === 'tn' || kind === 'uri') ? readAddress(kind, value[kind]) : undefined;
}

/** Or the field that is wrong. */
function readDestinations(value: unknown): readonly PassportAddress[] | string {
  if (!isFields(value)) return 'dest';
  const found: PassportAddress[] = [];
  for (const [kind, given] of Object.entries(value)) {
    if (kind !== 'tn' && kind !== 'uri') return `dest.${kind.slice(0, 16)}`;
    // Signed examples of RFC 8688 and 8946 write a single one without brackets; the signature covers it all the same.
    const list: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (list.length === 0 || found.length + list.length > PASSPORT_DESTINATIONS_MAX) return `dest.${kind}`;
    for (const [index, entry] of list.entries()) {
      const address = readAddress(kind, entry);
      if (address === undefined) return `dest.${kind}[${index}]`;
      found.push(address);
    }
  }
  return found.length === 0 ? 'dest' : found;
}

function readSeconds(value: unknown): number | undefined {
  // RFC 8225's own signed example writes the number as a string of digits; it must verify.
  const seconds = typeof value === 'string' && /^[0-9]{1,12}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : undefined;
}

/**
 * What the signature of a compact form covers (RFC 8224, 4 and 8225, 7): keys in order, no white space (RFC 8225, 9).
 * `iatSeconds` comes from the Date field; `orig` and `dest` are the canonical identities of the request.
 */
export const compactSigned = (
  info: string,
  orig: PassportAddress,
  dest: PassportAddress,
  iatSeconds: number,
): string => {
  const header = JSON.stringify({ alg: 'ES256', typ: 'passport', x5u: info });
  const claims = JSON.stringify({
    dest: { [dest.kind]: [dest.value] },
    iat: iatSeconds,
    orig: { [orig.kind]: orig.value },
  });
  return `${encodeBase64url(header)}.${encodeBase64url(claims)}`;
};
