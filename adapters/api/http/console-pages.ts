import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

const NONCE_BYTES = 16;
const NONCE_PLACE = '__NONCE__';
const DEMO_PLACE = '__DEMO__';
const YEAR_SECONDS = 31_536_000;

/**
 * Scripts and connections from here only; style elements by this answer's nonce, which the page's components read from its
 * `meta`; pictures and recordings also from memory, where a page makes them.
 */
const consolePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

/** Answers the console's one page, whatever its address. */
export type ConsolePage = (reply: FastifyReply) => FastifyReply;

/** Serves the console as it was built into `directory`: what has a hash in its name is kept by browsers for good. `isDemo`: each page says so. */
export const openConsole = (app: FastifyInstance, directory: string, isDemo: boolean): ConsolePage => {
  const page = readFileSync(join(directory, 'index.html'), 'utf8').replace(DEMO_PLACE, isDemo ? 'yes' : '');
  app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: YEAR_SECONDS * 1_000,
  });
  return (reply) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    return reply
      .header('content-security-policy', consolePolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACE, nonce));
  };
};
