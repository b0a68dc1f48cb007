import { Readable } from 'node:stream';
import { asId, type Line, type LineId, type PartyId } from '@wurao/domain';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { type Api, buildApi } from '../app.ts';
import { type FakePorts, fakePorts } from '../fakes/ports.ts';
import { type ApiOptions, STREAM_ROW_BYTES_MAX } from '../options.ts';

const CSV = 'text/csv';
const NDJSON = 'application/x-ndjson';
const HEADER = 'id,decision,reason,reasonCode,retryAt,error';
const ASKED = 'caller=95588&line=line-sample-1';

interface Given {
  readonly query?: string;
  readonly key?: string;
  readonly type?: string;
  readonly accept?: string;
}

const houseOf = (options: ApiOptions = {}): { readonly api: Api; readonly ports: FakePorts } => {
  const ports = fakePorts();
  return { api: buildApi(ports, { docs: false, ...options }), ports };
};

const { api, ports } = houseOf();

const requestOf = (body: string | Buffer | Readable, { query = ASKED, key = 'admin', type = CSV, accept }: Given) => ({
  method: 'POST' as const,
  url: `/v1/decisions/stream?${query}`,
  headers: {
    authorization: `Bearer key-of-${key}`,
    'content-type': type,
    ...(accept === undefined ? {} : { accept }),
  },
  payload: body as InjectOptions['payload'],
});

const send = (body: string | Buffer | Readable, given: Given = {}) =>
  api.inject(requestOf(body, given) as InjectOptions);

/** Rows of an answer: the error as an object, or the four words. */
const rowsOf = (body: string): unknown[] =>
  body
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) =>
      line.startsWith(',,,,,')
        ? JSON.parse(line.slice(6, -1).replaceAll('""', '"'))
        : line.split(',').slice(1, 4).join(' '),
    );

const lastAsked = (count: number) => ports.gate.asked.slice(-count).map(({ attempt }) => attempt);

/** In pieces of these sizes, so that characters and rows are torn. */
const torn = (bytes: Buffer, sizes: readonly number[]): Readable => {
  const pieces: Buffer[] = [];
  for (let from = 0, i = 0; from < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    pieces.push(bytes.subarray(from, from + size));
    from += size;
  }
  return Readable.from(pieces);
};

describe('a stream of CSV', () => {
  it('answers each row in order, with defaults from the query', async () => {
    const answer = await send('callee\n13800000002\n13800000001\n', {
      query: `${ASKED}&purpose=marketing&channel=sms`,
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers['x-wurao-offset']).toBe('0');
    expect(answer.body).toBe(`${HEADER}\ndecision-1,refuse,no-consent,116,,\ndecision-2,allow,consented,5,,\n`);
    expect(lastAsked(2)).toMatchObject([
      { mode: 'screen', callee: '+8613800000002', caller: '95588', purpose: 'marketing', channel: 'sms' },
      { mode: 'screen', callee: '+8613800000001' },
    ]);
  });

  it.each([
    ['a header and no more', 'callee\n', 0],
    ['nothing', '', 0],
    ['no header', '13800000001\n13800000002', 2],
    ['a byte order mark', '\ufeffcallee\n13800000001\n', 1],
    ['a byte order mark and no header', '\ufeff13800000001\n', 1],
    ['lines that end as on Windows', 'callee\r\n13800000001\r\n\r\n13800000002\r\n', 2],
    ['quotes', '"callee"\n"13800000001"\n"138-0000-0002"\n', 2],
  ])('reads %s', async (_, body, count) => {
    const before = ports.gate.asked.length;
    const answer = await send(body);
    expect(answer.body.split('\n')[0]).toBe(HEADER);
    expect(rowsOf(answer.body)).toHaveLength(count === 0 ? 0 : count);
    expect(ports.gate.asked.length - before).toBe(count);
  });

  it('reads every field of a decision by its column', async () => {
    const header = 'caller,line,callee,content,text,category,roaming,assertedCaller,firstCalled,attemptId,mode,at';
    const row =
      '95588,line-sample-1,13800000002,content-1,"a ""b"",\nc",loan,true,95588,13800000001,a-1,screen,2026-03-01T00:00:00Z';
    expect(rowsOf((await send(`${header}\n${row}\n`, { query: '' })).body)).toHaveLength(1);
    expect(lastAsked(1)).toMatchObject([
      {
        caller: '95588',
        content: 'content-1',
        text: 'a "b",\nc',
        category: 'loan',
        roaming: true,
        firstCalled: '+8613800000001',
        attemptId: 'a-1',
        asOfMs: Date.UTC(2026, 2, 1),
      },
    ]);
  });

  it('answers a bad row in its place, by line, column, field and remedy, and goes on', async () => {
    const body =
      'purpose,callee\nmarketing,138\n,13800000002\nsales,13800000002\nmarketing\n"x"y,13800000001\n,"１３８０００００００１"\n';
    expect(rowsOf((await send(body)).body)).toMatchObject([
      { line: 2, column: 2, field: 'callee', code: 'invalid', message: 'not a number of the numbering plan' },
      'refuse no-consent 116',
      { line: 4, field: 'purpose', code: 'invalid', remedy: expect.stringContaining('marketing') },
      { line: 5, code: 'malformed', message: '1 columns where the header has 2' },
      { line: 6, message: expect.stringContaining('closing quotation mark') },
      'allow consented 5',
    ]);
  });

  it.each([
    ['callee,puprose\n', '1:2', 'Did you mean purpose?'],
    ['number\n', '1:1', 'Columns: callee'],
    ['purpose\nmarketing\n', '1:1', 'Name the column'],
    ['callee,callee\n', '1:2', 'Give each column once.'],
  ])('refuses the header %j at %s', async (body, position, remedy) => {
    const answer = await send(body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ position, remedy: expect.stringContaining(remedy) }] });
  });

  it('bounds a giant line, and goes on behind it', async () => {
    const giant = 'x'.repeat(STREAM_ROW_BYTES_MAX * 3);
    const body = Buffer.from(`callee\n${giant}\n13800000001\n`);
    expect(rowsOf((await send(torn(body, [10_000]))).body)).toMatchObject([
      { line: 2, message: `longer than ${STREAM_ROW_BYTES_MAX} bytes` },
      'allow consented 5',
    ]);
  });

  it('reads GB18030 and UTF-8 torn anywhere', async () => {
    // 您好 in either encoding, with a comma that must not be taken for one.
    const gb = Buffer.concat([
      Buffer.from('callee,text\n13800000002,"'),
      Buffer.from('c4fabac32c', 'hex'),
      Buffer.from('"\n'),
    ]);
    for (const size of [1, 2, 3, 5]) {
      await send(torn(gb, [size]), { type: 'text/csv; charset=gb18030' });
      expect(lastAsked(1)).toMatchObject([{ text: '您好,' }]);
      await send(torn(Buffer.from('callee,text\n13800000002,"您好,"\n'), [size]));
      expect(lastAsked(1)).toMatchObject([{ text: '您好,' }]);
    }
    expect(rowsOf((await send(gb)).body)).toMatchObject([{ line: 2, field: 'text', message: 'not valid utf-8' }]);
  });
});

describe('a stream of NDJSON', () => {
  it('answers each line, and a bad one in its place', async () => {
    const lines = [
      '{"callee":"13800000002","purpose":"marketing"}',
      '{"callee":"13800000001","purpose":"marketing"}',
      '{"callee":"138","purpose":"marketing"}',
      '{"callee":13800000001}',
      '{}',
      'nonsense',
      '{"callee":"\\u002b8613800000001"}',
      '{"callee":"13800000001","colour":"red"}',
      '[1]',
    ];
    const answer = await send(`${lines.join('\n')}\n\n`, { type: NDJSON });
    expect(answer.headers['content-type']).toBe(NDJSON);
    const rows = answer.body
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { error?: object });
    expect(rows.slice(0, 2)).toEqual([
      { id: 'decision-1', decision: 'refuse', reason: 'no-consent', reasonCode: 116 },
      { id: 'decision-2', decision: 'allow', reason: 'consented', reasonCode: 5 },
    ]);
    expect(rows.slice(2).map(({ error }) => error ?? 'good')).toMatchObject([
      { line: 3, field: 'callee' },
      { line: 4, field: 'callee', message: 'not a text' },
      { line: 5, field: 'callee', message: 'missing' },
      { line: 6, field: '', message: 'not a JSON object' },
      'good',
      { line: 8, field: 'colour', message: 'unknown field' },
      { line: 9 },
    ]);
  });

  it('asks the same as line by line, whatever is repeated and however it is torn', async () => {
    const row = fc.record(
      {
        callee: fc.constantFrom('13800000001', '+8613900000000', '95588', '010-62345678', '1\\u0033'),
        purpose: fc.constantFrom('marketing', 'service'),
        text: fc.constantFrom('您好', '"callee":"1"', 'x'),
        attemptId: fc.constantFrom('a', 'b'),
      },
      { requiredKeys: ['callee'] },
    );
    const forms = fc.constantFrom(JSON.stringify, (value: unknown) =>
      JSON.stringify(value, undefined, 1).replaceAll('\n', ' '),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        forms,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
        async (rows, form, sizes) => {
          const before = ports.gate.asked.length;
          const body = Buffer.from(rows.map((one) => `${form(one)}\n`).join(''));
          await send(torn(body, sizes), { type: NDJSON });
          const asked = ports.gate.asked.slice(before).map(({ attempt }) => attempt);
          const good = rows.filter(({ callee }) => !callee.includes('\\'));
          expect(asked.map(({ purpose, text, attemptId }) => ({ purpose, text, attemptId }))).toEqual(
            good.map(({ purpose, text, attemptId }) => ({ purpose, text, attemptId })),
          );
          expect(asked.map(({ callee }) => callee.slice(-8))).toEqual(
            good.map(({ callee }) => callee.replace('-', '').slice(-8)),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('answers in the form that is accepted', async () => {
    expect((await send('callee\n13800000001\n', { accept: NDJSON })).body).toBe(
      '{"id":"decision-1","decision":"allow","reason":"consented","reasonCode":5}\n',
    );
    expect((await send('{"callee":"13800000001"}', { type: NDJSON, accept: 'text/csv' })).body).toContain(HEADER);
    expect((await send('x', { accept: 'image/png' })).statusCode).toBe(400);
    expect((await send('x', { type: 'application/json' })).statusCode).toBe(400);
  });
});

describe('what a stream may ask', () => {
  it('screens only, and by the rights of its key', async () => {
    const rows = 'callee,mode\n13800000001,attempt\n13800000001,screen\n';
    expect(rowsOf((await send(rows)).body)).toMatchObject([{ field: 'mode' }, 'allow consented 5']);
    expect(
      (await send('callee\n13800000001\n', { key: 'merchant', query: 'caller=95588&line=line-foreign' })).statusCode,
    ).toBe(403);
    expect(
      (await send('callee\n13800000001\n', { key: 'merchant', query: 'caller=95588&at=2026-03-01T00:00:00Z' }))
        .statusCode,
    ).toBe(403);
    expect((await send('callee\n13800000001\n', { key: 'subscriber' })).statusCode).toBe(403);
    expect((await send('callee\n13800000001\n', { query: 'purpose=sales' })).statusCode).toBe(422);
    const foreign = 'callee,merchant\n13800000001,merchant-other\n13800000001,\n';
    expect(rowsOf((await send(foreign, { key: 'merchant', query: 'caller=95588' })).body)).toMatchObject([
      { field: 'merchant', code: 'forbidden' },
      'allow consented 5',
    ]);
  });

  it("shows a merchant the merchant's sight", async () => {
    const screened = await send('callee\n13800000003\n13800000002\n95588\n010-62345678\n', {
      key: 'merchant',
      query: 'caller=95588',
    });
    const shapes = new Set(
      screened.body
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.replace(/^decision-\d+/, '')),
    );
    expect([...shapes]).toEqual([',refuse,no-basis,119,,']);
  });

  it.each([
    ['rows of a callee alone', CSV, ASKED, 'callee\n', '13800000001\n'],
    ['rows that are alike', CSV, ASKED, 'callee,purpose\n', '13800000001,marketing\n'],
    ['objects', NDJSON, ASKED, '', '{"callee":"13800000001"}\n'],
    ['rows for a filed number', CSV, 'merchant=merchant-sample-bank', 'callee\n', '13800000001\n'],
  ])('looks up rights again when the directory changed: %s', async (_, type, query, header, row) => {
    const own = houseOf();
    const { gate, control } = own.ports;
    const { screen, line } = gate;
    const begun = Promise.withResolvers<void>();
    const other = { line: (id: LineId) => ({ ...(line(id) as Line), chain: [asId<PartyId>('party-other')] }) };
    Object.assign(gate, {
      ...other,
      screen: (...given: Parameters<typeof screen>) => {
        begun.resolve();
        return screen(...given);
      },
    });
    const rows = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(header + row);
      await begun.promise;
      // The line is another's now, and nothing is filed.
      Object.assign(gate, { line, posted: () => 1 });
      Object.assign(control, { ask: async () => ({ ok: true, value: { items: [], next: undefined } }) });
      yield Buffer.from(row);
    };
    const key = query === ASKED ? 'other-carrier' : 'admin';
    const answer = await own.api.inject(
      requestOf(Readable.from(rows()), { query, key, type, accept: CSV }) as InjectOptions,
    );
    expect(rowsOf(answer.body)).toMatchObject([
      expect.stringContaining('allow'),
      query === ASKED ? { field: 'line', message: 'this key does not own the line' } : { field: 'caller' },
    ]);
  });

  it('passes over what was answered before', async () => {
    const body = `callee\n${Array.from({ length: 1500 }, (_, i) => (i % 100 === 7 ? 'bad' : `138${String(i).padStart(8, '0')}`)).join('\n\n')}\n`;
    const whole = rowsOf((await send(body)).body);
    for (const offset of [1, 512, 1024, 1499, 1500]) {
      const answer = await send(body, { query: `${ASKED}&offset=${offset}` });
      expect(answer.headers['x-wurao-offset']).toBe(String(offset));
      expect(rowsOf(answer.body)).toEqual(whole.slice(offset));
    }
    expect((await send(body, { query: `${ASKED}&offset=-1` })).statusCode).toBe(422);
    const beyond = await send(body, { query: `${ASKED}&offset=1501` });
    expect(beyond.statusCode).toBe(422);
    expect(beyond.json().errors).toMatchObject([
      { field: 'offset', message: expect.stringContaining('there are 1500') },
    ]);
  });

  it('ends with the offset to go on from when the journal fails or the day is used up', async () => {
    const own = houseOf({ streamRowsADay: 600 });
    const body = `callee\n${'13800000001\n'.repeat(2000)}`;
    const first = await own.api.inject(requestOf(body, {}) as InjectOptions);
    const rows = rowsOf(first.body);
    expect(rows.at(-1)).toMatchObject({ ended: true, code: 'too-many-requests', offset: rows.length - 1 });
    expect(rows.length).toBeLessThan(1100);
    expect((await own.api.inject(requestOf(body, {}) as InjectOptions)).statusCode).toBe(429);
    ports.gate.answer = { ok: false, code: 'journal-unavailable', title: 'no', errors: [] };
    expect((await send('callee\n13800000001\n')).statusCode).toBe(503);
    ports.gate.answer = undefined;
  });
});
