import { asId, type JournalledDecision, success } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { LINE_ID, line, NOW_MS } from '../fakes/facts.ts';
import { fakePorts } from '../fakes/ports.ts';
import { redressPage } from '../views/redress-page.ts';

const TAG = 'AAAAAAAAAAAAAAAAAAAAAA';
const REFUSED = `decision-0.${TAG}`;
const ALLOWED = `decision-1.${TAG}`;
const BODY = { reference: REFUSED, statement: 'They asked us to.', contact: 'us@example.com' };

const houseOf = (limits: object = {}) => {
  const ports = fakePorts();
  const api = buildApi(ports, { docs: false, limits });
  const file = (body: object) => api.inject({ method: 'POST', url: '/v1/appeals', payload: body });
  const read = (reference: string, accept = '*/*') =>
    api.inject({ url: `/v1/redress/${reference}`, headers: { accept } });
  const as = (who: string, url: string) => api.inject({ url, headers: { authorization: `Bearer key-of-${who}` } });
  return { ports, file, read, as };
};

/** The instance and the request id differ from call to call. */
const shapeOf = (answer: { statusCode: number; body: string }) => [answer.statusCode, answer.body];

describe('a reference', () => {
  it.each([
    ['of nothing', `decision-9.${TAG}`],
    ['of an allowed call', ALLOWED],
    ['without its tag', 'decision-0'],
    ['with another tag', 'decision-0.BBBBBBBBBBBBBBBBBBBBBB'],
    ['that is no reference', 'x'],
  ])('%s is answered as if it never was', async (_what, reference) => {
    const { file, read } = houseOf();
    const page = 'text/html';
    const answers = [await file({ ...BODY, reference }), await read(reference), await read(reference, page)];
    const unknown = await file({ ...BODY, reference: 'no-such' });
    for (const answer of answers) expect(shapeOf(answer)).toEqual([404, unknown.body]);
  });

  it('gives programs the card and people a page that tells neither callee nor reason', async () => {
    const { read } = houseOf();
    const card = await read(REFUSED);
    expect([card.headers['content-type'], card.body.split('.').length]).toEqual(['application/jose', 3]);
    const page = await read(REFUSED, 'application/xhtml+xml, text/html;q=0.9, */*;q=0.8');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.body).toContain('POST /v1/appeals');
    expect(page.body).toContain(REFUSED);
    expect(page.body).not.toMatch(/\+86|no-consent|\{\{/);
  });

  it('has a page, but no card any more, once the card is old', async () => {
    const { ports, read } = houseOf();
    const found = await ports.archive.byId(asId('decision-0'));
    if (!found.ok) throw new Error(found.title);
    const old: JournalledDecision = { ...found.value, atMs: NOW_MS - 1 };
    Object.assign(ports.archive, { byId: async () => success(old) });
    expect((await read(REFUSED)).statusCode).toBe(404);
    expect((await read(REFUSED, 'text/html')).statusCode).toBe(200);
  });

  it('is limited by address', async () => {
    const { file, read } = houseOf({ address: { perSecond: 0.001, burst: 2 } });
    expect((await read(REFUSED)).statusCode).toBe(200);
    expect((await file(BODY)).statusCode).toBe(201);
    expect([(await read(REFUSED)).statusCode, (await file(BODY)).statusCode]).toEqual([429, 429]);
  });
});

it("shows a line's own address as text that cannot become a page of its own", () => {
  const page = redressPage('r', 'https://x.example/"><script>');
  expect(page).not.toContain('<script>');
  expect(page).toContain('href="https://x.example/&quot;&gt;&lt;script&gt;"');
  expect(redressPage('r', 'javascript:alert(1)')).not.toContain('href');
  expect(redressPage('r', 'mailto:a@x.example')).toContain('href="mailto:a@x.example">a@x.example<');
});

describe('an appeal', () => {
  it('is filed as of the decision that its reference names', async () => {
    const { ports, file } = houseOf();
    expect((await file({ ...BODY, caller: '010-62345678' })).json()).toEqual({
      id: 'appeal-1',
      receivedAt: new Date(NOW_MS).toISOString(),
    });
    const { statement, contact } = BODY;
    expect(ports.control.envelopes.map(({ command }) => command)).toMatchObject([
      {
        kind: 'fileAppeal',
        appeal: { decision: 'decision-0', line: LINE_ID, caller: '+861062345678', statement, contact },
      },
    ]);
  });

  it.each([
    ['statement', { statement: 'x'.repeat(4_001) }],
    ['contact', { contact: '' }],
    ['caller', { caller: 'nobody' }],
  ])('is refused for its %s', async (field, wrong) => {
    const answer = await houseOf().file({ ...BODY, ...wrong });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors[0].field).toBe(field);
  });

  it('is read by staff, its carrier and its merchant, by nobody else; a merchant is told no contact', async () => {
    const { as } = houseOf();
    const list = async (who: string) => (await as(who, '/v1/appeals')).json().items as { contact?: string }[];
    for (const who of ['admin', 'regulator', 'handler', 'carrier'])
      expect(
        (await list(who)).map(({ contact }) => contact),
        who,
      ).toEqual(['appeals@bank.example.com']);
    expect((await list('merchant')).map(({ contact }) => contact)).toEqual([undefined]);
    for (const who of ['other-merchant', 'other-carrier']) {
      expect(await list(who), who).toEqual([]);
      const [mine, nobodys] = [await as(who, '/v1/appeals/appeal-1'), await as(who, '/v1/appeals/none')];
      expect([mine.statusCode, mine.body]).toEqual([404, nobodys.body]);
    }
    expect((await as('carrier', '/v1/appeals/appeal-1')).json()).toMatchObject({ id: 'appeal-1', line: line.id });
  });
});
