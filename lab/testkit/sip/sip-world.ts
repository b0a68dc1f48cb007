import type { ApiAnswer, ApiClient } from '../api-client.ts';

/** What SIP peers on this machine call by: a line an address, so that a peer chooses its line by where it calls from. Ids are fixed. */
export const SIP_WORLD = {
  carrier: 'party-sip-carrier',
  merchant: 'merchant-sip',
  /** Filed for service calls: allowed at any hour. */
  hotline: '4001112222',
  /** Filed for marketing: what the subscriber wishes decides. */
  seller: '95599',
  /** Filed by nobody. */
  stranger: '95511',
  callee: '13800000001',
  /** Wants no commercial calls. */
  shielded: '13800000009',
  trusted: { line: 'line-sip-trusted', address: '127.0.0.1', address6: '::1' },
  plain: { line: 'line-sip-plain', address: '127.0.0.2' },
  proxied: { line: 'line-sip-proxied', address: '127.0.0.3' },
  secured: { line: 'line-sip-secured' },
  /** It calls from an address of nobody's. */
  digest: {
    line: 'line-sip-digest',
    address: '127.0.0.4',
    user: 'switch',
    realm: 'sip.example',
    password: 'a-long-enough-word',
  },
} as const;

export interface SipWorldOptions {
  /** SHA-256 of the certificate that makes a TLS client the secured line. */
  readonly certificate?: string;
  /** Of the proxied line. */
  readonly nextHops?: readonly string[];
}

const done = async (asked: Promise<ApiAnswer>): Promise<ApiAnswer> => {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

interface LineWish {
  readonly id: string;
  readonly entry: object;
  readonly trusted?: boolean;
  readonly sip?: object;
}

const linesOf = ({ certificate, nextHops = [] }: SipWorldOptions): LineWish[] => {
  const { trusted, plain, proxied, secured, digest } = SIP_WORLD;
  const { user, realm, password } = digest;
  const lines: LineWish[] = [
    { id: trusted.line, trusted: true, entry: { addresses: [trusted.address, trusted.address6] } },
    { id: plain.line, entry: { addresses: [plain.address] } },
    {
      id: proxied.line,
      trusted: true,
      entry: { addresses: [proxied.address] },
      sip: { mode: 'proxy', nextHops, recordRoute: true },
    },
    { id: digest.line, trusted: true, entry: { digest: { user, realm, password } } },
  ];
  if (certificate !== undefined)
    lines.push({ id: secured.line, trusted: true, entry: { certificates: [certificate] } });
  return lines;
};

/** Registers it over the API, with an admin key. */
export const makeSipWorld = async (admin: ApiClient, options: SipWorldOptions = {}): Promise<void> => {
  const { carrier, merchant, hotline, seller, shielded } = SIP_WORLD;
  await done(admin.post('/v1/parties', { id: carrier, name: 'SIP carrier', kind: 'carrier' }));
  await done(admin.post('/v1/merchants', { id: merchant, name: 'SIP merchant', categories: ['loan', 'other'] }));
  for (const line of linesOf(options)) {
    const common = { name: line.id, class: 'access', chain: [carrier], enforcement: { mode: 'enforce' } };
    await done(admin.post('/v1/lines', { ...common, ...line }));
  }
  const filing = {
    merchant,
    kind: 'service-number',
    categories: ['loan'],
    channels: ['voice'],
    from: '2020-01-01T00:00:00Z',
  };
  await done(admin.post('/v1/filings', { ...filing, caller: hotline, purposes: ['service'] }));
  await done(admin.post('/v1/filings', { ...filing, caller: seller, purposes: ['marketing'] }));
  const shielding = `/v1/subscribers/${encodeURIComponent(`+86${shielded}`)}/preference`;
  await done(admin.put(shielding, { on: true }));
};

/** Calls are asked about at any hour and as often as a lab calls; beside that as `cn-2015`: no basis needed, refusals and wishes bind. */
const ALL_DAY_LAW = {
  extends: 'cn-2015',
  id: 'lab-all-day-1',
  hours: { commercial: { voice: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }] } },
  // The most that is counted.
  caps: { commercial: { callsPerDay: 255, perWindow: 'none' } },
};

/** In force from now on. */
export const putAllDayLaw = async (admin: ApiClient): Promise<void> => {
  await done(admin.post('/v1/laws', { pack: ALL_DAY_LAW }));
  await done(admin.put('/v1/law', { law: ALL_DAY_LAW.id }));
};
