import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { SMS_SETTINGS } from './settings.ts';
import { smsChanges } from './what-changes.ts';

const configOf = (flags: Readonly<Record<string, string>>) => {
  const config = loadConfig({ flags, env: {}, cwd: '/', readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config.errors));
  return config.value.sms;
};

const BEFORE = { 'sms-certificate': 'a.pem', 'sms-key': 'a.key' };
const OTHER: Readonly<Record<string, string>> = {
  'sms-address': '127.0.0.2',
  'smpp-port': '1',
  'smpps-port': '2',
  'cmpp-port': 'off',
  'sms-certificate': 'b.pem',
  'sms-key': 'b.key',
  'sms-upstreams': 'smpp://a:topsecret@smsc.example',
  'sms-queue': '200',
  'sms-sender': '106900000',
  'sms-complaint-port': '12321',
  'sms-preference-port': '12322',
  'smpp-default-alphabet': 'latin1',
};

test('every setting of the SMS gates that is another one is named, and no other', () => {
  const nothing = { inForce: [], atRestart: [] };
  expect(smsChanges(configOf(BEFORE), configOf(BEFORE))).toEqual(nothing);
  for (const { flag, path } of SMS_SETTINGS) {
    const next = { ...BEFORE, [flag]: OTHER[flag] ?? '' };
    const when = path === 'sms.certificate' || path === 'sms.key' ? 'inForce' : 'atRestart';
    expect(smsChanges(configOf(BEFORE), configOf(next)), flag).toEqual({ ...nothing, [when]: [path] });
  }
});

test('a first certificate, and none any more, are taken at the next start', () => {
  const both = { inForce: [], atRestart: ['sms.certificate', 'sms.key'] };
  expect(smsChanges(configOf({}), configOf(BEFORE)).inForce).toEqual([]);
  expect(smsChanges(configOf({}), configOf(BEFORE)).atRestart).toEqual(expect.arrayContaining(both.atRestart));
  expect(smsChanges(configOf(BEFORE), configOf({})).inForce).toEqual([]);
});
