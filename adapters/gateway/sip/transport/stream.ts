// Listeners for TCP and TLS, and the connections that come of it.
import type { Socket } from 'node:net';
import type { Intake, TransportFigures } from '../ports.ts';
import { shortAddress } from './addresses.ts';
import { Connection } from './connection.ts';
import { Connections, type StreamLimits } from './connections.ts';
import { openPort, type PortOptions } from './open-port.ts';
import { openTlsDoor, type TlsIdentity } from './tls.ts';

export interface StreamOptions extends PortOptions {
  readonly limits?: Partial<StreamLimits>;
}

export interface StreamListener {
  readonly transport: 'tcp' | 'tls';
  readonly address: string;
  readonly port: number;
  figures(): TransportFigures;
  /** Connections turned away because there were too many, of all or of their source. */
  turnedAway(): number;
  /** What was sent before still goes out; then connections are ended. */
  close(): Promise<void>;
}

export interface TlsListener extends StreamListener {
  /** For connections from now on. Throws a TransportFault where the certificate cannot be used; the one before stays. */
  replaceIdentity(identity: TlsIdentity): void;
}

/** Rejects with a TransportFault where the address cannot be had. */
export function openTcp(options: StreamOptions, intake: Intake): Promise<StreamListener> {
  const connections = new Connections(intake, options.limits);
  return listen('tcp', options, connections, (socket) => welcome('tcp', socket, undefined, connections));
}

/** As `openTcp`; also rejects where the certificate cannot be used. */
export async function openTls(
  options: StreamOptions & { readonly identity: TlsIdentity },
  intake: Intake,
): Promise<TlsListener> {
  const connections = new Connections(intake, options.limits);
  const door = openTlsDoor(options.identity, connections.limits.handshakeMs, (secure, certificate) =>
    welcome('tls', secure, certificate, connections),
  );
  const listener = await listen('tls', options, connections, (socket) => door.enter(socket));
  return { ...listener, replaceIdentity: (identity) => door.replace(identity) };
}

function welcome(transport: 'tcp' | 'tls', socket: Socket, certificate: string | undefined, connections: Connections) {
  const { remoteAddress, remotePort } = socket;
  // The peer is gone already.
  if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
  new Connection(
    socket,
    { transport, address: shortAddress(remoteAddress), port: remotePort, certificate },
    connections,
    'open',
  );
}

async function listen(
  transport: 'tcp' | 'tls',
  options: StreamOptions,
  connections: Connections,
  enter: (socket: Socket) => void,
): Promise<StreamListener> {
  const open = await openPort(transport, options, connections.limits, enter);
  return {
    ...open,
    transport,
    figures: () => connections.figures(),
    close: () => open.close(() => connections.end()),
  };
}
