import { DIGEST_ALGORITHMS, type DigestAlgorithm, type DigestCredentials } from './digest.ts';

/** A longer field is no peer's. */
export const MAX_AUTHORIZATION_CHARS = 4_096;

/**
 * Why credentials cannot be checked. `malformed`: answer 400. `other-scheme`, `unsupported` (an algorithm or a quality of
 * protection that was not offered): as if there were none; challenge.
 */
export interface DigestProblem {
  readonly kind: 'malformed' | 'other-scheme' | 'unsupported';
  readonly message: string;
  /** Offset in the value, in characters. */
  readonly at: number;
}

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;
const SPACE = /[ \t\r\n]*/y;
const NC = /^[0-9A-Fa-f]{8}$/;
const HEX = /^[0-9a-f]*$/;
const RESPONSE_CHARS: Readonly<Record<DigestAlgorithm, number>> = { MD5: 32, 'SHA-256': 64 };

const malformed = (message: string, at: number): DigestProblem => ({ kind: 'malformed', message, at });
const unsupported = (message: string, at: number): DigestProblem => ({ kind: 'unsupported', message, at });

/** A pattern at a place: what it matched, and where it ends. */
const match = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};
const pastSpace = (text: string, at: number): number => at + (match(SPACE, text, at)?.[0].length ?? 0);

interface Said {
  readonly value: string;
  readonly at: number;
}

const isProblem = (read: object): read is DigestProblem => 'kind' in read;

/** `name=token` and `name="quoted"`, separated by commas, of which some may follow each other (RFC 9110 5.6.1). */
const readParameters = (text: string, from: number): ReadonlyMap<string, Said> | DigestProblem => {
  const said = new Map<string, Said>();
  let at = pastSpace(text, from);
  while (at < text.length) {
    if (text[at] === ',') {
      at = pastSpace(text, at + 1);
      continue;
    }
    const name = match(TOKEN, text, at)?.[0];
    if (name === undefined) return malformed('no parameter name', at);
    const equals = pastSpace(text, at + name.length);
    if (text[equals] !== '=') return malformed(`${name} has no value`, equals);
    const start = pastSpace(text, equals + 1);
    const quoted = match(QUOTED, text, start);
    const whole = quoted?.[0] ?? match(TOKEN, text, start)?.[0];
    if (whole === undefined) return malformed(`${name} has no value`, start);
    const key = name.toLowerCase();
    if (said.has(key)) return malformed(`${name} stands there twice`, at);
    said.set(key, {
      value: quoted === null ? whole : (quoted[1] as string).replaceAll(/\\([\s\S])/g, '$1'),
      at: start,
    });
    at = pastSpace(text, start + whole.length);
    if (at < text.length && text[at] !== ',') return malformed('no comma between parameters', at);
  }
  return said;
};

const algorithmOf = (said: Said | undefined): DigestAlgorithm | DigestProblem => {
  // Left out, it is MD5 (RFC 7616 3.3).
  const name = said?.value.toUpperCase() ?? 'MD5';
  return (
    DIGEST_ALGORITHMS.find((known) => known === name) ?? unsupported(`algorithm ${name} was not offered`, said?.at ?? 0)
  );
};

const NEEDED = ['username', 'realm', 'nonce', 'uri', 'response'] as const;
const WITH_QOP = ['cnonce', 'nc'] as const;

const missing = (said: ReadonlyMap<string, Said>, names: readonly string[], end: number): DigestProblem | undefined => {
  const name = names.find((one) => !said.has(one));
  return name === undefined ? undefined : malformed(`${name} is missing`, end);
};

/** The value of an Authorization or Proxy-Authorization field, unfolded. Only what `challengeTexts` offers can be checked. */
export const readDigest = (text: string): DigestCredentials | DigestProblem => {
  if (text.length > MAX_AUTHORIZATION_CHARS)
    return malformed(`longer than ${MAX_AUTHORIZATION_CHARS} characters`, MAX_AUTHORIZATION_CHARS);
  const start = pastSpace(text, 0);
  const scheme = match(TOKEN, text, start)?.[0] ?? '';
  if (scheme.toLowerCase() !== 'digest') return { kind: 'other-scheme', message: 'not Digest', at: start };
  const said = readParameters(text, start + scheme.length);
  if (isProblem(said)) return said;
  const algorithm = algorithmOf(said.get('algorithm'));
  if (typeof algorithm !== 'string') return algorithm;
  const qop = said.get('qop');
  // Without one there is no count, and every copy of the field would be as good as the first (RFC 2069).
  if (qop?.value.toLowerCase() !== 'auth')
    return unsupported('quality of protection auth is needed', qop?.at ?? text.length);
  const problem = missing(said, [...NEEDED, ...WITH_QOP], text.length);
  if (problem !== undefined) return problem;
  return checked(said, algorithm);
};

const checked = (said: ReadonlyMap<string, Said>, algorithm: DigestAlgorithm): DigestCredentials | DigestProblem => {
  const textOf = (name: string): string => said.get(name)?.value ?? '';
  const placeOf = (name: string): number => said.get(name)?.at ?? 0;
  const nc = textOf('nc');
  if (!NC.test(nc) || Number.parseInt(nc, 16) === 0)
    return malformed('nc is no count of eight hexadecimal digits', placeOf('nc'));
  const response = textOf('response').toLowerCase();
  if (response.length !== RESPONSE_CHARS[algorithm] || !HEX.test(response))
    return malformed(`response is no ${algorithm} in hexadecimal`, placeOf('response'));
  if (said.get('userhash')?.value.toLowerCase() === 'true')
    return unsupported('a hashed user was not offered', placeOf('userhash'));
  return {
    user: textOf('username'),
    realm: textOf('realm'),
    nonce: textOf('nonce'),
    uri: textOf('uri'),
    algorithm,
    cnonce: textOf('cnonce'),
    nc,
    response,
  };
};

export const isDigestProblem = (read: DigestCredentials | DigestProblem): read is DigestProblem => isProblem(read);
