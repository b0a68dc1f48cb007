import { connect, type Socket } from 'node:net';
import { checkPemFiles } from '../check-files.ts';
import { type Finding, ok, warn } from '../finding.ts';
import type { SmsConfig } from './config.ts';
import type { UpstreamConfig } from './upstreams.ts';

/** A network that is there answers sooner. */
export const REACH_MS = 2_000;

export interface Reach {
  readonly reachMs: number;
  readonly dial: (to: { readonly host: string; readonly port: number }) => Socket;
}

/** What of the SMS gates can be looked at without opening them. An upstream is reached by TCP alone: nobody binds, no secret is sent. */
export const checkSms = async (
  config: SmsConfig,
  reach: Reach = { reachMs: REACH_MS, dial: connect },
): Promise<readonly Finding[]> => {
  const doors = doorsOf(config);
  if (doors.length === 0) return [ok('sms', 'off')];
  const files = checkPemFiles('sms', [config.tls?.certificate, config.tls?.key]);
  const { upstreams } = config;
  if (upstreams.length === 0) return [...files, ok('sms', `${doors.join(', ')}; no upstream: what is taken waits`)];
  const reached = await Promise.all(upstreams.map((upstream) => checkReach(upstream, reach)));
  return [...files, ok('sms', doors.join(', ')), ...reached];
};

const doorsOf = ({ smppPort, smppsPort, cmppPort }: SmsConfig): readonly string[] =>
  Object.entries({ smpp: smppPort, smpps: smppsPort, cmpp: cmppPort })
    .filter(([, port]) => port !== undefined)
    .map(([door, port]) => `${door} ${port}`);

const checkReach = async ({ name, host, port }: UpstreamConfig, reach: Reach): Promise<Finding> => {
  const why = await unreachable({ host, port }, reach);
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return why === undefined
    ? ok('sms upstream', `${name} is reached at ${place}`)
    : warn(
        'sms upstream',
        `${name} is not reached at ${place}: ${why}`,
        'See to its address, the route and the firewall; what is allowed meanwhile is kept, and goes on later.',
      );
};

/** Why there is no connection; undefined: there is one. */
const unreachable = (
  to: { readonly host: string; readonly port: number },
  { reachMs, dial }: Reach,
): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = dial(to);
    const end = (why: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(why);
    };
    const timer = setTimeout(() => end(`no answer in ${reachMs} ms`), reachMs);
    socket.once('connect', () => end(undefined));
    socket.on('error', (error) => end('code' in error ? String(error.code) : error.message));
  });
