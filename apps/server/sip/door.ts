import { createHmac, hash } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import {
  type CallPort,
  DigestDesk,
  NextHops,
  openPlainUdp,
  SipGate,
  type SipSettings,
  type UdpListener,
} from '@wurao/gateway';
import type { Log } from '../log.ts';
import type { SipConfig } from './config.ts';
import type { SipSources } from './metrics.ts';

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
  readonly close: () => Promise<void>;
}

/** Keys of their own for each use, made from one secret. */
const keyFor = (secret: Uint8Array, use: string): Buffer => createHmac('sha256', secret).update(use).digest();

const digestDeskOf = ({ calls, secret }: SipDoorParts): DigestDesk => {
  const macKey = keyFor(secret, 'sip-digest-nonce');
  let serial = 0;
  const run = Math.floor(performance.timeOrigin).toString(36);
  return new DigestDesk({
    hash: (algorithm, text) => hash(algorithm === 'MD5' ? 'md5' : 'sha256', text, 'hex'),
    mac: (text) => createHmac('sha256', macKey).update(text).digest('hex'),
    nowMs: () => calls.nowMs(),
    serial: () => `${run}-${(serial++).toString(36)}`,
  });
};

const addressesOf = async (name: string): Promise<readonly string[]> =>
  (await lookup(name, { all: true })).map(({ address }) => address);

/** Listens by UDP on every address. A failure has closed what had been opened. */
export const openSip = async (parts: SipDoorParts): Promise<Result<SipDoor | undefined>> => {
  const { config, calls, settings, secret } = parts;
  if (config.port === undefined) return success(undefined);
  const nextHops = new NextHops(addressesOf, () => calls.nowMs());
  const gate = new SipGate({
    calls,
    settings,
    digest: digestDeskOf(parts),
    nextHops,
    tagSeed: keyFor(secret, 'sip-to-tag').readInt32LE(0),
    elapsedMs: () => performance.now(),
  });
  const opened = await listen(parts, config.port, gate);
  if (!opened.ok) return parts.isAsked ? opened : unasked(parts.log, opened);
  const listeners = opened.value;
  const port = listeners[0]?.port;
  return success({
    addresses: listeners.map(
      ({ address, port: on }) => `sip:${address.includes(':') ? `[${address}]` : address}:${on}`,
    ),
    port,
    sipsPort: undefined,
    sources: {
      figures: gate.figures,
      transports: () => listeners.map((listener) => ({ transport: 'udp', figures: listener.figures() })),
      waiting: () => gate.waiting,
      isBatching: () => false,
      more: () => ({}),
    },
    close: async () => {
      gate.close();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  });
};

/** Nobody asked for the standard port, and it is another's: the rest of the server is worth having without it. */
const unasked = (log: Log, failed: Failure): Result<undefined> => {
  log('warn', 'no SIP gate', { reason: failed.errors[0]?.message, remedy: failed.errors[0]?.remedy });
  return success(undefined);
};

const listen = async (
  { config }: SipDoorParts,
  port: number,
  gate: SipGate,
): Promise<Result<readonly UdpListener[]>> => {
  const listeners: UdpListener[] = [];
  for (const address of config.addresses) {
    try {
      // The first free port is then everybody's.
      const on = listeners[0]?.port ?? port;
      listeners.push(await openPlainUdp({ address, port: on, reusePort: config.sharedPort }, gate));
    } catch (error) {
      await Promise.all(listeners.map((listener) => listener.close()));
      return cannotListen(error, address, port);
    }
  }
  return success(listeners);
};

/** What the machine says of an address that it does not give us, and what to do about it. */
const REFUSALS: Readonly<
  Record<string, { readonly field: string; readonly message: string; readonly remedy: string }>
> = {
  EADDRINUSE: {
    field: 'sipPort',
    message: 'another process listens there',
    remedy: 'Stop it, or choose another port with --sip-port; 0 takes a free one, off opens none.',
  },
  EACCES: {
    field: 'sipPort',
    message: 'this account may not listen there',
    remedy: 'Choose a port from 1024 on with --sip-port.',
  },
  EADDRNOTAVAIL: {
    field: 'sipAddress',
    message: 'this machine has no such address',
    remedy: 'Name addresses of this machine with --sip-address.',
  },
};

const cannotListen = (error: unknown, address: string, port: number): Failure => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = REFUSALS[code];
  if (known === undefined) throw error;
  const { field, message, remedy } = known;
  return failure('conflict', 'The SIP gate cannot listen', {
    field,
    message: `${address} port ${port}: ${message}`,
    remedy,
  });
};
