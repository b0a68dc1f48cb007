import { CALL_SLOTS_DEFAULT } from '@wurao/engine';
import { rowOf, type Setting } from '../setting.ts';
import { addresses, integer, nextHops, oneOf, path, portOrOff, yesOrNo } from '../setting-readers.ts';

export const SIP_MODES = ['redirect', 'proxy'] as const;

export interface SipSettingValues {
  sipPort: number | 'off';
  sipsPort: number | 'off';
  sipAddress: readonly string[];
  sipMode: (typeof SIP_MODES)[number];
  sipNextHops: readonly string[];
  sipRecordRoute: boolean;
  sipCertificate: string;
  sipKey: string;
  sipClientCa: string;
  sipServerCa: string;
  sipStrangerRate: number;
  sipSourceRate: number;
  sipRememberedCalls: number;
  sipSharedPort: boolean;
  sipBatching: boolean;
  stirCertificates: string;
  stirAnchors: string;
  stirWorkers: number;
}

type SipSettingName = keyof SipSettingValues;

const RATE_MAX = 1_000_000;
const CALLS_MIN = 1_024;
const CALLS_MAX = 67_108_864;
const WORKERS_MAX = 64;

const row = rowOf<SipSettingValues>();

const file = (
  name: 'sipCertificate' | 'sipKey' | 'sipClientCa' | 'sipServerCa',
  flag: string,
  env: string,
  help: string,
): Setting<SipSettingName> =>
  row({
    name,
    flag,
    env,
    path: flag.replace('-', '.'),
    type: 'text',
    standard: 'none',
    initial: undefined,
    read: path,
    isPath: true,
    help,
  });

/** The SIP gate's rows of the table of settings. */
export const SIP_SETTINGS: readonly Setting<SipSettingName>[] = [
  row({
    name: 'sipPort',
    flag: 'sip-port',
    env: 'WURAO_SIP_PORT',
    path: 'sip.port',
    type: 'port',
    standard: '5060; where it is taken and nobody asked for it, none, with a warning',
    initial: '5060',
    read: portOrOff,
    help: 'Port of the SIP gate, UDP and TCP. 0 takes a free one; off opens none.',
  }),
  row({
    name: 'sipsPort',
    flag: 'sips-port',
    env: 'WURAO_SIPS_PORT',
    path: 'sips.port',
    type: 'port',
    standard: '5061 where there is a certificate',
    initial: '5061',
    read: portOrOff,
    help: 'Port of the SIP gate for TLS; needs sip.certificate and sip.key.',
  }),
  row({
    name: 'sipAddress',
    flag: 'sip-address',
    env: 'WURAO_SIP_ADDRESS',
    path: 'sip.address',
    type: 'list',
    standard: '127.0.0.1',
    initial: '127.0.0.1',
    read: addresses,
    help: 'Addresses on which the SIP gate listens, IPv4 and IPv6, by commas: 192.0.2.1,2001:db8::1.',
  }),
  row({
    name: 'sipMode',
    flag: 'sip-mode',
    env: 'WURAO_SIP_MODE',
    path: 'sip.mode',
    type: 'text',
    standard: 'redirect',
    initial: 'redirect',
    read: oneOf(SIP_MODES, 'mode of the SIP gate'),
    help: 'For lines that say nothing of their own: redirect answers 302 to the next hop; proxy forwards the call.',
  }),
  row({
    name: 'sipNextHops',
    flag: 'sip-next-hops',
    env: 'WURAO_SIP_NEXT_HOPS',
    path: 'sip.next-hops',
    type: 'list',
    standard: 'none: a line must name its own',
    initial: undefined,
    read: nextHops,
    help: 'Where allowed calls go, in order, for lines that name no next hop: sip:sbc.example:5060, by commas.',
  }),
  row({
    name: 'sipRecordRoute',
    flag: 'sip-record-route',
    env: 'WURAO_SIP_RECORD_ROUTE',
    path: 'sip.record-route',
    type: 'boolean',
    standard: 'false',
    initial: 'false',
    read: yesOrNo,
    help: 'In proxy mode, for lines that say nothing of their own: stay on the path of a call, and so learn when and by whom it ends.',
  }),
  file('sipCertificate', 'sip-certificate', 'WURAO_SIP_CERTIFICATE', 'Certificate chain of the SIP gate for TLS, PEM.'),
  file('sipKey', 'sip-key', 'WURAO_SIP_KEY', 'Private key of the SIP gate for TLS, PEM.'),
  file(
    'sipClientCa',
    'sip-client-ca',
    'WURAO_SIP_CLIENT_CA',
    "Authorities whose client certificates count, PEM. Without it a client is known by its certificate's SHA-256 alone.",
  ),
  file(
    'sipServerCa',
    'sip-server-ca',
    'WURAO_SIP_SERVER_CA',
    'Authorities of next hops reached by TLS, PEM. Without it, those of the system.',
  ),
  row({
    name: 'sipStrangerRate',
    flag: 'sip-stranger-rate',
    env: 'WURAO_SIP_STRANGER_RATE',
    path: 'sip.stranger-rate',
    type: 'integer',
    standard: '100',
    initial: '100',
    read: integer(1, RATE_MAX, `Write 1 to ${RATE_MAX} messages a second.`),
    help: "Messages a second from one address that is no line's. What comes beyond is dropped unread.",
  }),
  row({
    name: 'sipSourceRate',
    flag: 'sip-source-rate',
    env: 'WURAO_SIP_SOURCE_RATE',
    path: 'sip.source-rate',
    type: 'integer',
    standard: '0: no limit',
    initial: '0',
    read: integer(0, RATE_MAX, `Write 1 to ${RATE_MAX} calls a second, or 0 for no limit.`),
    help: 'Calls a second from one address of a line. What comes beyond is answered 503 with Retry-After.',
  }),
  row({
    name: 'sipRememberedCalls',
    flag: 'sip-remembered-calls',
    env: 'WURAO_SIP_REMEMBERED_CALLS',
    path: 'sip.remembered-calls',
    type: 'integer',
    standard: String(CALL_SLOTS_DEFAULT),
    initial: String(CALL_SLOTS_DEFAULT),
    read: integer(CALLS_MIN, CALLS_MAX, 'Take twice the calls of 32 seconds.'),
    help: 'Places for calls of the last 32 seconds, 36 bytes each: retransmissions and forks are answered from them.',
  }),
  row({
    name: 'sipSharedPort',
    flag: 'sip-shared-port',
    env: 'WURAO_SIP_SHARED_PORT',
    path: 'sip.shared-port',
    type: 'boolean',
    standard: 'false',
    initial: 'false',
    read: yesOrNo,
    help: 'Several processes listen on the port, and the system deals sources out among them (SO_REUSEPORT). Each counts for itself.',
  }),
  row({
    name: 'sipBatching',
    flag: 'sip-batching',
    env: 'WURAO_SIP_BATCHING',
    path: 'sip.batching',
    type: 'boolean',
    standard: 'true',
    initial: 'true',
    read: yesOrNo,
    help: 'Read and write many datagrams in one call, where a C compiler is found at the start; else one by one.',
  }),
  row({
    name: 'stirCertificates',
    flag: 'stir-certificates',
    env: 'WURAO_STIR_CERTIFICATES',
    path: 'stir.certificates',
    type: 'text',
    standard: 'none: Identity is not verified',
    initial: undefined,
    read: path,
    isPath: true,
    help: 'Folder with the certificates that sign Identity fields (PEM), each named as the last part of its x5u, or listed in x5u.map.',
  }),
  row({
    name: 'stirAnchors',
    flag: 'stir-anchors',
    env: 'WURAO_STIR_ANCHORS',
    path: 'stir.anchors',
    type: 'text',
    standard: 'none: each certificate of the folder is trusted',
    initial: undefined,
    read: path,
    isPath: true,
    help: 'Folder with trust anchors (PEM) that the certificates must chain to.',
  }),
  row({
    name: 'stirWorkers',
    flag: 'stir-workers',
    env: 'WURAO_STIR_WORKERS',
    path: 'stir.workers',
    type: 'integer',
    standard: '1',
    initial: '1',
    read: integer(1, WORKERS_MAX, `Write 1 to ${WORKERS_MAX}.`),
    help: 'Threads that verify signatures: about 8,000 a second each.',
  }),
];
