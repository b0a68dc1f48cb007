import { Readable } from 'node:stream';
import { type ApiKey, failure, maskNumber, type Result } from '@wurao/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CheckBody, ReadQuery } from '../contract/validators.ts';
import type { LogFields } from '../options.ts';
import { actingFor, WARD_HEADER } from '../read/owner.ts';
import type { Answer, Browser, Call, Route } from '../routes/route.ts';
import { ROLES_FROM_AFAR, UNLIMITED } from '../routes/table.ts';
import { askerOf, isFromHere } from './asker-address.ts';
import { type Edge, isKeyFailure, proveKey } from './edge.ts';
import { acceptsPage, JSON_TYPE, prefersWait } from './headers.ts';
import { idempotencyOf } from './idempotency.ts';
import { actorIdOf, actorOf, UNPROVED } from './keys.ts';
import { need } from './need.ts';
import { isPageCall, needsSecure, pageFault, pageOrigin } from './page-call.ts';
import { Stop } from './problem.ts';
import { cookieOf } from './session-cookie.ts';

/** What the contract asks of one call, compiled at start. */
export interface Checks {
  readonly body: CheckBody;
  readonly query: ReadQuery;
  readonly path: ReadQuery;
}

/** Keys proved before the body is read: nobody unknown makes us parse. */
const proved = new WeakMap<FastifyRequest, ApiKey>();

const stopOn = (found: Stop['failure'] | undefined): void => {
  if (found) throw new Stop(found);
};

/** Right and rate, before anything else. */
export const admit =
  (edge: Edge, route: Route) =>
  async (request: FastifyRequest): Promise<void> => {
    const fromAfar = ROLES_FROM_AFAR.get(route.operationId);
    const roles = fromAfar !== undefined && !isFromHere(request.ip, request.headers) ? fromAfar : route.roles;
    if (roles === 'anyone') {
      if (!UNLIMITED.has(route.operationId)) stopOn(edge.limits.address.take(askerOf(request.ip)));
      return;
    }
    const { method, headers, ip: address } = request;
    const key = proveKey(edge, { method, headers, address }, roles);
    if (isKeyFailure(key)) throw new Stop(key);
    stopOn((route.method === 'GET' ? edge.limits.reads : edge.limits.writes).take(actorIdOf(key)));
    proved.set(request, key);
  };

const limitOf =
  (edge: Edge, route: Route) =>
  (number: string): void =>
    stopOn((route.operationId === 'openSession' ? edge.limits.sessions : edge.limits.codes).take(number));

/** What a sign-in needs of the browser that makes it. */
const browserOf = (edge: Edge, { headers, ip }: FastifyRequest): Browser => {
  const { pageOrigin: configured } = edge.options;
  return {
    address: askerOf(ip),
    origin: pageOrigin(headers, configured),
    isPage: isPageCall(headers),
    isSecure: needsSecure(ip, headers, configured),
    cookie: (name) => cookieOf(headers, name),
    needPage: () => stopOn(pageFault(headers, configured)),
    limitSignIn: (name) => {
      stopOn(edge.limits.signIns.take(askerOf(ip)));
      stopOn(edge.limits.signInNames.take(name));
      return () => {
        edge.limits.signIns.giveBack(askerOf(ip));
        edge.limits.signInNames.giveBack(name);
      };
    },
  };
};

const callOf = (edge: Edge, route: Route, checks: Checks, request: FastifyRequest): Call => {
  const path = checks.path(request.params as Record<string, unknown>);
  stopOn(path.failure);
  const query = checks.query(route.takesAnyQuery === true ? {} : (request.query as Record<string, unknown>));
  stopOn(query.failure);
  const body = request.body === undefined ? undefined : need(request.body as Result<unknown>);
  // Rows are checked one by one by who answers them.
  const hasRows = route.takesRows === true && body instanceof Uint8Array;
  if (!hasRows) stopOn(checks.body(body ?? undefined));
  const key = proved.get(request);
  const isWrite = route.method !== 'GET';
  // Bound to a key: strangers must not share each other's answers.
  const sent = isWrite && key ? request.headers['idempotency-key'] : undefined;
  return {
    actor: key ? actorOf(key) : UNPROVED,
    key,
    params: path.values as Readonly<Record<string, string>>,
    query: query.values,
    search: request.url.slice(request.url.indexOf('?') + 1 || request.url.length),
    body: body ?? {},
    idempotency: need(idempotencyOf(sent, route.method, request.url, route.isBytes || hasRows ? null : (body ?? null))),
    wait: isWrite && prefersWait(request.headers.prefer),
    lastEventId: request.headers['last-event-id']?.toString(),
    wantsPage: acceptsPage(request.headers.accept),
    browser: browserOf(edge, request),
    limitNumber: limitOf(edge, route),
  };
};

/** Calls that wait for something to happen, and must not hold up a server that closes. */
export class OpenWaits {
  readonly #cancels = new Set<() => void>();

  whileOpen<T>(waiting: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = (): void => reject(new Stop(failure('not-ready', 'The server is closing')));
      this.#cancels.add(cancel);
      waiting.then(resolve, reject).finally(() => this.#cancels.delete(cancel));
    });
  }

  cancelAll(): void {
    for (const cancel of this.#cancels) cancel();
  }
}

const LONG_POLLS: ReadonlySet<string> = new Set(['listEvents']);

const logCall = (edge: Edge, route: Route, request: FastifyRequest, answer: Answer, durationMs: number): void => {
  const key = proved.get(request);
  const number = (request.params as Record<string, string> | undefined)?.['number'];
  const fields: LogFields = {
    requestId: request.id,
    method: route.method,
    path: route.path,
    status: answer.status,
    ms: Math.round(durationMs * 10) / 10,
    ...(key ? { keyId: actorIdOf(key), role: key.role } : {}),
    ...(answer.decisionId === undefined ? {} : { decision: answer.decisionId }),
    ...(number === undefined ? {} : { number: maskNumber(number) }),
  };
  edge.options.log?.('info', route.operationId, fields);
};

const bodyText = ({ type, body }: Answer): string | Readable | Buffer => {
  if (body instanceof Readable || Buffer.isBuffer(body)) return body;
  return type === undefined ? JSON.stringify(body) : String(body);
};

export const answerCall =
  (edge: Edge, route: Route, checks: Checks, waits: OpenWaits) =>
  async (request: FastifyRequest, reply: FastifyReply) => {
    const startedMs = performance.now();
    const asked = callOf(edge, route, checks, request);
    const call = await actingFor(asked, edge.ports, request.headers[WARD_HEADER]);
    const answering = Promise.resolve(route.handle(call, edge.ports));
    const answer = await (LONG_POLLS.has(route.operationId) ? waits.whileOpen(answering) : answering);
    const durationMs = performance.now() - startedMs;
    if (!UNLIMITED.has(route.operationId)) logCall(edge, route, request, answer, durationMs);
    edge.options.observe?.(route.operationId, answer.status, durationMs);
    const text = bodyText(answer);
    return reply
      .code(answer.status)
      .headers(answer.headers ?? {})
      .type(answer.type ?? JSON_TYPE)
      .send(text);
  };
