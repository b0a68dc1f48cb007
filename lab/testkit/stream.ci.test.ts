import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { newDirectory, type ServerProcess, startServer } from './server-process.ts';
import { makeSmallWorld, SMALL_WORLD } from './small-world.ts';

/** A real process, killed in the middle of a list: what was answered is on record, and the rest is had from the offset. */
const ROWS = 100_000;
const rowOf = (row: number): string => `13${String(800_000_000 + row).padStart(9, '0')}`;

interface Heard {
  readonly offset: number;
  /** Ids of the rows answered, whole ones only. */
  readonly ids: readonly string[];
}

/** Sends the list; `stop` is called with the rows heard so far, and may end the server. */
const listen = async (server: ServerProcess, offset: number, stop: (rows: number) => void): Promise<Heard> => {
  const query = `merchant=${SMALL_WORLD.merchant}&purpose=marketing&offset=${offset}`;
  const call = request(`${server.url}/v1/decisions/stream?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.adminKey}`, 'content-type': 'text/csv' },
  });
  const answered = once(call, 'response');
  call.on('error', () => undefined);
  call.end(`callee\n${Array.from({ length: ROWS }, (_, row) => rowOf(row)).join('\n')}\n`);
  const [response] = (await answered) as [IncomingMessage];
  let text = '';
  let lines = 0;
  try {
    for await (const chunk of response) {
      const piece = String(chunk);
      text += piece;
      lines += piece.split('\n').length - 1;
      stop(lines);
    }
  } catch {
    // It was killed: that is the point.
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const ids = whole.slice(1, -1).map((line) => line.split(',')[0] ?? '');
  return { offset: Number(response.headers['x-wurao-offset']), ids };
};

test('a kill in the middle of a stream loses no row that was answered, and the rest goes on from the offset', async () => {
  const directory = newDirectory();
  try {
    const first = await startServer({ directory });
    await makeSmallWorld(apiClient(first.url, first.adminKey));
    let killed: Promise<void> | undefined;
    const before = await listen(first, 0, (lines) => {
      if (lines > 20_000) killed ??= first.kill();
    });
    await killed;
    expect(before.ids.length).toBeGreaterThan(20_000);
    expect(before.ids.length).toBeLessThan(ROWS);
    const second = await startServer({ directory });
    const admin = apiClient(second.url, second.adminKey);
    for (const row of [0, 1, Math.floor(before.ids.length / 2), before.ids.length - 1]) {
      const explained = await admin.get(`/v1/decisions/${before.ids[row]}/explanation`);
      expect(explained.body).toMatchObject({ reproduced: true, attempt: { callee: `+86${rowOf(row)}` } });
    }
    const after = await listen(second, before.ids.length, () => undefined);
    expect(after.offset).toBe(before.ids.length);
    expect(before.ids.length + after.ids.length).toBe(ROWS);
    expect(new Set([...before.ids, ...after.ids]).size).toBe(ROWS);
    const asked = await admin.get(`/v1/subscribers/${encodeURIComponent(`+86${rowOf(ROWS - 1)}`)}/askers`);
    expect(asked.body).toMatchObject({ items: [{ merchant: SMALL_WORLD.merchant, screens: 1 }] });
    await second.stop();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 240_000);
