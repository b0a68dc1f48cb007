import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SmsListener, TransportFault } from '@wurao/gateway';
import { afterAll, expect, test } from 'vitest';
import { type Door, renewIdentity } from './listeners.ts';

const root = mkdtempSync(join(tmpdir(), 'wurao-sms-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const tls = { certificate: join(root, 'gate.pem'), key: join(root, 'gate.key') };

const listening = (door: Door, replaceIdentity: SmsListener['replaceIdentity']) => ({
  door,
  listener: { replaceIdentity } as SmsListener,
});

test('a renewed certificate is read again, for the doors that speak TLS', () => {
  const taken: unknown[] = [];
  const doors = (['smppPort', 'smppsPort', 'smppsPort', 'cmppPort'] as const).map((door) =>
    listening(door, (identity) => taken.push([door, identity])),
  );
  writeFileSync(tls.certificate, 'certificate');
  writeFileSync(tls.key, 'key');
  expect(renewIdentity(doors, tls)).toMatchObject({ ok: true });
  const identity = { cert: 'certificate', key: 'key' };
  expect(taken).toEqual([
    ['smppsPort', identity],
    ['smppsPort', identity],
  ]);
  expect(renewIdentity(doors, undefined)).toMatchObject({ ok: true });
});

test('one that cannot be read or used is a failure that names its setting', () => {
  const missing = { ...tls, certificate: join(root, 'none.pem') };
  expect(renewIdentity([], missing)).toMatchObject({ ok: false, errors: [{ field: 'smsCertificate' }] });
  const refusing = listening('smppsPort', () => {
    throw new TransportFault('certificate-unusable', 'no certificate', undefined);
  });
  expect(renewIdentity([refusing], tls)).toMatchObject({ ok: false, errors: [{ field: 'smsCertificate' }] });
});
