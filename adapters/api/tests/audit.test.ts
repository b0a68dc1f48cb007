import { failure } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { examplesOf } from '../fakes/examples.ts';
import { fakePorts } from '../fakes/ports.ts';
import { ROUTES } from '../routes/table.ts';

/** Figures that name nobody. */
const TELL_NOTHING_OF_ONE = new Set(['countCases']);
const READINGS = ROUTES.filter(
  ({ method, path, operationId }) =>
    method === 'GET' && /^\/v1\/(complaints|cases)\b/.test(path) && !TELL_NOTHING_OF_ONE.has(operationId),
).map(({ operationId }) => operationId);

const exampleOf = (operationId: string) => {
  const found = examplesOf().find((example) => example.operationId === operationId);
  if (found === undefined) throw new Error(`no example of ${operationId}`);
  return found;
};

describe('who reads a complaint or a case', () => {
  it.each(READINGS)('%s is put down before it is answered, and not answered otherwise', async (operationId) => {
    const ports = fakePorts();
    const api = buildApi(ports, { docs: false });
    const { request } = exampleOf(operationId);
    expect((await api.inject(request)).statusCode).toBe(200);
    expect(ports.control.envelopes).toMatchObject([
      { actor: { keyId: 'key-admin' }, command: { kind: 'noteReads', what: operationId }, idempotency: undefined },
    ]);
    ports.control.failing = failure('store-unavailable', 'The store does not answer');
    const unlogged = await api.inject(request);
    expect(unlogged.statusCode).toBe(503);
    expect(unlogged.body).not.toContain('95588');
  });

  it('stands with what was read: each by its id, a list by how many', async () => {
    const ports = fakePorts();
    const api = buildApi(ports, { docs: false });
    for (const operationId of ['readComplaint', 'readCase', 'listCases'])
      await api.inject(exampleOf(operationId).request);
    const subjects = ports.control.envelopes.map(({ command }) => 'subjects' in command && command.subjects);
    expect(subjects).toEqual([
      [
        { kind: 'complaint', id: 'complaint-1' },
        { kind: 'case', id: 'case-1' },
      ],
      [{ kind: 'case', id: 'case-1' }],
      [{ kind: 'cases', id: 'count:1' }],
    ]);
  });

  it('is asked for by subject, and what is no subject is said to be none', async () => {
    const api = buildApi(fakePorts(), { docs: false });
    const headers = { authorization: 'Bearer key-of-regulator' };
    expect((await api.inject({ url: '/v1/audit?subject=case:case-1', headers })).statusCode).toBe(200);
    const wrong = await api.inject({ url: '/v1/audit?subject=case-1', headers });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.json().errors[0].field).toBe('subject');
  });
});
