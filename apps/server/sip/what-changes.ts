import type { SipConfig } from './config.ts';

/** What a new configuration may change in a gate that runs. Sockets and threads are made at the start. */
const LIVE = [
  'mode',
  'nextHops',
  'recordRoute',
  'strangerRate',
  'sourceRate',
  'tls',
] as const satisfies readonly (keyof SipConfig)[];
const isLive = (name: string): boolean => LIVE.some((live) => live === name);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The configuration to go on with, and which settings that changes now and at the next start. */
export const whatChanges = (
  now: SipConfig,
  next: SipConfig,
): { readonly config: SipConfig; readonly inForce: readonly string[]; readonly atRestart: readonly string[] } => {
  const names = Object.keys(next) as (keyof SipConfig)[];
  const changed = names.filter((name) => !same(now[name], next[name]));
  // That there is TLS at all is a matter of sockets.
  const needsRestart = (name: string): boolean =>
    !isLive(name) || (name === 'tls' && (now.tls === undefined || next.tls === undefined));
  const atRestart = changed.filter(needsRestart);
  const kept = Object.fromEntries(atRestart.map((name) => [name, now[name]]));
  return { config: { ...next, ...kept }, inForce: changed.filter((name) => !needsRestart(name)), atRestart };
};
