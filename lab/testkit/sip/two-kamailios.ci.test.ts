import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient } from '../api-client.ts';
import { skipUnless } from '../skip-unless.ts';
import { type Kamailio, kamailioProgram, startKamailio } from './kamailio.ts';
import { PROXY_MODULES, proxyRoutes } from './proxied-route.ts';
import { freeSipPort } from './sip-peer.ts';
import { type SipServer, startSipServer } from './sip-server.ts';
import { SIP_WORLD } from './sip-world.ts';
import { type SippFigures, sippProgram, startSipp } from './sipp.ts';

/** Caller, Kamailio, the gate in proxy mode, Kamailio, callee: whole calls through all of them, and what the gate learnt of their end. */
const CALLS = 5;
const ALL_WELL = { exitCode: 0, successful: CALLS, failed: 0 };
const BEHIND = '127.0.0.6';
const CALLEE = '127.0.0.7';
const CALLER = '127.0.0.8';
const { hotline, proxied } = SIP_WORLD;

const peer = sippProgram() && kamailioProgram();
if (peer === undefined) skipUnless('SIPp and Kamailio', peer)('calls through two proxies and the gate', () => {});
else {
  describe('calls through two proxies and the gate', () => {
    let calleePort = 0;
    let behind: Kamailio;
    let house: SipServer;
    let front: Kamailio;

    beforeAll(async () => {
      calleePort = await freeSipPort(CALLEE);
      behind = await startKamailio({
        address: BEHIND,
        modules: PROXY_MODULES,
        routes: proxyRoutes(`${CALLEE}:${calleePort}`),
      });
      house = await startSipServer({ nextHops: [`sip:${BEHIND}:${behind.port}`] });
      // What the gate sees of it is the line's address.
      const gate = `127.0.0.1:${house.sip.port}`;
      front = await startKamailio({ address: proxied.address, modules: PROXY_MODULES, routes: proxyRoutes(gate) });
    });
    afterAll(async () => {
      await front?.stop();
      await house?.stop();
      await behind?.stop();
    });

    let called = 0;
    interface Played {
      readonly caller: SippFigures;
      readonly callee: SippFigures;
      readonly callees: readonly string[];
    }
    const play = async (name: string): Promise<Played> => {
      const callees = Array.from({ length: CALLS }, () => `1384${String(++called).padStart(7, '0')}`);
      const callee = startSipp({
        scenario: `${name}-callee`,
        local: { address: CALLEE, port: calleePort },
        calls: CALLS,
        withinSeconds: 30,
      });
      const caller = startSipp({
        scenario: `${name}-caller`,
        remote: front,
        local: { address: CALLER },
        calls: CALLS,
        perSecond: 5,
        keys: { caller: hotline },
        callees,
        withinSeconds: 30,
      });
      return { caller: await caller.done, callee: await callee.done, callees };
    };

    /** Of each callee: how its one call went. */
    const outcomes = async (callees: readonly string[]): Promise<readonly unknown[]> => {
      const admin = apiClient(house.server.url, house.server.adminKey);
      const told: unknown[] = [];
      for (const number of callees) {
        const { body } = await admin.get(`/v1/subscribers/${encodeURIComponent(`+86${number}`)}/attempts`);
        const items = body['items'] as readonly { readonly outcome?: object }[];
        expect(items, number).toHaveLength(1);
        told.push(items[0]?.outcome);
      }
      return told;
    };
    const each = (outcome: object): readonly unknown[] =>
      Array.from({ length: CALLS }, () => expect.objectContaining({ source: 'gate', ...outcome }));

    test('set up, held and ended by the caller', async () => {
      const { caller, callee, callees } = await play('answered');
      expect(caller, caller.errors).toMatchObject(ALL_WELL);
      expect(callee, callee.errors).toMatchObject(ALL_WELL);
      const told = await outcomes(callees);
      expect(told).toEqual(each({ answered: true, endedBy: 'caller', status: 200 }));
      // From the answer to the BYE the scenario waits half a second.
      for (const { durationMs } of told as { durationMs: number }[]) expect(durationMs).toBeGreaterThanOrEqual(450);
    });

    test('ended by the callee', async () => {
      const { caller, callee, callees } = await play('released');
      expect(caller, caller.errors).toMatchObject(ALL_WELL);
      expect(callee, callee.errors).toMatchObject(ALL_WELL);
      expect(await outcomes(callees)).toEqual(each({ answered: true, endedBy: 'callee', status: 200 }));
    });

    test('declined', async () => {
      const { caller, callee, callees } = await play('declined');
      expect(caller, caller.errors).toMatchObject(ALL_WELL);
      expect(callee, callee.errors).toMatchObject(ALL_WELL);
      expect(await outcomes(callees)).toEqual(each({ answered: false, status: 486 }));
    });
  });

  test('given up while it rings: the CANCEL goes all the way', async () => {
    const calleePort = await freeSipPort(CALLEE);
    const house = await startSipServer({ nextHops: [`sip:${CALLEE}:${calleePort}`] });
    try {
      const callee = startSipp({
        scenario: 'cancelled-callee',
        local: { address: CALLEE, port: calleePort },
        calls: CALLS,
      });
      const caller = startSipp({
        scenario: 'cancelled-caller',
        remote: { address: '127.0.0.1', port: house.sip.port },
        local: { address: proxied.address },
        calls: CALLS,
        keys: { caller: hotline },
        callee: '13850000001',
        withinSeconds: 20,
      });
      const [heard, rang] = [await caller.done, await callee.done];
      expect(heard, heard.errors).toMatchObject(ALL_WELL);
      expect(rang, rang.errors).toMatchObject(ALL_WELL);
    } finally {
      await house.stop();
    }
  });
}
