import { failure, type PhoneNumber, type Result, success } from '@wurao/domain';
import type { SmsSettingValues } from './settings.ts';
import type { UpstreamConfig } from './upstreams.ts';

/** How the SMS gates listen and where they send what is allowed. */
export interface SmsConfig {
  readonly addresses: readonly string[];
  /** Undefined: no such door. 0 = a free one. */
  readonly smppPort: number | undefined;
  readonly smppsPort: number | undefined;
  readonly cmppPort: number | undefined;
  /** PEM files. */
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
  readonly upstreams: readonly UpstreamConfig[];
  readonly queueMax: number;
  /** Undefined: what names no port waits in the outbox. */
  readonly sender: PhoneNumber | undefined;
  readonly complaintPort: PhoneNumber | undefined;
  readonly preferencePort: PhoneNumber | undefined;
  readonly defaultAlphabet: SmsSettingValues['smppDefaultAlphabet'];
}

/** Settings that may stay unsaid. */
export type SmsUnsaid =
  | 'smsCertificate'
  | 'smsKey'
  | 'smsUpstreams'
  | 'smsSender'
  | 'smsComplaintPort'
  | 'smsPreferencePort';
export type SmsHeard = Omit<SmsSettingValues, SmsUnsaid> & Partial<Pick<SmsSettingValues, SmsUnsaid>>;

const portOf = (said: number | 'off'): number | undefined => (said === 'off' ? undefined : said);

export const smsConfigOf = (said: SmsHeard): Result<SmsConfig> => {
  const { smsCertificate: certificate, smsKey: key } = said;
  if ((certificate === undefined) !== (key === undefined)) {
    return failure('invalid', 'The configuration is not usable', {
      field: certificate === undefined ? 'smsCertificate' : 'smsKey',
      message: 'only one of certificate and key is named',
      remedy: 'Name both sms.certificate and sms.key, or none.',
    });
  }
  const tls = certificate === undefined || key === undefined ? undefined : { certificate, key };
  return success({
    addresses: said.smsAddress,
    smppPort: portOf(said.smppPort),
    smppsPort: tls === undefined ? undefined : portOf(said.smppsPort),
    cmppPort: portOf(said.cmppPort),
    tls,
    upstreams: said.smsUpstreams ?? [],
    queueMax: said.smsQueue,
    sender: said.smsSender,
    complaintPort: said.smsComplaintPort,
    preferencePort: said.smsPreferencePort,
    defaultAlphabet: said.smppDefaultAlphabet,
  });
};

/** What an operator should know, one sentence each. */
export const smsWarnings = (
  said: SmsHeard,
  isLoopback: (address: string) => boolean,
  upstreamsOrigin: string,
): readonly string[] => {
  const isOpen = said.smppPort !== 'off' || said.cmppPort !== 'off';
  const open = isOpen ? said.smsAddress.filter((address) => !isLoopback(address)) : [];
  const warnings = open.map(
    (address) =>
      `The SMS gates listen on ${address} without TLS: secrets of SMPP and all texts can be read on the way. Let only known systems through, or use smpps.port.`,
  );
  const isShown = upstreamsOrigin === 'flag';
  return isShown
    ? [
        ...warnings,
        'Secrets of upstreams were given as a flag and show in the list of processes. Set WURAO_SMS_UPSTREAMS instead.',
      ]
    : warnings;
};
