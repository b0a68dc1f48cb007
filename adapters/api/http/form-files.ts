import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const FILES = [
  ['form.css', 'text/css; charset=utf-8'],
  ['form.js', 'text/javascript; charset=utf-8'],
  ['embed.js', 'text/javascript; charset=utf-8'],
] as const;

/** A browser asks again after so long. */
const CACHE_SECONDS = 300;

/** Under which the pages of forms lie, which others may frame. */
export const FORMS_PATH = '/forms/';

/** What the pages of consent forms are made of, and the script that puts one into another page. The same for everybody. */
export const formFiles = (app: FastifyInstance): void => {
  for (const [name, type] of FILES) {
    const body = readFileSync(new URL(`../forms/${name}`, import.meta.url), 'utf8');
    app.get(`${FORMS_PATH}${name}`, async (_request, reply) =>
      reply
        .type(type)
        // Pages of other origins load the script.
        .headers({
          'cache-control': `public, max-age=${CACHE_SECONDS}`,
          'cross-origin-resource-policy': 'cross-origin',
        })
        .send(body),
    );
  }
};
