// The Record-Route value: its form, and that nobody but the gate can make it.
import { asId, type DecisionId } from '@wurao/domain';
import { expect, test } from 'vitest';
import type { Link } from '../ports.ts';
import { decisionOfRoute, recordRouteOf } from './signed-route.ts';

const SECRET = new TextEncoder().encode('a secret of thirty-two bytes, or more');
const CALL = { callId: 'call@192.0.2.1', decision: asId<DecisionId>('d%1.2/3') };
const door = (transport: Link['transport'], localAddress: string, localPort: number): Link =>
  ({ transport, localAddress, localPort }) as Link;

const parameterOf = (value: string): string => decodeURIComponent(/;wurao=([^>]*)>/.exec(value)![1]!);

test('names the door, by its transport where it is not UDP; IPv6 in brackets; SIPS where the Request-URI is', () => {
  const shape = (from: Link, to: Link, isSecure = false) =>
    recordRouteOf(SECRET, CALL, { from, to }, isSecure).replaceAll(/;wurao=[^>]*/g, '');
  const udp = door('udp', '2001:db8::1', 5060);
  const tls = door('tls', '203.0.113.1', 5061);
  expect(shape(udp, udp)).toBe('<sip:[2001:db8::1]:5060;lr>');
  expect(shape(tls, tls)).toBe('<sip:203.0.113.1:5061;transport=tls;lr>');
  expect(shape(tls, tls, true)).toBe('<sips:203.0.113.1:5061;lr>');
  expect(shape(udp, tls)).toBe('<sip:203.0.113.1:5061;transport=tls;lr>, <sip:[2001:db8::1]:5060;lr>');
  expect(shape(udp, door('udp', '2001:db8::1', 5062))).toContain(', ');
});

test('gives its decision back to whoever has the secret and the Call-ID, and to nobody else', () => {
  const udp = door('udp', '203.0.113.1', 5060);
  const parameter = parameterOf(recordRouteOf(SECRET, CALL, { from: udp, to: udp }, false));
  expect(decisionOfRoute(SECRET, parameter, CALL.callId)).toBe(CALL.decision);
  expect(decisionOfRoute(SECRET, parameter, 'other@192.0.2.1')).toBeUndefined();
  expect(
    decisionOfRoute(
      SECRET.map((byte) => byte ^ 1),
      parameter,
      CALL.callId,
    ),
  ).toBeUndefined();
  for (let at = 0; at < parameter.length; at++) {
    const changed = `${parameter.slice(0, at)}${parameter[at] === 'x' ? 'y' : 'x'}${parameter.slice(at + 1)}`;
    expect(decisionOfRoute(SECRET, changed, CALL.callId), changed).toBeUndefined();
  }
  for (const none of ['', '.', 'x', '.abc', parameter.slice(0, -1), `${parameter}x`]) {
    expect(decisionOfRoute(SECRET, none, CALL.callId), none).toBeUndefined();
  }
});
