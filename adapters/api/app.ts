import { createServer, type IncomingMessage } from 'node:http';
import { type Result, success } from '@wurao/domain';
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { type Contract, loadContract, operationsOf, type PlacedOperation } from './contract/contract.ts';
import { bodyCheck, contractAjv, parameterCheck } from './contract/validators.ts';
import { checkBodyHeaders, parseBody } from './http/body.ts';
import { Connections } from './http/connections.ts';
import { openConsole } from './http/console-pages.ts';
import { DECISION_PATH, type DecisionDoor, decisionDoor } from './http/decision-door.ts';
import { docsPages } from './http/docs-pages.ts';
import { makeEdge } from './http/edge.ts';
import { failureAnswers, rawProblem, sendFailure } from './http/failures.ts';
import { FORMS_PATH, formFiles } from './http/form-files.ts';
import {
  API_CONTENT_POLICY,
  acceptsPage,
  BYTES_TYPE,
  isRows,
  JSON_TYPE,
  requestIdOf,
  SECURITY_HEADERS,
} from './http/headers.ts';
import { noSuchCall } from './http/no-such-call.ts';
import { readPiece } from './http/piece-body.ts';
import { admit, answerCall, type Checks, OpenWaits } from './http/pipeline.ts';
import { STREAM_PATH, type StreamDoor, streamDoor } from './http/stream-door.ts';
import {
  type ApiOptions,
  BODY_BYTES_MAX,
  HEADER_BYTES_MAX,
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  PIECE_BYTES_MAX,
} from './options.ts';
import type { ApiPorts } from './ports.ts';
import type { Route } from './routes/route.ts';
import { ROUTES } from './routes/table.ts';

export interface Api {
  /** The Fastify instance, for `inject` and for doors that later issues add. */
  readonly app: FastifyInstance;
  /** A call without a socket: tests, the command line. */
  readonly inject: FastifyInstance['inject'];
  /** Resolves with what was bound; port 0 takes a free one. */
  listen(address: string, port: number): Promise<{ readonly address: string; readonly port: number }>;
  /** Ends long polls, finishes what was begun, closes. */
  close(): Promise<void>;
}

interface Doors {
  readonly decide: DecisionDoor;
  readonly stream: StreamDoor;
}

const isStream = (url = ''): boolean => url.startsWith(STREAM_PATH) && (url[STREAM_PATH.length] ?? '?') === '?';

/** Decisions go straight to their doors; everything else through Fastify. */
const serverWith = (doors: Doors) => (handler: Parameters<typeof createServer>[1] & object) => {
  const timeouts = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    // A stream takes as long as it takes: `Connections` holds the others to their time.
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  };
  return createServer({ ...timeouts, maxHeaderSize: HEADER_BYTES_MAX, noDelay: true }, (request, response) => {
    if (request.url === DECISION_PATH && request.method === 'POST') doors.decide(request, response);
    else if (request.method === 'POST' && isStream(request.url)) doors.stream(request, response);
    else handler(request, response);
  });
};

const newFastify = (doors: Doors): FastifyInstance =>
  fastify({
    serverFactory: serverWith(doors),
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: false,
    exposeHeadRoutes: false,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    routerOptions: { maxParamLength: 100 },
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(rawProblem(String(error.code)));
      else socket.destroy();
    },
    frameworkErrors: (_error, request, reply) => {
      sendFailure(reply, noSuchCall(request.method, request.url).failure);
    },
  }) as unknown as FastifyInstance;

/** Bodies stay a Result until the key is proved and the route known. */
const readBodies = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(BYTES_TYPE, async (request: FastifyRequest, payload: IncomingMessage) => {
    const declared = request.headers['content-length'];
    const { bodyLimit } = request.routeOptions;
    return bodyOf(request, await readPiece(payload, declared === undefined ? undefined : Number(declared), bodyLimit));
  });
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) =>
    bodyOf(request, bytes),
  );
};

const bodyOf = ({ headers, routeOptions }: FastifyRequest, bytes: Uint8Array): Result<unknown> | undefined => {
  if (bytes.length === 0) return undefined;
  const { isBytes = false, takesRows = false } = routeOptions.config as { isBytes?: boolean; takesRows?: boolean };
  const type = headers['content-type'] as string | undefined;
  if (isBytes || (takesRows && isRows(type) && headers['content-encoding'] === undefined)) return success(bytes);
  const unreadable = checkBodyHeaders(type, headers['content-encoding'] as string | undefined);
  return unreadable ?? parseBody(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), routeOptions.bodyLimit);
};

interface BuiltContract {
  readonly contract: Contract;
  readonly text: string;
  readonly checks: ReadonlyMap<string, Checks>;
}

/** Reading and compiling take a third of a second, and the file does not change under a process: once is enough. */
let built: BuiltContract | undefined;

const buildContract = (): BuiltContract => {
  if (built) return built;
  const contract = loadContract();
  const ajv = contractAjv(contract);
  const checksOf = (placed: PlacedOperation): Checks => ({
    body: bodyCheck(ajv, placed),
    query: parameterCheck(ajv, contract, placed, 'query'),
    path: parameterCheck(ajv, contract, placed, 'path'),
  });
  const checks = new Map(operationsOf(contract).map((placed) => [placed.operation.operationId, checksOf(placed)]));
  built = { contract, text: JSON.stringify(contract), checks };
  return built;
};

const checkOf = (checks: ReadonlyMap<string, Checks>, operationId: string): Checks => {
  const found = checks.get(operationId);
  if (!found) throw new Error(`${operationId} is not in the contract`);
  return found;
};

/** A browser that opens an address which is no call: the console knows its own, deep links too. */
const isForConsole = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !url.startsWith('/v1/') && acceptsPage(headers.accept);

/** For `inject`, which knows no server: a real request never comes this way. */
const addFastDoors = (app: FastifyInstance, decide: DecisionDoor, stream: StreamDoor): void => {
  const past =
    (door: DecisionDoor) =>
    async (
      request: { raw: Parameters<DecisionDoor>[0] },
      reply: { raw: Parameters<DecisionDoor>[1]; hijack(): unknown },
    ) => {
      reply.hijack();
      door(request.raw, reply.raw);
    };
  app.post(DECISION_PATH, { onRequest: past(decide) }, async () => undefined);
  app.post(STREAM_PATH, { onRequest: past(stream) }, async () => undefined);
};

const colonPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

export const buildApi = (ports: ApiPorts, options: ApiOptions = {}): Api => {
  const { contract, text: contractText, checks } = buildContract();
  const edge = makeEdge(ports, options);
  const waits = new OpenWaits();
  let closing = false;
  const isClosing = (): boolean => closing;
  const body = checkOf(checks, 'decide').body;
  const decide = decisionDoor(edge, body, isClosing);
  const stream = streamDoor(edge, { body, query: checkOf(checks, 'decideStream').query }, isClosing);
  const app = newFastify({ decide, stream });
  const connections = new Connections(app.server, (request) => isStream(request.url));
  readBodies(app);
  app.setErrorHandler(failureAnswers(edge));
  const page =
    options.consoleDir === undefined ? undefined : openConsole(app, options.consoleDir, options.isDemo === true);
  app.setNotFoundHandler((request, reply) => {
    if (page !== undefined && isForConsole(request)) return page(request, reply);
    throw noSuchCall(request.method, request.url);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
    if (!request.url.startsWith('/docs')) reply.header('content-security-policy', API_CONTENT_POLICY);
    // Who may frame a form says the form's own policy; a browser that reads this one would let nobody.
    if (request.url.startsWith(FORMS_PATH)) reply.removeHeader('x-frame-options');
  });
  for (const route of ROUTES) addRoute(route);
  addFastDoors(app, decide, stream);
  app.get('/openapi.json', async (_request, reply) => reply.type(JSON_TYPE).send(contractText));
  formFiles(app);
  if (options.docs !== false) docsPages(app, contract);
  // Whoever opens the bare address looks for something to read.
  app.get('/', async (request, reply) => (page === undefined ? reply.redirect('/docs') : page(request, reply)));

  function addRoute(route: Route): void {
    const { method, path, operationId, isBytes = false, takesRows = false } = route;
    const { bodyBytesMax = isBytes ? PIECE_BYTES_MAX : BODY_BYTES_MAX } = route;
    const handler = answerCall(edge, route, checkOf(checks, operationId), waits);
    app.route({
      method,
      url: colonPath(path),
      config: { operationId, path, isBytes, takesRows } as object,
      bodyLimit: bodyBytesMax,
      onRequest: admit(edge, route),
      handler,
    });
  }

  return {
    app,
    inject: app.inject.bind(app) as FastifyInstance['inject'],
    listen: async (host, port) => {
      await app.listen({ port, host });
      const bound = app.server.address();
      if (bound === null || typeof bound === 'string') throw new Error('bound to no port');
      return { address: bound.address, port: bound.port };
    },
    close: async () => {
      closing = true;
      waits.cancelAll();
      await connections.endWith(() => app.close());
    },
  };
};
