import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InlineHouse, openInlineHouse } from './inline-house.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

const NOW_MS = Date.parse('2026-03-02T02:00:00Z');
let house: InlineHouse;
let merchantKey = '';

beforeEach(async () => {
  house = await openInlineHouse(NOW_MS);
  merchantKey = await makeSmallWorld(house.admin);
});
afterEach(() => house.close());

interface View {
  readonly id: string;
  readonly state: string;
  readonly rows: number;
  readonly stated: number;
  readonly unchanged: number;
  readonly bad: number;
  readonly held: number;
  readonly patterns: Readonly<Record<string, number>>;
  readonly problem?: string;
}

const call = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object | Buffer, key?: string) => {
  const answer = await house.server.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${key ?? house.server.adminKey.secret}`,
      ...(payload instanceof Buffer ? { 'content-type': 'application/octet-stream' } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, body: answer.body, json: () => answer.json() as Record<string, never> };
};

const bring = async (options: object, file: string | Buffer, key?: string): Promise<View> => {
  const created = await call('POST', '/v1/imports', options, key);
  expect(created.status, created.body).toBe(201);
  const { id } = created.json() as unknown as View;
  const bytes = Buffer.from(file as string);
  if (bytes.length > 0) {
    const sent = await call('PUT', `/v1/imports/${id}/content?offset=0`, bytes, key);
    expect(sent.status, sent.body).toBe(200);
  }
  expect((await call('POST', `/v1/imports/${id}/start`, undefined, key)).status).toBe(200);
  for (;;) {
    const view = (await call('GET', `/v1/imports/${id}`, undefined, key)).json() as unknown as View;
    if (!['checking', 'running'].includes(view.state)) return view;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const rowsOf = async (id: string, state: string, key?: string) =>
  (
    (await call('GET', `/v1/imports/${id}/rows?state=${state}`, undefined, key)).json() as unknown as {
      items: { line: number; patterns?: string[]; row: number; errors?: { field: string; column?: number }[] }[];
    }
  ).items;

const HEAD = 'subscriber,merchant,purposes,categories,channels,method,words,evidence,from';
const rowOf = (i: number, said: Partial<Record<'merchant' | 'method' | 'evidence' | 'from' | 'number', string>> = {}) =>
  [
    said.number ?? `138${String(10_000_000 + i * 977)}`,
    said.merchant ?? SMALL_WORLD.merchant,
    'marketing',
    'loan',
    'voice;sms',
    said.method ?? 'web-form',
    '"I agree, to calls"',
    said.evidence ?? `form/${i}`,
    said.from ?? new Date(NOW_MS - 86_400_000 + i * i * 137).toISOString(),
  ].join(',');
const fileOf = (rows: readonly string[]): string => `${[HEAD, ...rows].join('\r\n')}\r\n`;
const BASES = { kind: 'bases', onError: 'quarantine' };

describe('an import of bases', () => {
  it('states each row, tells bad ones by line and column, and gates see it', async () => {
    const view = await bring(
      BASES,
      fileOf([rowOf(1), rowOf(2, { number: 'x12' }), rowOf(3, { evidence: '' }), rowOf(4)]),
    );
    expect(view).toMatchObject({ state: 'done', rows: 4, stated: 2, bad: 2, held: 0 });
    expect(await rowsOf(view.id, 'bad')).toMatchObject([
      { line: 3, errors: [{ field: 'subscriber', column: 1 }] },
      { line: 4, errors: [{ field: 'evidence', column: 8 }] },
    ]);
    const listed = await call('GET', '/v1/consents', undefined, merchantKey);
    expect((listed.json() as unknown as { items: object[] }).items).toMatchObject([
      { subscriber: '+8613810000977', confirmed: false, words: 'I agree, to calls' },
      { subscriber: '+8613810003908' },
    ]);
  });

  it('stops without stating anything when a row is bad and it was to stop', async () => {
    const view = await bring({ kind: 'bases' }, fileOf([rowOf(1), rowOf(2, { merchant: 'merchant-unknown' })]));
    expect(view).toMatchObject({ state: 'refused', stated: 1, bad: 1 });
    expect(await rowsOf(view.id, 'bad')).toMatchObject([{ line: 3, errors: [{ field: 'merchant', column: 2 }] }]);
    expect((await call('GET', '/v1/consents', undefined, merchantKey)).json()).toEqual({ items: [] });
  });

  it('states nothing in a dry run, and says what it would', async () => {
    const file = fileOf([rowOf(1), rowOf(2, { number: '' })]);
    expect(await bring({ ...BASES, dryRun: true }, file)).toMatchObject({ state: 'checked', stated: 1, bad: 1 });
    expect((await call('GET', '/v1/consents', undefined, merchantKey)).json()).toEqual({ items: [] });
  });

  it('holds a pattern for review; who releases it says why', async () => {
    const rows = Array.from({ length: 70 }, (_, i) => rowOf(i, { evidence: i < 65 ? 'one-sheet' : `form/${i}` }));
    const view = await bring(BASES, fileOf(rows), merchantKey);
    expect(view).toMatchObject({ state: 'done', stated: 5, held: 65, patterns: { 'one-evidence': 65 } });
    const held = await rowsOf(view.id, 'held', merchantKey);
    expect(held[0]).toMatchObject({ patterns: ['one-evidence'] });
    const order = { decision: 'release', reason: 'seen', rows: [held[0]?.row] };
    expect((await call('POST', `/v1/imports/${view.id}/review`, order, merchantKey)).status).toBe(403);
    const released = await call('POST', `/v1/imports/${view.id}/review`, order);
    expect(released.json()).toEqual({ reviewed: 1, failed: [] });
    const discard = { decision: 'discard', reason: 'no such sheet', pattern: 'one-evidence' };
    expect((await call('POST', `/v1/imports/${view.id}/review`, discard)).json()).toEqual({ reviewed: 64, failed: [] });
    expect(await rowsOf(view.id, 'released')).toMatchObject([{ reason: 'seen' }]);
    expect((await call('GET', `/v1/imports/${view.id}`)).json()).toMatchObject({ stated: 6, held: 0 });
  });

  it('gives what is older than the tenure to the former holder, and its merchant sees no difference', async () => {
    const number = '13810000977';
    await call('POST', `/v1/numbers/${number}/recycling`, {});
    const old = { from: '2020-05-01 10:00:00' };
    const [mine, others] = [rowOf(1, { ...old, number }), rowOf(2, old)];
    const view = await bring(BASES, fileOf([mine, others]), merchantKey);
    expect((await call('GET', `/v1/imports/${view.id}`, undefined, merchantKey)).json()).toMatchObject({
      stated: 2,
      held: 0,
      patterns: {},
    });
    expect(await rowsOf(view.id, 'held', merchantKey)).toEqual([]);
    expect(await rowsOf(view.id, 'held')).toMatchObject([{ patterns: ['before-tenure'] }]);
    const own = (await call('GET', '/v1/consents', undefined, merchantKey)).json() as unknown as { items: object[] };
    expect(own.items.length).toBe(2);
    for (const basis of own.items) expect(basis).not.toHaveProperty('ended');
    const order = { decision: 'discard', reason: 'of a former holder' };
    expect((await call('POST', `/v1/imports/${view.id}/review`, order)).json()).toEqual({ reviewed: 1, failed: [] });
    expect((await call('GET', `/v1/imports/${view.id}`, undefined, merchantKey)).json()).toMatchObject({
      stated: 2,
      held: 0,
      patterns: {},
    });
    expect((await call('GET', `/v1/imports/${view.id}`)).json()).toMatchObject({ stated: 2, held: 0, patterns: {} });
    const adminView = await bring(BASES, fileOf([mine]));
    expect(adminView).toMatchObject({ stated: 0, held: 1, patterns: { 'before-tenure': 1 } });
  });

  it.each(['stop', 'dry run'])('looks to its merchant the same for a recycled and a fresh number (%s)', async (way) => {
    await call('POST', '/v1/numbers/13810000977/recycling', {});
    const options = { kind: 'bases', onError: 'stop', dryRun: way === 'dry run' };
    const old = { from: '2020-05-01 10:00:00' };
    const seen = async (numbers: readonly string[]) => {
      const rows = [...numbers.map((number) => rowOf(1, { ...old, number })), rowOf(3)];
      const { id } = await bring(options, fileOf(rows), merchantKey);
      const { state, stated, held, bad, patterns, position, problem } = (
        await call('GET', `/v1/imports/${id}`, undefined, merchantKey)
      ).json() as unknown as View & { position: number };
      const pages: object[] = [];
      for (let after = ''; ; ) {
        const page = await call('GET', `/v1/imports/${id}/rows?limit=1${after}`, undefined, merchantKey);
        pages.push(page.json());
        const next = page.json()['next'] as string | undefined;
        if (next === undefined) return { state, stated, held, bad, patterns, position, problem, pages };
        after = `&after=${next}`;
      }
    };
    const recycled = await seen(['13810000977', '13810000977']);
    expect(recycled).toEqual(await seen(['13810001954', '13810001954']));
    expect(recycled).toMatchObject({ state: way === 'stop' ? 'done' : 'checked', stated: 3, pages: [{ items: [] }] });
  });

  it('reads GB18030, other column names and NDJSON', async () => {
    const columns = { subscriber: '手机号', from: '时间', words: '话术' };
    const constants = {
      merchant: SMALL_WORLD.merchant,
      purposes: 'marketing',
      categories: 'loan',
      channels: 'voice',
      method: 'paper',
      evidence: 'sheet 1',
    };
    // "手机号,时间,话术" and "同意" in GB18030.
    const bytes = Buffer.concat([
      Buffer.from([
        0xca, 0xd6, 0xbb, 0xfa, 0xba, 0xc5, 0x2c, 0xca, 0xb1, 0xbc, 0xe4, 0x2c, 0xbb, 0xb0, 0xca, 0xf5, 0x0a,
      ]),
      Buffer.from('13810000977,2026/2/1 9:30,'),
      Buffer.from([0xcd, 0xac, 0xd2, 0xe2, 0x0a]),
    ]);
    expect(await bring({ ...BASES, encoding: 'gb18030', columns, constants }, bytes)).toMatchObject({
      stated: 1,
      bad: 0,
    });
    const json = `{"subscriber":"13810000978","from":"2026-02-01T00:30:00Z","words":"yes","channels":["sms"]}\nnot json\n`;
    expect(await bring({ ...BASES, format: 'ndjson', constants }, json)).toMatchObject({ stated: 1, bad: 1 });
    const own = (await call('GET', '/v1/consents', undefined, merchantKey)).json() as unknown as { items: object[] };
    expect(own.items).toMatchObject([{ words: '同意', from: '2026-02-01T01:30:00.000Z' }, { channels: ['sms'] }]);
  });
});

it('starts only what is as long as its sender says', async () => {
  const { id } = (await call('POST', '/v1/imports', BASES)).json() as unknown as View;
  const bytes = Buffer.from(fileOf([rowOf(1), rowOf(2)]));
  await call('PUT', `/v1/imports/${id}/content?offset=0`, bytes.subarray(0, -40));
  const early = await call('POST', `/v1/imports/${id}/start`, { bytes: bytes.length });
  expect(early.status).toBe(409);
  const [error] = (early.json() as unknown as { errors: object[] }).errors;
  expect(error).toMatchObject({
    field: 'bytes',
    remedy: `Send the rest from offset ${bytes.length - 40}, then start.`,
  });
  await call('PUT', `/v1/imports/${id}/content?offset=${bytes.length - 40}`, bytes.subarray(-40));
  expect((await call('POST', `/v1/imports/${id}/start`, { bytes: bytes.length })).status).toBe(200);
});

describe('other kinds', () => {
  it('refusals with their source, preferences, tenures, ownerships, filings', async () => {
    const refusals = `subscriber,merchant,source\n13810000977,${SMALL_WORLD.merchant},national list 2025\n`;
    expect(await bring({ kind: 'refusals' }, refusals)).toMatchObject({ state: 'done', stated: 1 });
    expect(await bring({ kind: 'preferences' }, 'subscriber,on,deny\n13810000978,是,95599;4001234567\n')).toMatchObject(
      { stated: 1 },
    );
    expect((await call('GET', '/v1/subscribers/13810000978/preference')).json()).toMatchObject({
      on: true,
      deny: ['95599', '4001234567'],
    });
    const owned = `number,carrier\n13810000977,${SMALL_WORLD.carrier}\n13810000977,${SMALL_WORLD.carrier}\n`;
    expect(await bring({ kind: 'ownerships' }, owned)).toMatchObject({ stated: 1, unchanged: 1 });
    expect(await bring({ kind: 'tenures' }, 'number,from\n13810000977,2026-02-01\n')).toMatchObject({ stated: 1 });
    const filings = `caller,merchant,purposes,line\n10690001,${SMALL_WORLD.merchant},marketing,${SMALL_WORLD.line}\n`;
    expect(await bring({ kind: 'filings' }, filings)).toMatchObject({ stated: 1 });
  });

  it('call records tell a basis by voice whose number was never called; without any the test abstains', async () => {
    const from = { from: '2026-02-10 10:00:00', method: 'voice' };
    const early = await bring({ ...BASES, thresholds: { contactsAtLeast: 2 } }, fileOf([rowOf(7, from)]));
    expect(early).toMatchObject({ stated: 1, held: 0 });
    const calls = [1, 2, 3].map((i) => `95599,138${10_000_000 + i * 977},2026-02-${i * 9} 10:00:00,60`);
    const brought = await bring({ kind: 'calls' }, `caller,callee,start,duration\n${calls.join('\n')}\n`);
    expect(brought).toMatchObject({ state: 'done', stated: 3 });
    const view = await bring(
      { ...BASES, thresholds: { contactsAtLeast: 2 } },
      fileOf([rowOf(1, from), rowOf(9, from)]),
    );
    expect(view).toMatchObject({ stated: 1, held: 1, patterns: { 'no-contact': 1 } });
  });
});

describe('an import of complaints', () => {
  const REGISTER = {
    kind: 'complaints',
    onError: 'quarantine',
    columns: { reported: 'reported_number', received: 'created_date' },
    constants: { channel: 'voice', country: '+1' },
  };

  it('reads the file of another register as it is, packed, and says what is wrong with its rows', async () => {
    const rows = [
      '2026-02-27,6034133899,603',
      '2026-02-28,,225',
      '2026-13-01,7068900074,706',
      '2020-02-14,6034133899,',
    ];
    const file = gzipSync(Buffer.from(`created_date,reported_number,consumer_area_code\n${rows.join('\n')}\n`));
    const view = await bring(REGISTER, file);
    expect(view).toMatchObject({ state: 'done', rows: 4, stated: 2, bad: 2, held: 0 });
    expect(await rowsOf(view.id, 'bad')).toMatchObject([
      { line: 3, errors: [{ field: 'reported', column: 2, remedy: expect.stringContaining('--map reported=') }] },
      { line: 4, errors: [{ field: 'received', column: 1 }] },
    ]);
  });

  it('needs to hear the channel, and knows what of a row cannot be', async () => {
    const head = 'reported,received,channel,duration,province,category,country,complainant,description,at';
    const wrong = [
      '6034133899,2026-02-27,,,,,,,,',
      '6034133899,2026-03-09,voice,,,,,,,',
      '6034133899,2026-02-27,sms,30,,,,,,',
      '6034133899,2026-02-27,voice,,Atlantis,,,,,',
      '6034133899,2026-02-27,voice,,,nothing,,,,',
      '6034133899,2026-02-27,voice,,,,one,,,',
      '6034133899,2026-02-27,voice,,,,,nobody,,',
      `6034133899,2026-02-27,voice,,,,,,${'x'.repeat(4_001)},`,
      '6034133899,2026-02-27,voice,,,,,,,2026-02-28 10:00:00',
      `${'6'.repeat(65)},2026-02-27,voice,,,,,,,`,
    ];
    const view = await bring({ kind: 'complaints', onError: 'quarantine' }, `${[head, ...wrong].join('\n')}\n`);
    expect(view).toMatchObject({ stated: 0, bad: wrong.length });
    const fields = (await rowsOf(view.id, 'bad')).map(({ errors }) => errors?.map(({ field }) => field).join());
    expect(fields).toEqual([
      'channel',
      'received',
      'duration',
      'province',
      'category',
      'country',
      'complainant',
      'description',
      'at',
      'reported',
    ]);
  });
});

describe('who may', () => {
  it('a key does not review what it brought, whatever its role; another of that role does', async () => {
    const rows = Array.from({ length: 65 }, (_, i) => rowOf(i, { evidence: 'one-sheet' }));
    const view = await bring(BASES, fileOf(rows));
    expect(view).toMatchObject({ held: 65 });
    const order = { decision: 'release', reason: 'seen', rows: [0] };
    const own = await call('POST', `/v1/imports/${view.id}/review`, order);
    expect(own.status).toBe(403);
    expect(own.body).toContain('Review it with another key of role admin, handler or regulator');
    const other = (await call('POST', '/v1/keys', { role: 'admin' })).json() as unknown as { key: string };
    expect((await call('POST', `/v1/imports/${view.id}/review`, order, other.key)).json()).toMatchObject({
      reviewed: 1,
    });
  });

  it.each(['refusals', 'preferences', 'filings', 'tenures', 'ownerships', 'calls', 'complaints'])(
    'a merchant brings no %s',
    async (kind) => {
      expect((await call('POST', '/v1/imports', { kind }, merchantKey)).status).toBe(403);
    },
  );

  it("a merchant brings its own bases only, and sees no other's import", async () => {
    const view = await bring(BASES, fileOf([rowOf(1), rowOf(2, { merchant: 'merchant-other' })]), merchantKey);
    expect(view).toMatchObject({ stated: 1, bad: 1 });
    const admins = await bring(BASES, fileOf([rowOf(3)]));
    expect((await call('GET', `/v1/imports/${admins.id}`, undefined, merchantKey)).status).toBe(404);
    expect((await call('PUT', `/v1/imports/${view.id}/content?offset=0`, Buffer.from('x'), merchantKey)).status).toBe(
      409,
    );
  });
});
