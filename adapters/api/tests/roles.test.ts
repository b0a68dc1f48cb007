import { readFileSync } from 'node:fs';
import { asId, ROLES, success } from '@wurao/domain';
import { releaseOf } from '@wurao/engine';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { examplesOf } from '../fakes/examples.ts';
import { fakePorts } from '../fakes/ports.ts';

const AMPLE = { perSecond: 1e6, burst: 1e6 };

/** The table that people read: a row a call, a column a role, `●` where the role may knock. */
const TABLE = readFileSync(new URL('../../../docs/rights.md', import.meta.url), 'utf8');

const rightsOf = (operationId: string): readonly string[] | 'anyone' => {
  const cells = TABLE.split('\n')
    .find((line) => line.includes(`| ${operationId} |`))
    ?.split('|')
    .map((cell) => cell.trim());
  if (cells === undefined) throw new Error(`docs/rights.md has no row ${operationId}`);
  const [nobody, ...byRole] = cells.slice(4, 5 + ROLES.length);
  return nobody === '●' ? 'anyone' : ROLES.filter((_, index) => byRole[index] === '●');
};

/** Has the right to knock: past the door, another check may still refuse a particular thing (404, 403 with a field, 422). */
const isTurnedAway = (status: number, body: string): boolean =>
  status === 401 || (status === 403 && body.includes('has no right to this call'));

const limits = { reads: AMPLE, writes: AMPLE, address: AMPLE, codes: AMPLE, sessions: AMPLE };
const api = buildApi(fakePorts(), { docs: false, limits });

describe('every role at every door', () => {
  const cases = examplesOf().flatMap((example) => ROLES.map((role) => [role, example.operationId, example] as const));

  it.each(cases)('%s at %s', async (role, operationId, example) => {
    const headers = { ...example.request.headers, authorization: `Bearer key-of-${role}` };
    const { statusCode, body } = await api.inject({ ...example.request, headers });
    const rights = rightsOf(operationId);
    const may = rights === 'anyone' || rights?.includes(role) === true;
    expect(isTurnedAway(statusCode, body), body).toBe(!may);
    expect(statusCode).not.toBe(500);
  });

  it.each(examplesOf().map((example) => [example.operationId, example] as const))(
    'nobody without a key at %s',
    async (operationId, example) => {
      const { statusCode, headers } = await api.inject({ ...example.request, headers: {} });
      if (rightsOf(operationId) === 'anyone')
        expect(statusCode).toBeLessThan(example.status.startsWith('3') ? 400 : 300);
      else {
        expect(statusCode).toBe(401);
        expect(headers['www-authenticate']).toBe('Bearer');
      }
    },
  );
});

const as = (who: string, method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) =>
  api.inject({ method, url, headers: { authorization: `Bearer key-of-${who}` }, ...(payload ? { payload } : {}) });

describe('what is yours', () => {
  it.each([
    ['merchant', ['line-sample-1']],
    ['other-merchant', []],
  ] as const)('%s lists the lines that its key names', async (who, ids) => {
    const { items } = (await as(who, 'GET', '/v1/lines')).json();
    expect(items.map(({ id }: { readonly id: string }) => id)).toEqual(ids);
  });
});

describe('what is not yours', () => {
  it.each([
    ['other-merchant', 'GET', '/v1/consents/basis-1'],
    ['other-subscriber', 'GET', '/v1/consents/basis-1'],
    ['other-merchant', 'POST', '/v1/consents/basis-1/withdrawal'],
    ['other-merchant', 'GET', '/v1/decisions/decision-1/explanation'],
    ['other-carrier', 'GET', '/v1/decisions/decision-1/explanation'],
    ['other-subscriber', 'GET', '/v1/decisions/decision-1/explanation'],
    ['other-merchant', 'GET', '/v1/merchants/merchant-sample-bank'],
    ['other-merchant', 'GET', '/v1/lines/line-sample-1'],
    ['other-carrier', 'GET', '/v1/lines/line-sample-1'],
    ['other-merchant', 'GET', '/v1/filings/filing-sample-1'],
    ['other-carrier', 'GET', '/v1/filings/filing-sample-1'],
    ['other-merchant', 'GET', '/v1/contents/content-1'],
    ['other-merchant', 'POST', '/v1/filings/filing-sample-agent/revocation'],
    ['other-merchant', 'DELETE', '/v1/webhooks/webhook-9'],
  ] as const)('%s: %s %s reads like what does not exist', async (who, method, url) => {
    const mine = await as(who, method, url);
    const nobodys = await as(
      who,
      method,
      url.replace(
        /basis-1|decision-1|merchant-sample-bank|line-sample-1|filing-sample-\w+|content-1|webhook-9/,
        'no-such-id',
      ),
    );
    expect(mine.statusCode).toBe(404);
    expect(mine.body).toBe(nobodys.body);
  });

  it('the decision of a message that its callee released reads to its merchant like what does not exist', async () => {
    const ports = fakePorts();
    const explain: typeof ports.archive.explain = async (id) => {
      const found = await ports.archive.explain(id);
      if (!found.ok) return found;
      const { record } = found.value;
      const attempt = { ...record.attempt, permit: releaseOf(asId('decision-0')) };
      return success({ ...found.value, record: { ...record, attempt } });
    };
    const { inject } = buildApi({ ...ports, archive: { ...ports.archive, explain } }, { docs: false });
    const read = async (who: string) => {
      const headers = { authorization: `Bearer key-of-${who}` };
      return (await inject({ url: '/v1/decisions/decision-1/explanation', headers })).statusCode;
    };
    expect([await read('subscriber'), await read('carrier'), await read('merchant')]).toEqual([200, 200, 404]);
  });

  it.each([
    ['subscriber', 'GET', '/v1/subscribers/13800000002/preference', undefined],
    ['subscriber', 'PUT', '/v1/subscribers/13800000002/preference', { on: true }],
    ['subscriber', 'GET', '/v1/subscribers/13800000002/contacts', undefined],
    ['subscriber', 'POST', '/v1/refusals', { subscriber: '13800000002', merchant: 'merchant-sample-bank' }],
    ['merchant', 'POST', '/v1/refusals', { subscriber: '13800000002', merchant: 'merchant-other' }],
    ['merchant', 'POST', '/v1/filings', { caller: '95588', purposes: ['marketing'], kind: 'service-number' }],
    ['merchant', 'POST', '/v1/filings/filing-sample-1/revocation', undefined],
    ['carrier', 'POST', '/v1/lines', { name: 'x', class: 'access', chain: ['party-other'] }],
    ['carrier', 'PUT', '/v1/numbers/13800000001/ownership', { carrier: 'party-other' }],
    [
      'other-carrier',
      'POST',
      '/v1/filings',
      { caller: '95588', merchant: 'merchant-sample-bank', line: 'line-sample-1', purposes: ['marketing'] },
    ],
    ['merchant', 'GET', '/v1/consents?merchant=merchant-other', undefined],
    ['merchant', 'GET', '/v1/events?merchant=merchant-other', undefined],
  ] as const)('%s: %s %s is forbidden and names the field', async (who, method, url, payload) => {
    const response = await as(who, method, url, payload);
    expect(response.statusCode, response.body).toBe(403);
    expect(response.json().errors[0].field).not.toBe('');
  });
});
