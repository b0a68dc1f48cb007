import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient } from '../api-client.ts';
import { skipUnless } from '../skip-unless.ts';
import { journalledCalls } from './journalled-calls.ts';
import { type SipServer, startSipServer } from './sip-server.ts';
import { SIP_WORLD } from './sip-world.ts';
import { runSipp, type SippOptions, sippProgram } from './sipp.ts';
import { opensslProgram, openTlsTunnel } from './tls-files.ts';

/** Debian's SIPp against a running server: each scenario as the RFCs and DESIGN have it, judged by SIPp's own statistics. */
const CALLS = 20;
const ALL_WELL = { exitCode: 0, successful: CALLS, failed: 0, errors: '' };
const { hotline, seller, stranger, callee, shielded, trusted, plain } = SIP_WORLD;

const peer = sippProgram() && opensslProgram();
if (peer === undefined) skipUnless('SIPp and openssl', peer)('SIPp against the gate', () => {});
else {
  describe('SIPp against the gate', () => {
    let house: SipServer;
    beforeAll(async () => {
      house = await startSipServer();
    });
    afterAll(() => house?.stop());

    /** Callees of their own, so that no cap of one callee is reached. */
    let called = 0;
    const others = (): string[] => Array.from({ length: CALLS }, () => `1381${String(++called).padStart(7, '0')}`);
    const play = (scenario: string, more: Partial<SippOptions> = {}) =>
      runSipp({
        scenario,
        remote: { address: more.local?.address.includes(':') ? '::1' : '127.0.0.1', port: house.sip.port },
        local: { address: trusted.address },
        calls: CALLS,
        callee,
        keys: { caller: hotline, ...more.keys },
        ...more,
      });

    test('allowed: 302 with a permit', async () => {
      expect(await play('allowed', { callees: others() })).toMatchObject(ALL_WELL);
    });

    test('refused by preference', async () => {
      const wished = { callee: shielded, keys: { caller: seller } };
      expect(await play('refused-by-preference', wished)).toMatchObject(ALL_WELL);
    });

    test('refused by missing filing', async () => {
      expect(await play('refused-by-missing-filing', { keys: { caller: stranger } })).toMatchObject(ALL_WELL);
    });

    test('the stable key is told to trusted lines only', async () => {
      const figures = await play('refused-by-preference', {
        callee: shielded,
        keys: { caller: seller },
        local: { address: plain.address },
      });
      expect(figures).toMatchObject({ exitCode: 1, successful: 0, failed: CALLS });
      expect(figures.errors).toContain('603 Decline');
      expect(figures.errors).not.toContain('do-not-disturb');
    });

    test('CANCEL', async () => {
      expect(await play('cancelled', { callees: others() })).toMatchObject(ALL_WELL);
    });

    test('OPTIONS', async () => {
      expect(await play('options')).toMatchObject(ALL_WELL);
    });

    test('TCP', async () => {
      expect(await play('allowed', { transport: 'tcp', callees: others() })).toMatchObject(ALL_WELL);
      const wished = { callee: shielded, keys: { caller: seller } };
      expect(await play('refused-by-preference', { ...wished, transport: 'tcp' })).toMatchObject(ALL_WELL);
    });

    test('TLS: the client certificate is the line, whatever the address', async () => {
      const { tls, sip } = house;
      if (tls === undefined || sip.sipsPort === undefined) throw new Error('no TLS');
      const gate = { address: '127.0.0.1', port: sip.sipsPort };
      const known = await openTlsTunnel(gate, tls.server, tls.client);
      try {
        const figures = await play('allowed', { transport: 'tcp', remote: known, callees: others() });
        expect(figures).toMatchObject(ALL_WELL);
      } finally {
        await known.close();
      }
    });

    test('IPv6', async () => {
      const local = { address: trusted.address6 };
      expect(await play('allowed', { local, callees: others() })).toMatchObject(ALL_WELL);
      expect(await play('allowed', { local, callees: others(), transport: 'tcp' })).toMatchObject(ALL_WELL);
    });

    test('retransmissions get the same answer and count once', async () => {
      const callees = others();
      expect(await play('retransmitted', { callees, flags: ['-nr'] })).toMatchObject(ALL_WELL);
      const admin = apiClient(house.server.url, house.server.adminKey);
      for (const number of callees.slice(0, 3)) {
        const { body } = await admin.get(`/v1/subscribers/${encodeURIComponent(`+86${number}`)}/attempts`);
        expect(body['items'], number).toHaveLength(1);
      }
    });
  });

  test('what SIPp was answered is in the journal, once a call', async () => {
    const house = await startSipServer();
    try {
      const remote = { address: '127.0.0.1', port: house.sip.port };
      const callees = Array.from({ length: CALLS }, (_, i) => `1382${String(i).padStart(7, '0')}`);
      const said = { remote, calls: CALLS, local: { address: trusted.address }, keys: { caller: hotline }, callees };
      expect(
        await runSipp({ ...said, scenario: 'retransmitted', flags: ['-nr', '-cid_str', 'thrice-%u'] }),
      ).toMatchObject(ALL_WELL);
      await house.server.kill();
      const calls = await journalledCalls(house.server.directory);
      const decisions = Array.from({ length: CALLS }, (_, i) => calls.get(`thrice-${i + 1}`)?.length);
      expect(decisions).toEqual(Array.from({ length: CALLS }, () => 1));
      expect(calls.size).toBe(CALLS);
    } finally {
      await house.stop();
    }
  });
}
