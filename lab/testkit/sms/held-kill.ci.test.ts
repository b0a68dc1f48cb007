import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type AnswerBody, type ApiClient, apiClient } from '../api-client.ts';
import { newDirectory, type ServerProcess, startServer } from '../server-process.ts';
import { openSubscriberSession } from '../small-world.ts';
import { MessageStorm } from './message-storm.ts';
import { startNetwork } from './network.ts';
import { makeSmsWorld, SMS_WORLD } from './sms-world.ts';

/**
 * `kill -9` while a held message is released, with a network that is not there yet: whatever the moment, it is held or it goes on, and the
 * network has it once.
 */
const ROUNDS = { test: 1, ci: 4, soak: 40 }[process.env['WURAO_TIER'] ?? 'test'] ?? 4;
const STEP_MS = 3;
const POLL_MS = 20;
const ANNA = '13800000031';
const HELD = `/v1/subscribers/+86${ANNA}/held-messages`;
const { first, signature } = SMS_WORLD;

const heldBy = async (person: ApiClient): Promise<readonly AnswerBody[]> =>
  (await person.get(HELD)).body['items'] as readonly AnswerBody[];

test('a held message that is released goes on once, whenever the process is killed', async () => {
  const directory = newDirectory();
  const port = await freePort();
  const upstream = `smpp://901000:upstream@127.0.0.1:${port}`;
  let server: ServerProcess | undefined;
  const start = async (): Promise<ServerProcess> => {
    server = await startServer({ directory, sms: true, args: ['--sms-upstreams', upstream] });
    return server;
  };
  let storm: MessageStorm | undefined;
  try {
    let running = await start();
    const admin = () => apiClient(running.url, running.adminKey);
    await makeSmsWorld(admin());
    const key = await openSubscriberSession(admin(), `+86${ANNA}`);
    const person = () => admin().as(key);
    await person().put(`${HELD}/setting`, { on: true });
    const texts = Array.from({ length: ROUNDS }, (_, index) => `【${signature}】第${index}次上新,拒收请回复R`);
    const messageOf = (index: number) => {
      if (index === ROUNDS - 1) storm?.pause();
      return { from: first.port, to: ANNA, text: texts[index] as string };
    };
    const { account, secret } = first;
    storm = new MessageStorm({ protocol: 'smpp', account, secret, windowMax: 1, messageOf, mustPass: () => false });
    storm.connect(running.sms?.smppPort ?? 0);
    storm.go();
    while ((await heldBy(person())).length < ROUNDS) await pause(POLL_MS);
    storm.close();
    const ids = (await heldBy(person())).map(({ id }) => String(id));
    for (const [round, id] of ids.entries()) {
      const released = person()
        .post(`${HELD}/${id}/release`, {})
        .then(
          ({ status }) => status,
          () => 0,
        );
      await pause(round * STEP_MS);
      await running.kill();
      const status = await released;
      running = await start();
      const isHeld = (await heldBy(person())).some((one) => one['id'] === id);
      if (status === 200) expect(isHeld).toBe(false);
      if (isHeld) expect((await person().post(`${HELD}/${id}/release`, {})).status).toBe(200);
    }
    const network = await startNetwork({ port });
    try {
      await network.until(() => network.textsTo(ANNA).length >= ROUNDS);
      expect(network.textsTo(ANNA).toSorted()).toEqual(texts.toSorted());
      expect(await heldBy(person())).toEqual([]);
    } finally {
      await network.close();
    }
  } finally {
    storm?.close();
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}, 280_000);

/** Of a network that comes later. */
const freePort = async (): Promise<number> => {
  const network = await startNetwork();
  await network.close();
  return network.port;
};
