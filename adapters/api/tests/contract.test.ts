import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { loadContract, operationsOf } from '../contract/contract.ts';
import { compileAt, contractAjv } from '../contract/validators.ts';
import { examplesOf } from '../fakes/examples.ts';
import { fakePorts } from '../fakes/ports.ts';
import { DECISION_ROLES, ROUTES } from '../routes/table.ts';

const contract = loadContract();
const ajv = contractAjv(contract);

/** Long public data is shown in part: the answer holds at least what the example shows. */
const SHOWN_IN_PART = new Set(['readLaw', 'readLawPack', 'listReasons']);

const api = buildApi(fakePorts(), { docs: false });

describe('the contract', () => {
  const examples = examplesOf(contract);

  it.each(examples.map((example) => [example.operationId, example] as const))(
    'keeps its example of %s',
    async (operationId, example) => {
      const response = await api.inject(example.request);
      expect(response.statusCode, response.body).toBeLessThan(example.status.startsWith('3') ? 400 : 300);
      expect([String(response.statusCode), '2XX']).toContain(example.status);
      const answer: unknown = example.media === 'application/json' ? response.json() : response.body;
      const validate = compileAt(
        ajv,
        `${example.placed.pointer}/responses/${example.status}/content/${example.media.replace('/', '~1')}/schema`,
      );
      validate(answer);
      expect(validate.errors ?? []).toEqual([]);
      if (operationId === 'listReasons')
        expect(answer).toMatchObject({ items: expect.arrayContaining((example.answer as { items: unknown[] }).items) });
      else if (example.media === 'text/html') expect(answer).toContain(example.answer);
      else if (SHOWN_IN_PART.has(operationId)) expect(answer).toMatchObject(example.answer as object);
      else expect(answer).toEqual(example.answer);
    },
  );

  it('has one door for each operation and one operation for each door', () => {
    const past = { method: 'POST', roles: DECISION_ROLES };
    const decide = { operationId: 'decide', path: '/v1/decisions', ...past };
    const stream = { operationId: 'decideStream', path: '/v1/decisions/stream', ...past };
    const doors = [...ROUTES, decide, stream];
    const told = operationsOf(contract).map(({ operation, method, path }) => ({
      operationId: operation.operationId,
      method,
      path,
    }));
    const built = doors.map(({ operationId, method, path }) => ({ operationId, method, path }));
    const byId = (a: { operationId: string }, b: { operationId: string }) => a.operationId.localeCompare(b.operationId);
    expect(built.sort(byId)).toEqual(told.sort(byId));
  });

  it('states the roles that the doors hold', () => {
    const rights = new Map(ROUTES.map(({ operationId, roles }) => [operationId, roles]));
    rights.set('decide', DECISION_ROLES);
    rights.set('decideStream', DECISION_ROLES);
    for (const { operation } of operationsOf(contract)) {
      const told = operation['x-roles'];
      const held = rights.get(operation.operationId);
      const sorted = (roles: readonly string[] | string | undefined) =>
        Array.isArray(roles) ? [...roles].sort() : roles;
      expect(sorted(held), operation.operationId).toEqual(sorted(told));
    }
  });

  it('names only schemas and parameters that exist', () => {
    const text = JSON.stringify(contract);
    for (const [, place, name] of text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
      expect(contract.components[place as 'schemas']?.[name ?? ''], `${place}/${name}`).toBeDefined();
    }
  });

  it('is served as JSON and as pages that need no other server', async () => {
    const whole = buildApi(fakePorts());
    const json = await whole.inject({ url: '/openapi.json' });
    expect(json.json()).toEqual(contract);
    const page = await whole.inject({ url: '/docs/' });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('<title>Wurao 勿扰 API</title>');
    expect((await whole.inject({ url: '/' })).headers.location).toBe('/docs');
    expect(page.body).not.toMatch(/https?:\/\//);
    expect(page.headers['content-security-policy']).not.toMatch(/https?:/);
    const script = /src="([^"]+bundle\.js)"/.exec(page.body)?.[1] ?? '';
    const bundle = await whole.inject({ url: new URL(script, 'http://localhost/docs/').pathname });
    expect(bundle.statusCode).toBe(200);
    await whole.close();
  });
});
