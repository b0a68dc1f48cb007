import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, test } from 'vitest';
import { Connections } from './connections.ts';

const closing = (server: Server) => (): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

/** A connection that has sent so much, and what it has got so far. */
const connection = async (server: Server, sends: string): Promise<{ ended: Promise<string> }> => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let got = '';
  socket.on('data', (chunk: Buffer) => {
    got += chunk.toString();
  });
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(got)));
  await new Promise((resolve) => socket.once('connect', resolve));
  if (sends !== '') socket.write(sends);
  return { ended };
};

test('closing waits for the call under way alone: not for who never asked, nor for who has had the answer', async () => {
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/slow') waiting.push(response);
    else response.end('done');
  });
  const connections = new Connections(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const silent = await connection(server, '');
  const idle = await connection(server, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  const slow = await connection(server, 'GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
  while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const startedMs = performance.now();
  const closed = connections.endWith(closing(server));
  expect(await silent.ended).toBe('');
  expect(await idle.ended).toContain('done');
  waiting[0]?.end('at last');
  expect(await slow.ended).toContain('at last');
  await closed;
  expect(performance.now() - startedMs, 'well before any time limit').toBeLessThan(5_000);
});
