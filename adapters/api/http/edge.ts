import type { IncomingHttpHeaders } from 'node:http';
import { type ApiKey, type Failure, failure } from '@wurao/domain';
import { type ApiOptions, RATE_LIMITS, type RateLimits } from '../options.ts';
import type { ApiPorts } from '../ports.ts';
import type { Rights } from '../routes/route.ts';
import { askerOf } from './asker-address.ts';
import { bearerToken, KeyLookUp } from './keys.ts';
import { pageFault } from './page-call.ts';
import { PROBLEM_KINDS } from './problem.ts';
import { RateLimit } from './rate-limits.ts';
import { sessionToken } from './session-cookie.ts';

/** What every door shares: who asks, may they, and not too often. */
export interface Edge {
  readonly ports: ApiPorts;
  readonly options: ApiOptions;
  readonly limits: Readonly<Record<keyof RateLimits, RateLimit>>;
  readonly keys: KeyLookUp;
}

export const makeEdge = (ports: ApiPorts, options: ApiOptions): Edge => {
  const sizes = { ...RATE_LIMITS, ...options.limits };
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const limit = (name: keyof RateLimits, what: string): RateLimit => new RateLimit(what, sizes[name], monotonicMs);
  return {
    ports,
    options,
    keys: new KeyLookUp(ports.gate),
    limits: {
      decisions: limit('decisions', 'decisions'),
      writes: limit('writes', 'writes'),
      reads: limit('reads', 'reads'),
      address: limit('address', 'calls without a valid key'),
      codes: limit('codes', 'codes for this number'),
      sessions: limit('sessions', 'tries for this number'),
      signIns: limit('signIns', 'sign-ins from this address'),
      signInNames: limit('signInNames', 'sign-ins by this name'),
    },
  };
};

const unauthenticated = (message: string): Failure =>
  failure('unauthenticated', PROBLEM_KINDS.unauthenticated.title, {
    field: 'Authorization',
    message,
    remedy: PROBLEM_KINDS.unauthenticated.remedy,
  });

const forbidden = (role: string, roles: readonly string[]): Failure =>
  failure('forbidden', PROBLEM_KINDS.forbidden.title, {
    field: '',
    message: `a key of role ${role} has no right to this call`,
    remedy: `Use a key of role ${roles.join(', ')}.`,
  });

const isFailure = (value: ApiKey | Failure): value is Failure => 'ok' in value;

export { isFailure as isKeyFailure };

/** A call as every door sees it. */
export interface Knock {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly address: string;
}

/** What proves the asker: the bearer, or, where none was sent, the session that a browser's cookie holds. */
export const tokenOf = ({ headers }: Pick<Knock, 'headers'>): string | undefined =>
  headers.authorization === undefined ? sessionToken(headers) : bearerToken(headers.authorization);

/** The key of a call, if it is valid and its role has the right. Wrong keys cost the address, so that nobody can guess on. */
export const proveKey = (edge: Edge, knock: Knock, roles: Rights): ApiKey | Failure => {
  const { method, headers, address } = knock;
  const token = tokenOf(knock);
  const byCookie = headers.authorization === undefined;
  const found = token === undefined ? undefined : edge.keys.keyOf(token);
  // A browser keeps sessions; a standing key has no business in a cookie.
  const key = byCookie && found?.expiresMs === undefined ? undefined : found;
  if (key === undefined) {
    const why = token === undefined ? 'no bearer key was sent' : 'the key is unknown, expired or revoked';
    return edge.limits.address.take(askerOf(address)) ?? unauthenticated(why);
  }
  const isRead = method === 'GET' || method === 'HEAD';
  const foreign = byCookie && !isRead ? pageFault(headers, edge.options.pageOrigin) : undefined;
  if (foreign) return foreign;
  if (roles !== 'anyone' && !roles.includes(key.role)) return forbidden(key.role, roles);
  edge.ports.keyUse.note(key);
  return key;
};
