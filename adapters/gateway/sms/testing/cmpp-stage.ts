// A server of CMPP with its desk, and peers that connect to it; all gone after each test.
import type { CmppVersion } from '@wurao/wire';
import { expect } from 'vitest';
import { type CmppServerOptions, openCmppServer } from '../cmpp/server.ts';
import { CmppPeer } from './cmpp-peer.ts';
import { FakeDesk } from './fake-desk.ts';
import { closingAfterEach } from './smpp-stage.ts';

export function cmppStage() {
  const open = closingAfterEach();
  const serve = async (options: Partial<CmppServerOptions> = {}) => {
    const desk = new FakeDesk();
    const server = await openCmppServer({ address: '127.0.0.1', port: 0, ...options }, desk);
    open.push(server);
    return { desk, server };
  };
  const dial = async (port: number, version: CmppVersion): Promise<CmppPeer> => {
    const peer = await CmppPeer.dial(port, version);
    open.push({ close: () => peer.socket.destroy() });
    return peer;
  };
  const bound = async (version: CmppVersion, options: Partial<CmppServerOptions> = {}) => {
    const { desk, server } = await serve(options);
    const peer = await dial(server.port, version);
    const nowMs = options.clock?.nowMs() ?? Date.now();
    expect((await peer.connect({ nowMs })).answer.status).toBe(0);
    return { desk, server, peer, session: await desk.bound.next() };
  };
  return { serve, dial, bound };
}

export const VERSIONS = ['2.0', '3.0'] as const satisfies readonly CmppVersion[];
