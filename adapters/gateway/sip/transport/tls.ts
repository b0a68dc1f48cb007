// TLS (RFC 3261, 26.3.1): for connections in, our certificate, and whose certificate the client showed; for connections out, whom we trust.
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect, createSecureContext, createServer, type TLSSocket } from 'node:tls';
import { TransportFault } from './transport-fault.ts';

/** PEM, each. */
export interface TlsIdentity {
  readonly key: string;
  /** With the certificates between it and its root. */
  readonly cert: string;
  /** A client's certificate that does not lead to one of these counts as not shown. Not given: every certificate counts. */
  readonly clientCa?: string;
}

export interface TlsDoor {
  /** Makes the connection secure; one that cannot be made so is ended. */
  enter(socket: Socket): void;
  replace(identity: TlsIdentity): void;
}

const MIN_VERSION = 'TLSv1.2';

/** SHA-256 of the certificate, 64 lower-case hexadecimal digits. */
const fingerprintOf = (socket: TLSSocket): string | undefined =>
  socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '').toLowerCase();

function contextOf(identity: TlsIdentity) {
  const { key, cert, clientCa } = identity;
  const context = { key, cert, ...(clientCa === undefined ? {} : { ca: clientCa }), minVersion: MIN_VERSION } as const;
  try {
    createSecureContext(context);
  } catch (error) {
    throw new TransportFault('certificate-unusable', `the certificate cannot be used: ${error}`, {
      field: 'tls',
      remedy: 'name a PEM file with the certificate and its chain, and one with the key that belongs to it',
    });
  }
  return context;
}

/** `welcome` gets what was made secure. Throws a TransportFault where the certificate cannot be used. */
export function openTlsDoor(
  first: TlsIdentity,
  handshakeMs: number,
  welcome: (secure: TLSSocket, certificate: string | undefined) => void,
): TlsDoor {
  let identity = first;
  // Asked for and not demanded: lines that are known by their address or by digest need none.
  const options = { requestCert: true, rejectUnauthorized: false, handshakeTimeout: handshakeMs };
  const server = createServer({ ...contextOf(first), ...options });
  server.on('secureConnection', (secure) => {
    const counts = identity.clientCa === undefined || secure.authorized;
    welcome(secure, counts ? fingerprintOf(secure) : undefined);
  });
  server.on('tlsClientError', (_error, secure) => secure.destroy());
  return {
    enter: (socket) => void server.emit('connection', socket),
    replace: (next) => {
      server.setSecureContext(contextOf(next));
      identity = next;
    },
  };
}

/** PEM, each. */
export interface OutboundTls {
  /** Whom a next hop's certificate must lead to; not given: those that the system trusts. */
  readonly ca?: string;
  /** What we show where we are asked. */
  readonly key?: string;
  readonly cert?: string;
}

/** `name`: what the certificate must show. The connection is to be used from `secureConnect` on, and not before. */
export function connectSecurely(
  to: { readonly host: string; readonly port: number },
  name: string,
  tls: OutboundTls | undefined,
): TLSSocket {
  return connect({
    ...to,
    ...tls,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    minVersion: MIN_VERSION,
    rejectUnauthorized: true,
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
  });
}
