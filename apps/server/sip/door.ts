import { createHmac, hash, randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { type Failure, type Result, success } from '@wurao/domain';
import {
  type CallPort,
  DigestDesk,
  type Intake,
  type Later,
  NextHops,
  OutboundLinks,
  SipGate,
  SipProxy,
  type SipSettings,
} from '@wurao/gateway';
import type { Log } from '../log.ts';
import type { SipConfig } from './config.ts';
import { type Listeners, openListeners, readPem } from './listeners.ts';
import type { SipSources } from './metrics.ts';
import { openStir } from './stir.ts';
import { systemDrops } from './system-drops.ts';

export interface SipDoorParts {
  readonly config: SipConfig;
  /** Somebody asked for this port: that it cannot be had is then a failure, else a warning. */
  readonly isAsked: boolean;
  readonly calls: CallPort;
  readonly settings: () => SipSettings;
  /** The same over restarts. */
  readonly secret: Uint8Array;
  readonly log: Log;
}

export interface SipDoor {
  readonly addresses: readonly string[];
  readonly port: number | undefined;
  readonly sipsPort: number | undefined;
  readonly sources: Omit<SipSources, 'forgottenCalls'>;
  /** New next hops are looked up, and the certificate is read anew, before anything changes. */
  readonly reload: (config: SipConfig) => Promise<Result<void>>;
  readonly close: () => Promise<void>;
}

/** Keys of their own for each use, made from one secret. */
const keyFor = (secret: Uint8Array, use: string): Buffer => createHmac('sha256', secret).update(use).digest();

const digestDeskOf = ({ calls, secret }: SipDoorParts): DigestDesk => {
  const macKey = keyFor(secret, 'sip-digest-nonce');
  let serial = 0;
  const run = randomBytes(6).toString('hex');
  return new DigestDesk({
    hash: (algorithm, text) => hash(algorithm === 'MD5' ? 'md5' : 'sha256', text, 'hex'),
    mac: (text) => createHmac('sha256', macKey).update(text).digest('hex'),
    nowMs: () => calls.nowMs(),
    serial: () => `${run}-${(serial++).toString(36)}`,
  });
};

const addressesOf = async (name: string): Promise<readonly string[]> =>
  (await lookup(name, { all: true })).map(({ address }) => address);

const TOKEN_BYTES = 12;
const token = (): string => randomBytes(TOKEN_BYTES).toString('hex');

const later: Later = (run, afterMs) => {
  const timer = setTimeout(run, afterMs);
  return () => clearTimeout(timer);
};

/** Listens, and answers. */
export const openSip = async (parts: SipDoorParts): Promise<Result<SipDoor | undefined>> => {
  const { config, calls, settings, secret } = parts;
  if (config.port === undefined) return success(undefined);
  const serverCa = config.serverCa === undefined ? undefined : readPem('sipServerCa', config.serverCa);
  if (serverCa !== undefined && !serverCa.ok) return serverCa;
  const nextHops = new NextHops(addressesOf, () => calls.nowMs());
  const stir = await openStir(config, () => calls.nowMs(), parts.log);
  const gate = new SipGate({
    calls,
    settings,
    digest: digestDeskOf(parts),
    nextHops,
    identity: stir?.desk,
    tagSeed: keyFor(secret, 'sip-to-tag').readInt32LE(0),
    elapsedMs: () => performance.now(),
  });
  const listeners = await openListeners(config, config.port, gate);
  if (!listeners.ok) {
    await stir?.close();
    return parts.isAsked ? listeners : unasked(parts.log, listeners);
  }
  const { proxy, outbound } = proxyOver(parts, gate, listeners.value, nextHops, serverCa?.value);
  await nextHops.prepare([...config.nextHops, ...calls.lines().lines.flatMap(({ sip }) => sip?.nextHops ?? [])]);
  const batching = listeners.value.udp[0];
  if (config.batching && batching?.batching === 'off')
    parts.log('info', 'datagrams one by one', { reason: batching.reason });
  return success({
    addresses: addressTexts(listeners.value),
    port: listeners.value.udp[0]?.port,
    sipsPort: listeners.value.streams.find(({ transport }) => transport === 'tls')?.port,
    sources: sourcesOf(gate, proxy, listeners.value, () => ({
      'names-not-found': nextHops.failures,
      ...stir?.figures(),
    })),
    reload: async (next) => {
      await nextHops.prepare(next.nextHops);
      return listeners.value.replaceIdentity(next);
    },
    close: async () => {
      gate.close();
      proxy.close();
      await outbound.close();
      await listeners.value.close();
      await stir?.close();
    },
  });
};

const proxyOver = (
  { calls, secret }: SipDoorParts,
  gate: SipGate,
  listeners: Listeners,
  nextHops: NextHops,
  ca: string | undefined,
): { readonly proxy: SipProxy; readonly outbound: OutboundLinks } => {
  const tls = ca === undefined ? {} : { tls: { ca } };
  const intake: Intake = gate;
  const outbound = new OutboundLinks({ udp: listeners.udp, ...tls }, intake);
  const proxy = new SipProxy({
    port: {
      nowMs: () => calls.nowMs(),
      admit: (message) => gate.admit(message),
      outcome: (outcome) => calls.outcome(outcome),
      locate: (host, port, transport) =>
        nextHops.locate(
          `sip:${host}${port === undefined ? '' : `:${port}`}${transport === undefined ? '' : `;transport=${transport}`}`,
        ),
    },
    outbound,
    later,
    makeBranch: token,
    makeTag: token,
    secret: keyFor(secret, 'sip-record-route'),
  });
  gate.useProxy(proxy);
  return { proxy, outbound };
};

const sourcesOf = (
  gate: SipGate,
  proxy: SipProxy,
  listeners: Listeners,
  more: () => Readonly<Record<string, number>>,
): SipDoor['sources'] => ({
  figures: gate.figures,
  transports: () => [
    ...listeners.udp.map((listener) => ({ transport: 'udp', figures: listener.figures() })),
    ...listeners.streams.map((listener) => ({ transport: listener.transport, figures: listener.figures() })),
  ],
  waiting: () => gate.waiting,
  isBatching: () => listeners.udp.some(({ batching }) => batching === 'on'),
  more: () => ({ ...proxy.figures(), 'system-drops': systemDrops(listeners.udp[0]?.port ?? 0) ?? 0, ...more() }),
});

const addressTexts = ({ udp, streams }: Listeners): readonly string[] => {
  const hostText = (address: string): string => (address.includes(':') ? `[${address}]` : address);
  const secure = streams.filter(({ transport }) => transport === 'tls');
  return [
    ...udp.map(({ address, port }) => `sip:${hostText(address)}:${port}`),
    ...secure.map(({ address, port }) => `sips:${hostText(address)}:${port}`),
  ];
};

/** Nobody asked for the standard port, and it is another's: the rest of the server is worth having without it. */
const unasked = (log: Log, failed: Failure): Result<undefined> => {
  log('warn', 'no SIP gate', { reason: failed.errors[0]?.message, remedy: failed.errors[0]?.remedy });
  return success(undefined);
};
