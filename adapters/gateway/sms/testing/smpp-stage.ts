// A server of SMPP with its desk, and peers that bind to it; all gone after each test.
import { afterEach, expect } from 'vitest';
import { openSmppServer, type SmppServerOptions } from '../smpp/server.ts';
import { FakeDesk } from './fake-desk.ts';
import { SmppPeer } from './smpp-peer.ts';

export interface Closing {
  close(): unknown;
}

/** Closes what is put into it, the latest first. Call it once a test file. */
export function closingAfterEach(): Closing[] {
  const open: Closing[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  return open;
}

export function smppStage() {
  const open = closingAfterEach();
  const serve = async (options: Partial<SmppServerOptions> = {}) => {
    const desk = new FakeDesk();
    const server = await openSmppServer({ address: '127.0.0.1', port: 0, ...options }, desk);
    open.push(server);
    return { desk, server };
  };
  const dial = async (port: number): Promise<SmppPeer> => {
    const peer = await SmppPeer.dial(port);
    open.push({ close: () => peer.socket.destroy() });
    return peer;
  };
  const bound = async (options: Partial<SmppServerOptions> = {}) => {
    const { desk, server } = await serve(options);
    const peer = await dial(server.port);
    expect(await peer.bind()).toMatchObject({ status: 0 });
    return { desk, server, peer, session: await desk.bound.next() };
  };
  return { serve, dial, bound };
}

export const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** From a port to a subscriber. */
export const TO = { sourceAddr: '1069', destAddrTon: 1, destAddrNpi: 1, destinationAddr: '8613800000001' };
