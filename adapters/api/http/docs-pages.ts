import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Contract } from '../contract/contract.ts';

/** The one style that the page's maker wrote into an element. */
const STYLE_HASH = 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w=';

/** Nothing from elsewhere, and no forced https: a first look is on plain http at this machine. */
const PAGE_POLICY = `default-src 'self'; base-uri 'self'; img-src 'self' data:; style-src 'self' 'unsafe-hashes' '${STYLE_HASH}'; script-src 'self'; frame-ancestors 'none'`;

/** The bar would show the page maker's mark and a field for other contracts. */
const HOUSE_STYLE = '.swagger-ui .topbar { display: none }';

/** The contract to read and try, under /docs: every byte of the page comes from this server. */
export const docsPages = (app: FastifyInstance, contract: Contract): void => {
  const document = contract as unknown as { openapi: string };
  app.register(swagger, { mode: 'static', specification: { document } } as Parameters<typeof swagger>[1]);
  app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: PAGE_POLICY,
    theme: { title: 'Wurao 勿扰 API', css: [{ filename: 'house.css', content: HOUSE_STYLE }] },
    // The page would otherwise ask a public validator about this contract.
    uiConfig: {
      validatorUrl: null,
      docExpansion: 'none',
      filter: true,
      deepLinking: true,
      persistAuthorization: false,
    } as Record<string, unknown>,
  });
};
