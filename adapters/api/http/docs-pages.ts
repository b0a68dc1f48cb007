import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Contract } from '../contract/contract.ts';

/** The contract to read and try, under /docs: every byte of the page comes from this server. */
export const docsPages = (app: FastifyInstance, contract: Contract): void => {
  const document = contract as unknown as { openapi: string };
  app.register(swagger, { mode: 'static', specification: { document } } as Parameters<typeof swagger>[1]);
  app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    // The page would otherwise ask a public validator about this contract.
    uiConfig: { validatorUrl: null, docExpansion: 'list', deepLinking: true, persistAuthorization: false } as Record<string, unknown>,
  });
};
