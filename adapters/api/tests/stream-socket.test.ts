import { createConnection, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Api, buildApi } from '../app.ts';
import { record } from '../fakes/facts.ts';
import { type FakePorts, fakePorts } from '../fakes/ports.ts';
import type { ApiOptions } from '../options.ts';

const ASKED = 'caller=95588&line=line-sample-1';

const houseOf = (options: ApiOptions = {}): { readonly api: Api; readonly ports: FakePorts } => {
  const ports = fakePorts();
  return { api: buildApi(ports, { docs: false, ...options }), ports };
};

describe('a stream over a socket', () => {
  const open: Api[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  const head = (length: number): string =>
    `POST /v1/decisions/stream?${ASKED} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer key-of-admin\r\ncontent-type: text/csv\r\ncontent-length: ${length}\r\n\r\n`;

  const connected = async (own: Api): Promise<Socket> => {
    open.push(own);
    const { port } = await own.listen('127.0.0.1', 0);
    const socket = createConnection(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };

  const ROW = '13800000001\n';
  const ROWS = 400_000;

  it('stops reading when its answers are not taken, and goes on when they are', async () => {
    const own = houseOf();
    own.ports.gate.answer = record();
    let screened = 0;
    const { screen } = own.ports.gate;
    Object.assign(own.ports.gate, {
      screen: (...given: Parameters<typeof screen>) => {
        screened += given[0].length;
        own.ports.gate.asked.length = 0;
        return screen(...given);
      },
    });
    const socket = await connected(own.api);
    socket.pause();
    socket.write(head(7 + ROW.length * ROWS));
    socket.write('callee\n');
    const sent = new Promise((resolve) => socket.write(ROW.repeat(ROWS), () => resolve('sent')));
    // Stalled: between two looks nothing moves, although rows are left.
    let before = -1;
    while (before !== screened || screened === 0) {
      before = screened;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    expect(screened).toBeLessThan(ROWS);
    let lines = 0;
    const finished = new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        for (let at = chunk.indexOf(',\n'); at >= 0; at = chunk.indexOf(',\n', at + 1)) lines++;
        if (chunk.includes('0\r\n\r\n')) resolve();
      });
    });
    socket.resume();
    await finished;
    expect(await sent).toBe('sent');
    expect(screened).toBe(ROWS);
    expect(lines).toBeGreaterThan(ROWS * 0.99);
    socket.destroy();
  });

  it('stops its work when the asker goes away, and says so in one line', async () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const ended = new Promise<void>((resolve) => {
      const own = houseOf({
        log: (_level, event, fields) => {
          lines.push({ event, ...fields });
          if (event === 'stream ended') resolve();
        },
      });
      void connected(own.api).then((socket) => {
        socket.write(head(7 + ROW.length * ROWS));
        socket.write(`callee\n${ROW.repeat(5000)}`);
        socket.once('data', () => socket.destroy());
      });
    });
    await ended;
    expect(lines).toMatchObject([
      { event: 'stream began', role: 'admin', form: 'csv', offset: 0 },
      { event: 'stream ended', outcome: 'asker gone' },
    ]);
    expect(lines[1]?.['rows']).toBeLessThanOrEqual(5000);
  });

  it('ends a stream whose key is revoked, and one of too many', async () => {
    const own = houseOf();
    const socket = await connected(own.api);
    const heard = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('consented') && own.ports.gate.keys.size > 0) {
          own.ports.gate.keys.clear();
          socket.write(ROW);
        }
      });
      socket.on('close', () => resolve(text));
    });
    socket.write(head(1_000_000));
    socket.write(`callee\n${ROW}`);
    expect(await heard).toMatch(/unauthenticated.*ended.*offset"":1/);
  });

  it.each([
    ['its last row', 'key-of-admin', /too-many-requests.*ended.*\n\r\n0\r\n\r\n$/s],
    ['a refusal', 'key-of-nobody', /^HTTP\/1\.1 401 .*"code":"unauthenticated"/s],
  ])('reads what is still sent, so that %s arrives', async (_, key, expected) => {
    const socket = await connected(houseOf({ streamRowsADay: 600 }).api);
    socket.pause();
    const errors: Error[] = [];
    socket.on('error', (error) => errors.push(error));
    socket.write(head(7 + ROW.length * ROWS).replace('key-of-admin', key));
    socket.write('callee\n');
    const sent = new Promise((resolve) => {
      socket.write(ROW.repeat(ROWS), resolve);
      socket.once('close', resolve);
    });
    await sent;
    const heard = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (expected.test(text)) resolve(text);
      });
      if (socket.closed) resolve(text);
      socket.once('close', () => resolve(text));
    });
    socket.resume();
    expect(await heard).toMatch(expected);
    expect(errors).toEqual([]);
    socket.destroy();
  });

  it.each([
    ['before an answer, as a status', 0, /^HTTP\/1\.1 500 .*"code":"internal"/s],
    ['after answers, in the last row', 1, /^HTTP\/1\.1 200 .*consented.*""code"":""internal"".*""offset"":1/s],
  ])('tells an error of its own while rows still come: %s', async (_, good, expected) => {
    const logged: unknown[] = [];
    const own = houseOf({ log: (level, event, fields) => void logged.push({ level, event, ...fields }) });
    const { screen } = own.ports.gate;
    let calls = 0;
    Object.assign(own.ports.gate, {
      screen: (...given: Parameters<typeof screen>) => {
        if (calls++ === good) throw new Error('out of order');
        return screen(...given);
      },
    });
    const socket = await connected(own.api);
    const heard = new Promise<string>((resolve) => {
      let text = '';
      let sent = 0;
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (sent++ < good) socket.write(ROW);
      });
      socket.on('close', () => resolve(text));
    });
    socket.write(head(1_000_000));
    socket.write(`callee\n${ROW}`);
    expect(await heard).toMatch(expected);
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        event: 'stream failed',
        error: expect.stringContaining('out of order'),
      }),
    );
    expect(logged).toContainEqual(expect.objectContaining({ event: 'stream ended', outcome: 'failed' }));
  });
});
