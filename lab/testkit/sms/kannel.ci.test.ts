import { afterEach, expect } from 'vitest';
import { apiClient } from '../api-client.ts';
import { startServer } from '../server-process.ts';
import { skipUnless } from '../skip-unless.ts';
import { type KannelWord, kannelProgram, startKannel } from './kannel.ts';
import { startNetwork } from './network.ts';
import { agree, makeSmsWorld, SMS_WORLD } from './sms-world.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const CHINESE = `【样例小店】春季新品全场满三百减五十,会员再享九折,到店即送精美礼品一份,数量有限先到先得。${'欢迎光临各门店选购,'.repeat(6)}拒收请回复R`;
const ENGLISH = `[Sample shop] ${'Spring sale: everything in the store is reduced this week. '.repeat(4)}Reply TD to refuse.`;
const DELIVERED = 1;
const REFUSED_BY_CENTRE = 16;
const SOON_MS = 1_000;

type Report = Extract<KannelWord, { kind: 'report' }>;
const reportOf =
  (id: string, type: number) =>
  (word: KannelWord): word is Report =>
    word.kind === 'report' && word.id === id && word.type === type;
const isReply = (word: KannelWord): word is Extract<KannelWord, { kind: 'reply' }> => word.kind === 'reply';

skipUnless('Kannel', kannelProgram())(
  'Kannel binds, sends long Chinese and English, hears how they ended; a TD stops the next campaign from another port',
  async () => {
    const network = await startNetwork();
    undo.push(() => network.close());
    const server = await startServer({ sms: true, env: { WURAO_SMS_UPSTREAMS: network.url } });
    undo.push(() => server.stop());
    const admin = apiClient(server.url, server.adminKey);
    const { first, second, callee } = SMS_WORLD;
    await makeSmsWorld(admin);
    await agree(admin, callee);
    // The second port, filed on the line that Kannel is bound by, too.
    const filed = { merchant: SMS_WORLD.shop, line: first.line, kind: 'service-number', purposes: ['marketing'] };
    const scope = { categories: ['retail'], channels: ['sms'], from: '2020-01-01T00:00:00Z' };
    expect((await admin.post('/v1/filings', { ...filed, ...scope, caller: second.port })).status).toBe(201);
    const kannel = await startKannel({ port: server.sms?.smppPort ?? 0, account: first.account, secret: first.secret });
    undo.push(() => kannel.stop());

    await kannel.send(first.port, callee, CHINESE, 'zh');
    await kannel.send(first.port, callee, ENGLISH, 'en');
    await kannel.until(reportOf('zh', DELIVERED));
    await kannel.until(reportOf('en', DELIVERED));
    // A part that arrived is a report; there are more.
    await network.until(() => network.textsTo(callee).length >= 2);
    expect(network.textsTo(callee)).toEqual([CHINESE, ENGLISH]);
    expect(network.taken.length).toBeGreaterThan(4);

    const saidMs = performance.now();
    network.reply(callee, first.port, 'TD');
    const told = await kannel.until(isReply);
    expect(told).toMatchObject({ text: 'TD' });
    await kannel.send(second.port, callee, '【样例小店】新品上架,全场八折,拒收请回复R', 'after');
    const refused = await kannel.until(reportOf('after', REFUSED_BY_CENTRE));
    expect(refused.atMs - saidMs).toBeLessThan(SOON_MS);

    // One confirmation, in the house's own words, and nothing of the campaign.
    await network.until(() => network.textsTo(callee).length > 2);
    expect(network.textsTo(callee).slice(2)).toEqual([expect.stringContaining('已登记您的拒绝')]);
    const findings = await admin.get('/v1/findings');
    expect(findings.body['items']).toMatchObject([{ kind: 'fake-unsubscribe', merchant: SMS_WORLD.shop }]);
  },
  180_000,
);
