import { createHash } from 'node:crypto';
import type { ApiKey, Role } from '@wurao/domain';
import type { Actor, Idempotency } from '@wurao/registry';
import type { ApiPorts } from '../ports.ts';

/** Of a call that a browser may have made: what a sign-in asks of it. */
export interface Browser {
  /** What is limited as one asker. */
  readonly address: string;
  /** The page's own address. */
  readonly origin: string;
  /** `x-wurao-page: 1`: our own page asks, and wants its session as a cookie. */
  readonly isPage: boolean;
  /** Cookies go over TLS only. */
  readonly isSecure: boolean;
  readonly cookie: (name: string) => string | undefined;
  /** Ends a call that our own page did not make: one that sets a cookie. */
  readonly needPage: () => void;
  /** Counts a try by address and name, or ends the call; what it answers takes the try back. */
  readonly limitSignIn: (name: string) => () => void;
}

/** A call as a handler gets it: proved, bounded and valid by the contract. No handler knows the HTTP library. */
export interface Call {
  readonly actor: Actor;
  /** Undefined on the doors that ask for no key. */
  readonly key: ApiKey | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | undefined>>;
  /** The query as it was sent, without its question mark. */
  readonly search: string;
  /** Valid by the contract's schema of this call: a handler may name its type. */
  readonly body: unknown;
  readonly idempotency: Idempotency | undefined;
  /** `Prefer: wait`. */
  readonly wait: boolean;
  /** `Last-Event-ID`, of a stream of events that broke off. */
  readonly lastEventId: string | undefined;
  /** `Accept` names text/html: a browser asks. */
  readonly wantsPage: boolean;
  readonly browser: Browser;
  /** Rate limit of a number, for the doors without a key; ends the call when there is none left. */
  readonly limitNumber: (number: string) => void;
}

export interface Answer {
  readonly status: number;
  /** A `Readable` or `Buffer` is sent as it comes. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** For what is not JSON. */
  readonly type?: string;
  /** For the log. */
  readonly decisionId?: string;
}

export type Handler = (call: Call, ports: ApiPorts) => Promise<Answer> | Answer;

/** `anyone`: without a key. */
export type Rights = readonly Role[] | 'anyone';

export interface Route {
  /** As in the contract. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the contract's braces. */
  readonly path: string;
  readonly roles: Rights;
  readonly handle: Handler;
  /** Who calls adds to the query what it likes: a provider of sign-ins. */
  readonly takesAnyQuery?: boolean;
  /** Its body is bytes as they are, not JSON. */
  readonly isBytes?: boolean;
  /** Default `BODY_BYTES_MAX`. */
  readonly bodyBytesMax?: number;
  /** Besides JSON its body may be NDJSON, which the handler gets as bytes and whose rows it answers one by one. */
  readonly takesRows?: boolean;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

const styleOf = (html: string): string => /<style>([^<]*)<\/style>/.exec(html)?.[1] ?? '';

/** A page of the house: its own style and nothing else counts, whatever got into its text. */
export const okPage = (html: string) => ({
  status: 200,
  body: html,
  type: 'text/html; charset=utf-8',
  headers: {
    'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(styleOf(html)).digest('base64')}'; frame-ancestors 'none'`,
  },
});
