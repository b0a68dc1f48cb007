import type { Reloaded } from '../sip/open-door.ts';
import type { SmsConfig } from './config.ts';

type Said = readonly (readonly [path: string, said: (config: SmsConfig) => unknown])[];

/** By the paths of the settings. Doors, the queue and ways on are made at the start. */
const AT_START: Said = [
  ['sms.address', ({ addresses }) => addresses],
  ['smpp.port', ({ smppPort }) => smppPort],
  ['smpps.port', ({ smppsPort }) => smppsPort],
  ['cmpp.port', ({ cmppPort }) => cmppPort],
  ['sms.upstreams', ({ upstreams }) => upstreams],
  ['sms.queue', ({ queueMax }) => queueMax],
  ['sms.sender', ({ sender }) => sender],
  ['sms.complaint-port', ({ complaintPort }) => complaintPort],
  ['sms.preference-port', ({ preferencePort }) => preferencePort],
  ['smpp.default-alphabet', ({ defaultAlphabet }) => defaultAlphabet],
];

const LIVE: Said = [
  ['sms.certificate', ({ tls }) => tls?.certificate],
  ['sms.key', ({ tls }) => tls?.key],
];

/** Which settings of the SMS gates another configuration changes, and when. Never what they say: secrets are among them. */
export const smsChanges = (now: SmsConfig, next: SmsConfig): Reloaded => {
  const changed = (of: Said): readonly string[] =>
    of.filter(([, said]) => JSON.stringify(said(now)) !== JSON.stringify(said(next))).map(([path]) => path);
  // That there is TLS at all is a matter of sockets.
  const isSecure = now.tls !== undefined && next.tls !== undefined;
  const [atStart, live] = [changed(AT_START), changed(LIVE)];
  return isSecure ? { inForce: live, atRestart: atStart } : { inForce: [], atRestart: [...atStart, ...live] };
};
