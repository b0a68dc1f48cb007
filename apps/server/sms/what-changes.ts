import type { SmsConfig } from './config.ts';

/** By the paths of the settings. Doors, the queue and ways on are made at the start. */
const SAID: readonly (readonly [path: string, said: (config: SmsConfig) => unknown])[] = [
  ['sms.address', ({ addresses }) => addresses],
  ['smpp.port', ({ smppPort }) => smppPort],
  ['smpps.port', ({ smppsPort }) => smppsPort],
  ['cmpp.port', ({ cmppPort }) => cmppPort],
  ['sms.certificate', ({ tls }) => tls?.certificate],
  ['sms.key', ({ tls }) => tls?.key],
  ['sms.upstreams', ({ upstreams }) => upstreams],
  ['sms.queue', ({ queueMax }) => queueMax],
  ['sms.sender', ({ sender }) => sender],
  ['smpp.default-alphabet', ({ defaultAlphabet }) => defaultAlphabet],
];

/** Which settings of the SMS gates another configuration changes: all of them at the next start. Never what they say: secrets are among them. */
export const smsChanges = (now: SmsConfig, next: SmsConfig): readonly string[] =>
  SAID.filter(([, said]) => JSON.stringify(said(now)) !== JSON.stringify(said(next))).map(([path]) => path);
