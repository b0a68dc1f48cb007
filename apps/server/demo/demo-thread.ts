import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { BANK, CARRIER_PARTY, CONTENT_CODE, LINE_ENFORCING } from '../sample-nouns.ts';
import { ACTS, type Act, CODE_PORT, FIRST_WISHES, type Stage } from './acts.ts';
import { DemoSwitch } from './calls.ts';

import { oneByWeight } from './dice.ts';
import { type HouseApi, houseApi } from './house-api.ts';
import { DemoSender, openDemoNetwork } from './messages.ts';
import type { DemoOrder, DemoSaid } from './order.ts';
import { settlePeople } from './population.ts';

const ACT_EVERY_MS = 100;
/** What people of the demo wish and agree to before the first call. */
const FIRST_ACTS = 150;
const ID_BYTES = 12;
const DEMO_LINE = 'line-demo-messages';
const ACCOUNT = 'demo';

const NOBODY = 'nobody could prove a number, of which five codes an hour are sent; wait, or name an empty --data-dir.';

const say = (said: DemoSaid): void => parentPort?.postMessage(said);
const newId = (): string => randomBytes(ID_BYTES).toString('hex');

const keyOf = async (api: HouseApi, body: object): Promise<string> =>
  String((await api.ask('POST', '/v1/keys', body)).body['key']);

/** The line that the demo's merchant sends messages over: registered again at each start, with a secret of this start. */
const registerLine = (api: HouseApi, secret: string) =>
  api.ask('POST', '/v1/lines', {
    id: DEMO_LINE,
    name: '演示短信线路 Demo line of messages',
    class: 'access',
    chain: [CARRIER_PARTY],
    enforcement: { mode: 'enforce' },
    sms: { account: ACCOUNT, secret, window: 32, perSecond: 100, connections: 2 },
  });

/** Codes go out from a port of their own: from one that is also filed for marketing they would count as that. */
const fileCodes = (api: HouseApi) =>
  api.ask('POST', '/v1/filings', {
    caller: CODE_PORT,
    merchant: BANK,
    kind: 'service-number',
    purposes: ['verification'],
    categories: ['other'],
    channels: ['sms'],
    contents: [CONTENT_CODE],
  });

const stageFor = async ({ url, adminKey, sipPort, smppPort }: DemoOrder): Promise<Stage> => {
  const api = houseApi(url, adminKey);
  const secret = newId().slice(0, 8);
  const registered = await registerLine(api, secret);
  await fileCodes(api);
  const [merchant, handler] = await Promise.all([
    keyOf(api, { role: 'merchant', party: BANK, lines: [LINE_ENFORCING] }),
    keyOf(api, { role: 'handler' }),
  ]);
  const people = await settlePeople(api);
  return {
    api,
    people,
    calls: sipPort === undefined ? undefined : await DemoSwitch.open(sipPort, newId),
    messages:
      smppPort === undefined || registered.status >= 300 ? undefined : new DemoSender(smppPort, ACCOUNT, secret),
    keys: { merchant, handler },
    chance: Math.random,
    nowMs: Date.now,
  };
};

/** The network first, for the gates are told of it as they open; then, when the house is served, its day. */
const run = async (): Promise<void> => {
  const { networkSecret } = workerData as { readonly networkSecret: string };
  const network = await openDemoNetwork(networkSecret);
  say({ kind: 'network', port: network.port });
  parentPort?.once('message', (order: DemoOrder) => {
    stageFor(order).then(
      async (stage) => {
        if (stage.people.length === 0) return say({ kind: 'failed', message: NOBODY });
        say({ kind: 'begun', people: stage.people.length });
        for (let done = 0; done < FIRST_ACTS; done++) await play(stage, FIRST_WISHES);
        setInterval(() => void play(stage, ACTS), ACT_EVERY_MS);
      },
      (error: unknown) => say({ kind: 'failed', message: String(error) }),
    );
  });
};

const play = async (stage: Stage, acts: readonly Act[]): Promise<void> => {
  try {
    await oneByWeight(stage.chance, acts).play(stage);
  } catch {
    // A house that does not answer now is asked something else in a moment.
  }
};

await run();
