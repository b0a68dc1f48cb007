import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const NONCE_BYTES = 16;
const NONCE_PLACE = '__NONCE__';
const DEMO_PLACE = '__DEMO__';
const FILES = 'files.json';
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
export type ConsolePage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply;

/** What the build says of each of its sources: the file it became, and the sources that this one stands on. */
type BuiltFiles = Readonly<
  Record<string, { readonly file: string; readonly imports?: readonly string[]; readonly css?: readonly string[] }>
>;
const PART_OF_SOURCE = /^features\/([\w-]+)\/mod\.tsx$/;
const PAGE_SOURCE = 'index.html';

const closureOf = (files: BuiltFiles, source: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(source)) return found;
  found.add(source);
  for (const needed of files[source]?.imports ?? []) closureOf(files, needed, found);
  return found;
};

/** By the first word of an address: what makes a browser ask for that part's files together with the page's own, not after they ran. */
const partLinks = (files: BuiltFiles): ReadonlyMap<string, string> => {
  const ofPage = closureOf(files, PAGE_SOURCE);
  return new Map(
    Object.keys(files).flatMap((source) => {
      const part = PART_OF_SOURCE.exec(source)?.[1];
      if (part === undefined) return [];
      const own = [...closureOf(files, source)].filter((each) => !ofPage.has(each));
      const links = own.flatMap((each) => [
        `<link rel="modulepreload" crossorigin href="/${files[each]?.file}">`,
        ...(files[each]?.css ?? []).map((sheet) => `<link rel="stylesheet" crossorigin href="/${sheet}">`),
      ]);
      return [[part, links.join('')] as const];
    }),
  );
};

const partOf = (url: string): string => /^\/([\w-]*)/.exec(url)?.[1] ?? '';

/** Serves the console as it was built into `directory`: what has a hash in its name is kept by browsers for good. `isDemo`: each page says so. */
export const openConsole = (app: FastifyInstance, directory: string, isDemo: boolean): ConsolePage => {
  const page = readFileSync(join(directory, PAGE_SOURCE), 'utf8').replace(DEMO_PLACE, isDemo ? 'yes' : '');
  const links = partLinks(JSON.parse(readFileSync(join(directory, FILES), 'utf8')) as BuiltFiles);
  app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: YEAR_SECONDS * 1_000,
  });
  return ({ url }, reply) => {
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    return reply
      .header('content-security-policy', consolePolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACE, nonce).replace('</head>', `${links.get(partOf(url)) ?? ''}</head>`));
  };
};
