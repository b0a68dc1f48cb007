import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { fakePorts } from '../fakes/ports.ts';
import { askerOf } from '../http/asker-address.ts';

const HEADERS = { authorization: 'Bearer key-of-merchant', 'content-type': 'application/json' };

describe('figures by reason are no oracle', () => {
  const { inject } = buildApi(fakePorts(), { docs: false });
  const metrics = async (remoteAddress: string, headers: Record<string, string> = {}) =>
    (await inject({ url: '/metrics', remoteAddress, headers })).statusCode;

  it('are for this machine without a key', async () => {
    expect(await metrics('127.0.0.1')).toBe(200);
    expect(await metrics('::1')).toBe(200);
  });

  it('and for a key of the operator or the regulator from elsewhere, by a proxy too', async () => {
    expect(await metrics('192.0.2.1')).toBe(401);
    expect(await metrics('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' })).toBe(401);
    expect(await metrics('192.0.2.1', { authorization: 'Bearer key-of-merchant' })).toBe(403);
    expect(await metrics('192.0.2.1', { authorization: 'Bearer key-of-admin' })).toBe(200);
  });
});

describe('an asker without a key', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('%s is limited as %s', (address, asker) => {
    expect(askerOf(address)).toBe(asker);
  });
});

describe('what a hostile client sends', () => {
  it('a value nested deeper than the stack is wrong, not an error of ours', async () => {
    const { inject } = buildApi(fakePorts(), { docs: false });
    const payload = `{"channel":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    for (const url of ['/v1/decisions', '/v1/permits']) {
      expect((await inject({ method: 'POST', url, headers: HEADERS, payload })).statusCode).toBe(422);
    }
  });

  it('a path that leaves the pages is not there', async () => {
    const api = buildApi(fakePorts());
    const { port } = await api.listen('127.0.0.1', 0);
    // As sent: `inject` and `fetch` would tidy the path up.
    const status = (path: string) =>
      new Promise<number | undefined>((resolve) => {
        request({ port, path, agent: false }, (response) => resolve(response.resume().statusCode)).end();
      });
    expect(await status('/docs/static/../../../package.json')).toBe(404);
    expect(await status('/docs/static/..%2f..%2fpackage.json')).toBe(404);
    await api.close();
  });
});
