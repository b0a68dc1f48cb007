import { type PhoneNumber, parseNumber } from '@wurao/domain';
import { type Reading, rowOf, type Setting } from '../setting.ts';
import { addresses, fault, integer, oneOf, path, portOrOff } from '../setting-readers.ts';
import { readUpstreams, type UpstreamConfig } from './upstreams.ts';

export const SMPP_ALPHABETS = ['gsm7', 'latin1', 'ascii'] as const;

export interface SmsSettingValues {
  smsAddress: readonly string[];
  smppPort: number | 'off';
  smppsPort: number | 'off';
  cmppPort: number | 'off';
  smsCertificate: string;
  smsKey: string;
  smsUpstreams: readonly UpstreamConfig[];
  smsQueue: number;
  smsSender: PhoneNumber;
  smsComplaintPort: PhoneNumber;
  smsPreferencePort: PhoneNumber;
  smppDefaultAlphabet: (typeof SMPP_ALPHABETS)[number];
}

type SmsSettingName = keyof SmsSettingValues;

const QUEUE_MIN = 100;
const QUEUE_MAX = 10_000_000;

const row = rowOf<SmsSettingValues>();

const number = (text: string): Reading<PhoneNumber> => {
  const read = parseNumber(text);
  return read.ok ? { value: read.value } : fault('not a number', read.errors[0]?.remedy ?? 'Write a number.');
};

const port = (
  name: 'smppPort' | 'smppsPort' | 'cmppPort',
  flag: string,
  standard: string,
  initial: string,
  help: string,
): Setting<SmsSettingName> =>
  row({
    name,
    flag,
    env: `WURAO_${flag.replace('-', '_').toUpperCase()}`,
    path: flag.replace('-', '.'),
    type: 'port',
    standard,
    initial,
    read: portOrOff,
    help,
  });

const file = (name: 'smsCertificate' | 'smsKey', flag: string, help: string): Setting<SmsSettingName> =>
  row({
    name,
    flag,
    env: `WURAO_${flag.replace('-', '_').toUpperCase()}`,
    path: flag.replace('-', '.'),
    type: 'text',
    standard: 'none',
    initial: undefined,
    read: path,
    isPath: true,
    help,
  });

/** The rows of the SMS gates in the table of settings. */
export const SMS_SETTINGS: readonly Setting<SmsSettingName>[] = [
  row({
    name: 'smsAddress',
    flag: 'sms-address',
    env: 'WURAO_SMS_ADDRESS',
    path: 'sms.address',
    type: 'list',
    standard: '127.0.0.1',
    initial: '127.0.0.1',
    read: addresses,
    help: 'Addresses on which the SMS gates listen, IPv4 and IPv6, by commas: 192.0.2.1,2001:db8::1.',
  }),
  port(
    'smppPort',
    'smpp-port',
    '2775; where it is taken and nobody asked for it, none, with a warning',
    '2775',
    "Port at which merchants' systems bind by SMPP 3.4. 0 takes a free one; off opens none.",
  ),
  port(
    'smppsPort',
    'smpps-port',
    '3550 where there is a certificate',
    '3550',
    'The same over TLS; needs sms.certificate and sms.key.',
  ),
  port(
    'cmppPort',
    'cmpp-port',
    '7890; where it is taken and nobody asked for it, none, with a warning',
    '7890',
    "Port at which merchants' systems connect by CMPP 2.0 or 3.0. 0 takes a free one; off opens none.",
  ),
  file('smsCertificate', 'sms-certificate', 'Certificate chain of the SMS gates for TLS, PEM.'),
  file('smsKey', 'sms-key', 'Private key of the SMS gates for TLS, PEM.'),
  row({
    name: 'smsUpstreams',
    flag: 'sms-upstreams',
    env: 'WURAO_SMS_UPSTREAMS',
    path: 'sms.upstreams',
    type: 'list',
    standard: 'none: what is taken waits',
    initial: undefined,
    read: readUpstreams,
    help: 'Networks that allowed messages go on to, in order: smpp://account:secret@smsc.example:2775?window=64, smpps://… or cmpp://…?version=2.0, by commas. Prefer the environment or the file: a flag shows in the list of processes.',
    secret: true,
  }),
  row({
    name: 'smsQueue',
    flag: 'sms-queue',
    env: 'WURAO_SMS_QUEUE',
    path: 'sms.queue',
    type: 'integer',
    standard: '100000',
    initial: '100000',
    read: integer(QUEUE_MIN, QUEUE_MAX, 'Take the messages of the longest outage that is to be bridged.'),
    help: 'Messages that wait for the network, and of each line deliveries that wait for its merchant; about 2 KiB of memory. What comes beyond is refused.',
  }),
  row({
    name: 'smsSender',
    flag: 'sms-sender',
    env: 'WURAO_SMS_SENDER',
    path: 'sms.sender',
    type: 'text',
    standard: 'none: they wait in the outbox',
    initial: undefined,
    read: number,
    help: 'Port of the house itself, such as 106900000: one-time codes and requests for consent are sent from it. What subscribers answer to it must come back through the upstreams.',
  }),
  row({
    name: 'smsComplaintPort',
    flag: 'sms-complaint-port',
    env: 'WURAO_SMS_COMPLAINT_PORT',
    path: 'sms.complaint-port',
    type: 'text',
    standard: 'none: complaints come over the API',
    initial: undefined,
    read: number,
    help: 'Port to which people forward unwanted messages, as `number*text`: each becomes a complaint, answered by message. Must come in through the upstreams.',
  }),
  row({
    name: 'smsPreferencePort',
    flag: 'sms-preference-port',
    env: 'WURAO_SMS_PREFERENCE_PORT',
    path: 'sms.preference-port',
    type: 'text',
    standard: 'none: preferences are set over the API',
    initial: undefined,
    read: number,
    help: 'Short code to which people write what they want, as in "on" or "bar loans": each is answered by a message that says what holds. Must come in through the upstreams.',
  }),
  row({
    name: 'smppDefaultAlphabet',
    flag: 'smpp-default-alphabet',
    env: 'WURAO_SMPP_DEFAULT_ALPHABET',
    path: 'smpp.default-alphabet',
    type: 'text',
    standard: 'gsm7',
    initial: 'gsm7',
    read: oneOf(SMPP_ALPHABETS, 'alphabet of data_coding 0'),
    help: "What data_coding 0 means by SMPP, to merchants' systems and to networks alike: gsm7, latin1 or ascii.",
  }),
];
