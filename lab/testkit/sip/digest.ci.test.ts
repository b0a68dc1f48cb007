import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SipPeer } from './sip-peer.ts';
import { type SipServer, startSipServer } from './sip-server.ts';
import { SIP_WORLD } from './sip-world.ts';

/** A line that neither address nor certificate tells, but a password (RFC 7616, RFC 8760). SIPp answers MD5 alone, and only as first. */
const { digest, hotline } = SIP_WORLD;
const ANSWERED_WITHIN_MS = 5_000;
const ALGORITHMS = { MD5: 'md5', 'SHA-256': 'sha256' } as const;
type Algorithm = keyof typeof ALGORITHMS;

let house: SipServer;
beforeAll(async () => {
  house = await startSipServer();
});
afterAll(() => house?.stop());

const parameter = (challenge: string, name: string): string =>
  new RegExp(`\\b${name}="?([^",]+)`).exec(challenge)?.[1] ?? '';

const credentials = (challenge: string, algorithm: Algorithm, password: string, uri: string): string => {
  const h = (text: string): string => createHash(ALGORITHMS[algorithm]).update(text).digest('hex');
  const [realm, nonce] = [parameter(challenge, 'realm'), parameter(challenge, 'nonce')];
  const [count, own] = ['00000001', 'abcdef01'];
  const secret = h(`${digest.user}:${realm}:${password}`);
  const response = h(`${secret}:${nonce}:${count}:${own}:auth:${h(`INVITE:${uri}`)}`);
  return `Digest username="${digest.user}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=${algorithm}, qop=auth, nc=${count}, cnonce="${own}"`;
};

/** The status of a call that answers its challenge. */
const callBy = async (algorithm: Algorithm, password: string, callee: string): Promise<string[]> => {
  const peer = await SipPeer.open(digest.address);
  try {
    const uri = `sip:${callee}@127.0.0.1:${house.sip.port}`;
    const invite = (sequence: number, more: readonly string[] = []): string =>
      [
        `INVITE ${uri} SIP/2.0`,
        `Via: SIP/2.0/UDP ${digest.address}:${peer.port};branch=z9hG4bK-${callee}-${sequence}`,
        `From: <sip:${hotline}@carrier.example>;tag=f`,
        `To: <sip:${callee}@carrier.example>`,
        `Call-ID: digest-${callee}`,
        `CSeq: ${sequence} INVITE`,
        'Max-Forwards: 70',
        `Contact: <sip:${hotline}@${digest.address}:${peer.port}>`,
        ...more,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n');
    const to = { address: '127.0.0.1', port: house.sip.port };
    peer.send(to, invite(1));
    await peer.hasReceived(1, ANSWERED_WITHIN_MS);
    const challenges = (peer.received[0] ?? '').split('\r\n').filter((line) => line.startsWith('Proxy-Authenticate:'));
    const challenge = challenges.find((line) => line.includes(`algorithm=${algorithm}`)) ?? '';
    peer.send(to, invite(2, [`Proxy-Authorization: ${credentials(challenge, algorithm, password, uri)}`]));
    await peer.hasReceived(2, ANSWERED_WITHIN_MS);
    return peer.received.map((answer) => answer.slice(8, 11));
  } finally {
    peer.close();
  }
};

test('a line is known by its password, by either hash', async () => {
  expect(await callBy('MD5', digest.password, '13830000001')).toEqual(['407', '302']);
  expect(await callBy('SHA-256', digest.password, '13830000002')).toEqual(['407', '302']);
});

test('a guess is challenged again', async () => {
  expect(await callBy('MD5', 'another-word-of-length', '13830000003')).toEqual(['407', '407']);
});
