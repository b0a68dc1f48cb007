import type { Fault, Reading } from '../setting.ts';
import { fault } from '../setting-readers.ts';

/** A way on to a network, as the setting names it. */
export interface UpstreamConfig {
  readonly name: string;
  readonly protocol: 'smpp' | 'cmpp';
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  /** system_id, or Source_Addr. */
  readonly account: string;
  readonly secret: string;
  readonly windowMax: number;
  /** Of CMPP. */
  readonly version: '2.0' | '3.0';
}

export const UPSTREAMS_MAX = 8;
/** Kept with each message that is under way. */
export const UPSTREAM_NAME_MAX = 64;
const WINDOW_MAX = 1_000;
const USUAL_WINDOW = 64;
const NAME = /^[\w.:-]+$/;
const SCHEMES = {
  'smpp:': { protocol: 'smpp', isSecure: false, port: 2775 },
  'smpps:': { protocol: 'smpp', isSecure: true, port: 3550 },
  'cmpp:': { protocol: 'cmpp', isSecure: false, port: 7890 },
} as const;
const REMEDY = 'Write smpp://account:secret@smsc.example:2775?window=64, smpps://… or cmpp://…?version=2.0.';

const isFault = (read: UpstreamConfig | Fault): read is Fault => 'remedy' in read;

/** By commas, in the order of preference. A text is never repeated in a fault: it holds a secret. */
export const readUpstreams = (text: string): Reading<readonly UpstreamConfig[]> => {
  const said = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (said.length > UPSTREAMS_MAX)
    return fault(`more than ${UPSTREAMS_MAX} upstreams`, `Name at most ${UPSTREAMS_MAX}.`);
  const read: UpstreamConfig[] = [];
  for (const [i, one] of said.entries()) {
    const upstream = readUpstream(one);
    if (isFault(upstream)) return fault(`upstream ${i + 1}: ${upstream.message}`, upstream.remedy);
    if (read.some(({ name }) => name === upstream.name))
      return fault(
        `upstream ${i + 1}: ${upstream.name} stands there twice`,
        'Name each once, or give one a name: ?name=second.',
      );
    read.push(upstream);
  }
  return { value: read };
};

const wrong = (message: string): Fault => ({ message, remedy: REMEDY });

const readUpstream = (text: string): UpstreamConfig | Fault => {
  if (!URL.canParse(text)) return wrong('is no URL');
  const { protocol: scheme, hostname, port, username, password, searchParams } = new URL(text);
  const known = SCHEMES[scheme as keyof typeof SCHEMES];
  if (known === undefined) return wrong('begins with none of smpp://, smpps:// and cmpp://');
  if (hostname === '') return wrong('names no host');
  if (username === '' || password === '') return wrong('lacks account or secret');
  for (const key of searchParams.keys()) {
    if (!['window', 'version', 'name'].includes(key)) return wrong(`${key} is not known`);
  }
  const windowMax = Number(searchParams.get('window') ?? USUAL_WINDOW);
  if (!Number.isInteger(windowMax) || windowMax < 1 || windowMax > WINDOW_MAX)
    return wrong(`window is not 1 to ${WINDOW_MAX}`);
  const version = searchParams.get('version') ?? '3.0';
  if (version !== '2.0' && version !== '3.0') return wrong('version is neither 2.0 nor 3.0');
  const account = decoded(username);
  const secret = decoded(password);
  if (account === undefined || secret === undefined)
    return wrong('has a % in account or secret that is not written %25');
  const host = hostname.replace(/^\[|\]$/g, '');
  const { protocol, isSecure } = known;
  const on = port === '' ? known.port : Number(port);
  const name = searchParams.get('name') ?? `${protocol}-${host}-${on}`;
  if (name.length > UPSTREAM_NAME_MAX || !NAME.test(name))
    return {
      message: 'its name is too long, or not plain',
      remedy: `Give it ?name= with at most ${UPSTREAM_NAME_MAX} letters, digits, dots, colons and dashes.`,
    };
  return { name, ...{ protocol, isSecure, host, port: on, windowMax, version }, account, secret };
};

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};
