import { expect, test } from 'vitest';
import { cancelledKey, clientKey, hasCookie, isSameTo, type RequestFields, serverKey } from './keys.ts';

const INVITE: RequestFields = {
  method: 'INVITE',
  uri: 'sip:callee@example.net',
  callId: 'a84b4c76e66710@pc33.example.com',
  cseq: 314159,
  fromTag: '1928301774',
  toTag: '',
  via: 'SIP/2.0/UDP pc33.example.com;branch=z9hG4bK776asdhds',
  branch: 'z9hG4bK776asdhds',
  transport: 'UDP',
  host: 'pc33.example.com',
  port: undefined,
};
const OLD: RequestFields = { ...INVITE, via: 'SIP/2.0/UDP pc33.example.com', branch: undefined };

test('a request with the cookie is told by branch, sent-by and method alone (17.2.3)', () => {
  const key = serverKey(INVITE);
  expect(serverKey({ ...INVITE, uri: 'sip:other@example.net', callId: 'x', cseq: 1, fromTag: 'y', toTag: 'z' })).toBe(
    key,
  );
  expect(serverKey({ ...INVITE, branch: 'z9hG4bK776asdhdt' })).not.toBe(key);
  // Letters of either case keep branches apart, and whoever repeats one copies it.
  expect(serverKey({ ...INVITE, branch: 'z9hG4bK776ASDHDS' })).not.toBe(key);
  expect(serverKey({ ...INVITE, host: 'pc34.example.com' })).not.toBe(key);
  expect(serverKey({ ...INVITE, port: 5070 })).not.toBe(key);
  expect(serverKey({ ...INVITE, method: 'OPTIONS' })).not.toBe(key);
});

test('sent-by: case of the host does not matter, nor whether the default port is said (20.42)', () => {
  const key = serverKey(INVITE);
  expect(serverKey({ ...INVITE, host: 'PC33.Example.COM' })).toBe(key);
  expect(serverKey({ ...INVITE, port: 5060 })).toBe(key);
  expect(serverKey({ ...INVITE, transport: 'TLS' })).toBe(serverKey({ ...INVITE, transport: 'tls', port: 5061 }));
  expect(serverKey({ ...INVITE, transport: 'TLS' })).not.toBe(key);
});

test('an ACK belongs to its INVITE, a CANCEL is a transaction of its own that names another (9.2, 17.2.3)', () => {
  for (const invite of [INVITE, OLD]) {
    const key = serverKey(invite);
    const cancel = { ...invite, method: 'CANCEL' };
    expect(serverKey({ ...invite, method: 'ACK', toTag: 'ours' })).toBe(key);
    expect(serverKey(cancel)).not.toBe(key);
    expect(cancelledKey(cancel)).toBe(key);
    expect(cancelledKey({ ...cancel, branch: invite.branch && `${invite.branch}x`, via: `${invite.via}x` })).not.toBe(
      key,
    );
  }
});

test('a branch without the cookie, or with nothing after it, says nothing (17.2.3, RFC 2543)', () => {
  expect(['z9hG4bKx', 'z9hG4bK', 'Z9HG4BKx', '1', '', undefined].map(hasCookie)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  const key = serverKey(OLD);
  expect(serverKey({ ...OLD })).toBe(key);
  const others: Partial<RequestFields>[] = [
    { uri: 'sip:other@example.net' },
    { callId: 'x' },
    { cseq: 1 },
    { fromTag: 'y' },
    { via: `${OLD.via};branch=1` },
    { method: 'BYE' },
  ];
  for (const other of others) expect(serverKey({ ...OLD, ...other }), JSON.stringify(other)).not.toBe(key);
  // Of other methods the To tag counts at once; of INVITE and ACK once one was found.
  const bye = { ...OLD, method: 'BYE' };
  expect(serverKey({ ...bye, toTag: 'a' })).not.toBe(serverKey({ ...bye, toTag: 'b' }));
});

test('without the cookie an ACK has the To tag of the response, a repeated INVITE that of the first (17.2.3)', () => {
  const ack = { ...OLD, method: 'ACK' };
  expect(isSameTo({ ...ack, toTag: 'ours' }, '', 'ours')).toBe(true);
  expect(isSameTo({ ...ack, toTag: 'of another' }, '', 'ours')).toBe(false);
  expect(isSameTo(OLD, '', 'ours')).toBe(true);
  expect(isSameTo({ ...OLD, toTag: 'ours' }, '', 'ours')).toBe(false);
  expect(isSameTo({ ...INVITE, method: 'ACK', toTag: 'of another' }, '', 'ours')).toBe(true);
});

test('a response is told by our branch and the method of its CSeq (17.1.3)', () => {
  const key = clientKey('z9hG4bKours', 'INVITE');
  expect(clientKey('z9hG4bKours', 'INVITE')).toBe(key);
  // A CANCEL has the branch of what it cancels.
  expect(clientKey('z9hG4bKours', 'CANCEL')).not.toBe(key);
  expect(clientKey('z9hG4bKother', 'INVITE')).not.toBe(key);
});
