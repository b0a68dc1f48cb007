import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kamailioPermitKeys, makePermitParameter } from '@wurao/gateway';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newDirectory } from '../server-process.ts';
import { skipUnless } from '../skip-unless.ts';
import { type Kamailio, kamailioProgram, startKamailio } from './kamailio.ts';
import { type SipAddress, SipPeer } from './sip-peer.ts';
import { type SipServer, startSipServer } from './sip-server.ts';
import { SIP_WORLD } from './sip-world.ts';

/** A next hop that takes only calls that come from the gate's 302: Kamailio with the block that docs/kamailio gives. */
const BLOCK = fileURLToPath(new URL('../../../docs/kamailio/wurao-permit.cfg', import.meta.url));
const ROUTES = `
    if (is_method("ACK")) exit;
    if (is_method("INVITE") && !has_totag()) route(WURAO_PERMIT);
    # The permit has done its work: nobody behind sees it.
    if ($ru =~ "wurao-permit") { sl_send_reply("500", "Permit Left In"); exit; }
    sl_send_reply("486", "Busy Here");
    exit;
}`;
const ANSWERED_WITHIN_MS = 5_000;
const { hotline, trusted } = SIP_WORLD;

if (kamailioProgram() === undefined) skipUnless('Kamailio', kamailioProgram())('the permit at the next hop', () => {});
else {
  describe('the permit at the next hop', () => {
    let house: SipServer;
    let hop: Kamailio;
    let secret: Buffer;

    beforeAll(async () => {
      house = await startSipServer();
      const directory = newDirectory();
      secret = Buffer.from(readFileSync(join(house.server.directory, 'permit.secret'), 'utf8').trim(), 'base64url');
      const { inner, outer } = kamailioPermitKeys(secret);
      const keys = join(directory, 'keys.cfg');
      writeFileSync(keys, `#!define WURAO_PERMIT_INNER "${inner}"\n#!define WURAO_PERMIT_OUTER "${outer}"\n`);
      hop = await startKamailio({ include: [keys, BLOCK], routes: ROUTES });
    });
    afterAll(async () => {
      await hop?.stop();
      await house?.stop();
    });

    const invite = (from: SipPeer, uri: string, callId: string, caller: string = hotline): string =>
      [
        `INVITE ${uri} SIP/2.0`,
        `Via: SIP/2.0/UDP ${from.address}:${from.port};branch=z9hG4bK-${callId}-${uri.length}`,
        `From: <sip:${caller}@carrier.example>;tag=f`,
        'To: <sip:callee@carrier.example>',
        `Call-ID: ${callId}`,
        'CSeq: 1 INVITE',
        'Max-Forwards: 70',
        `Contact: <sip:${caller}@${from.address}:${from.port}>`,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n');

    const ask = async (to: SipAddress, message: (from: SipPeer) => string): Promise<string> => {
      const peer = await SipPeer.open(trusted.address);
      try {
        peer.send(to, message(peer));
        await peer.hasReceived(1, ANSWERED_WITHIN_MS);
        return peer.received[0] ?? '';
      } finally {
        peer.close();
      }
    };

    /** What the gate sends the call to. */
    const contactOf = async (callee: string, callId: string): Promise<string> => {
      const gate = { address: '127.0.0.1', port: house.sip.port };
      const answer = await ask(gate, (from) => invite(from, `sip:${callee}@127.0.0.1:${gate.port}`, callId));
      const contact = /^Contact: <(.+)>\r$/m.exec(answer)?.[1];
      if (contact === undefined) throw new Error(answer);
      return contact;
    };
    const atHop = async (uri: string, callId: string, caller?: string): Promise<string> =>
      (await ask(hop, (from) => invite(from, uri, callId, caller))).split('\r\n')[0] ?? '';

    test('lets a call through that followed its 302', async () => {
      expect(await atHop(await contactOf('13860000001', 'followed-1'), 'followed-1')).toBe('SIP/2.0 486 Busy Here');
    });

    test('refuses one that has none', async () => {
      expect(await atHop('sip:13860000001@127.0.0.1', 'bare-1')).toBe('SIP/2.0 403 Permit Missing');
    });

    test('refuses the permit of another call, caller or callee', async () => {
      const contact = await contactOf('13860000002', 'own-1');
      const foreign = 'SIP/2.0 403 Permit Not For This Call';
      expect(await atHop(contact, 'other-1')).toBe(foreign);
      expect(await atHop(contact, 'own-1', '95511')).toBe(foreign);
      expect(await atHop(contact.replace('13860000002', '13860000003'), 'own-1')).toBe(foreign);
      expect(await atHop(contact, 'own-1')).toBe('SIP/2.0 486 Busy Here');
    });

    test('refuses a forged one', async () => {
      const contact = await contactOf('13860000004', 'forged-1');
      const forged = contact.replace(/([0-9a-f])$/, (digit) => (digit === '0' ? '1' : '0'));
      expect(forged).not.toBe(contact);
      expect(await atHop(forged, 'forged-1')).toBe('SIP/2.0 403 Permit Not For This Call');
      // Of a secret that is not the gate's.
      const binding = { callee: '13860000004', caller: hotline, callId: 'forged-1' };
      const other = makePermitParameter(Buffer.alloc(32, 7), binding, Date.now());
      expect(await atHop(`sip:13860000004@127.0.0.1;wurao-permit=${other}`, 'forged-1')).toBe(
        'SIP/2.0 403 Permit Not For This Call',
      );
    });

    test('refuses one that is over, and one whose end was put off', async () => {
      const binding = { callee: '13860000005', caller: hotline, callId: 'old-1' };
      const old = makePermitParameter(secret, binding, Date.now() - 60_000) ?? '';
      const at = (permit: string): Promise<string> =>
        atHop(`sip:13860000005@127.0.0.1;wurao-permit=${permit}`, 'old-1');
      expect(await at(old)).toBe('SIP/2.0 403 Permit Expired');
      const [version, expiry, signature] = old.split('.');
      expect(await at(`${version}.${Number(expiry) + 3_600}.${signature}`)).toBe(
        'SIP/2.0 403 Permit Not For This Call',
      );
      expect(await at(makePermitParameter(secret, binding, Date.now()) ?? '')).toBe('SIP/2.0 486 Busy Here');
    });
  });
}
