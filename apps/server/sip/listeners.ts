import { readFileSync } from 'node:fs';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import {
  type Intake,
  openTcp,
  openTls,
  openUdp,
  type StreamListener,
  type TlsIdentity,
  type TlsListener,
  TransportFault,
  type UdpListener,
} from '@wurao/gateway';
import type { SipConfig } from './config.ts';

export interface Listeners {
  readonly udp: readonly UdpListener[];
  readonly streams: readonly StreamListener[];
  /** Connections from now on are shown this certificate; those that are open go on. A failure leaves the one before. */
  readonly replaceIdentity: (config: SipConfig) => Result<void>;
  readonly close: () => Promise<void>;
}

/** A free port of UDP may be taken on TCP: then another one is tried. */
const FREE_PORT_TRIES = 10;

/** UDP and TCP on one port of every address, and TLS. A failure has closed what had been opened. */
export const openListeners = async (config: SipConfig, port: number, intake: Intake): Promise<Result<Listeners>> => {
  const identity = identityOf(config);
  if (!identity.ok) return identity;
  for (let left = port === 0 ? FREE_PORT_TRIES : 1; ; left--) {
    const opened = await openAll(config, port, identity.value, intake);
    if (opened.ok || left <= 1 || !isTaken(opened)) return opened;
  }
};

const TAKEN = 'another process listens there';
const isTaken = ({ errors }: Failure): boolean => errors.some(({ message }) => message.endsWith(TAKEN));

const openAll = async (
  config: SipConfig,
  port: number,
  identity: TlsIdentity | undefined,
  intake: Intake,
): Promise<Result<Listeners>> => {
  const udp: UdpListener[] = [];
  const streams: StreamListener[] = [];
  const secure: TlsListener[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([...udp, ...streams].map((listener) => listener.close()));
  };
  const { sharedPort: reusePort, batching, addresses, sipsPort } = config;
  for (const name of addresses) {
    const address = name === 'localhost' ? '127.0.0.1' : name;
    // The first free port is then everybody's.
    const on = udp[0]?.port ?? port;
    const common = { address, reusePort, ipv6Only: true };
    try {
      udp.push(await openUdp({ ...common, port: on, prefer: batching ? 'batch' : 'plain' }, intake));
      streams.push(await openTcp({ ...common, port: udp[0]?.port ?? on }, intake));
      if (identity !== undefined && sipsPort !== undefined) {
        const listener = await openTls({ ...common, port: secure[0]?.port ?? sipsPort, identity }, intake);
        secure.push(listener);
        streams.push(listener);
      }
    } catch (error) {
      await close();
      if (!(error instanceof TransportFault)) throw error;
      return cannotListen(error);
    }
  }
  return success({ udp, streams, replaceIdentity: (next) => replaceIdentity(secure, next), close });
};

const replaceIdentity = (secure: readonly TlsListener[], config: SipConfig): Result<void> => {
  const identity = identityOf(config);
  if (!identity.ok) return identity;
  const { value } = identity;
  if (value === undefined) return success(undefined);
  try {
    for (const listener of secure) listener.replaceIdentity(value);
    return success(undefined);
  } catch (error) {
    if (!(error instanceof TransportFault)) throw error;
    return cannotListen(error);
  }
};

const identityOf = ({ tls }: SipConfig): Result<TlsIdentity | undefined> => {
  if (tls === undefined) return success(undefined);
  const texts: Record<string, string> = {};
  for (const [name, path] of Object.entries(tls)) {
    const text = path === undefined ? undefined : readPem(FIELDS[name] ?? name, path);
    if (text !== undefined && !text.ok) return text;
    if (text !== undefined) texts[name] = text.value;
  }
  const { certificate: cert = '', key = '', clientCa } = texts;
  return success({ cert, key, ...(clientCa === undefined ? {} : { clientCa }) });
};

/** `field` names the setting. */
export const readPem = (field: string, path: string): Result<string> => {
  try {
    return success(readFileSync(path, 'utf8'));
  } catch (error) {
    return failure('invalid', 'The configuration is not usable', {
      field,
      message: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Name a PEM file that this account can read.',
    });
  }
};

const FIELDS: Readonly<Record<string, string>> = {
  certificate: 'sipCertificate',
  key: 'sipKey',
  clientCa: 'sipClientCa',
};

/** What the machine says of an address that it does not give us, and what to do about it. */
const REFUSALS: Readonly<
  Record<string, { readonly field: string; readonly message: string; readonly remedy: string }>
> = {
  EADDRINUSE: {
    field: 'sipPort',
    message: TAKEN,
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

const cannotListen = (fault: TransportFault): Failure => {
  const known = REFUSALS[fault.system ?? ''];
  return failure('conflict', 'The SIP gate cannot listen', {
    field: known?.field ?? (fault.code === 'certificate-unusable' ? 'sipCertificate' : 'sipAddress'),
    message: known === undefined ? fault.message : `${fault.message}: ${known.message}`,
    remedy: known?.remedy ?? fault.remedy ?? 'Name another address or port.',
  });
};
