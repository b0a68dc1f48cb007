import { randomBytes } from 'node:crypto';
import type { OutgoingHttpHeaders } from 'node:http';

/** On every answer. The pages under /docs bring their own content policy. */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
} as const satisfies OutgoingHttpHeaders;

export const API_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'";
export const JSON_TYPE = 'application/json; charset=utf-8';
export const ROWS_TYPE = 'application/x-ndjson';
/** A piece of a file. */
export const BYTES_TYPE = 'application/octet-stream';

/** Is this the type of rows of JSON, in UTF-8? */
export const isRows = (type: string | undefined): boolean =>
  type !== undefined && /^application\/(?:x-ndjson|ndjson|jsonl)\s*(?:;\s*charset="?utf-8"?)?\s*$/i.test(type);

const GIVEN_ID = /^[\w.-]{1,64}$/;
const OWN_PREFIX = randomBytes(6).toString('base64url');
let counter = 0;

/** The asker's own id where it is harmless, else one of ours: unique, and cheap enough for every decision. */
export const requestIdOf = (given: string | string[] | undefined): string => {
  if (typeof given === 'string' && GIVEN_ID.test(given)) return given;
  counter += 1;
  return `${OWN_PREFIX}-${counter.toString(36)}`;
};

/** Browsers name text/html outright; a program that takes anything gets what is for programs. */
export const acceptsPage = (header: string | undefined): boolean =>
  header?.split(',').some((range) => range.split(';', 1)[0]?.trim().toLowerCase() === 'text/html') === true;

export const prefersWait = (header: string | string[] | undefined): boolean =>
  header !== undefined &&
  String(header)
    .split(/[,;]/)
    .some((part) => part.trim().toLowerCase() === 'wait');
