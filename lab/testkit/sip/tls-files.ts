import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { SipAddress } from './sip-peer.ts';

const PROGRAM = ['/usr/bin/openssl', '/usr/local/bin/openssl'].find((path) => existsSync(path));
/** Makes certificates; Node itself cannot. */
export const opensslProgram = (): string | undefined => PROGRAM;

export interface TlsFiles {
  /** PEM files. */
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the certificate, 64 hexadecimal digits. */
  readonly fingerprint: string;
}

/** A certificate of its own for 127.0.0.1, which nobody else signed. */
export const makeTlsFiles = (directory: string, name: string): TlsFiles => {
  if (PROGRAM === undefined) throw new Error('there is no openssl here');
  const [certificate, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost', '-days', '2'];
  execFileSync(PROGRAM, ['req', '-x509', ...curve, ...names, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
  const { fingerprint256 } = new X509Certificate(readFileSync(certificate));
  return { certificate, key, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
};

/** A port for TCP behind which everything goes on by TLS: Debian's SIPp speaks none of its own. */
export interface TlsTunnel extends SipAddress {
  close(): Promise<void>;
}

export const openTlsTunnel = async (to: SipAddress, server: TlsFiles, client?: TlsFiles): Promise<TlsTunnel> => {
  const shown = client && { cert: readFileSync(client.certificate), key: readFileSync(client.key) };
  const ca = readFileSync(server.certificate);
  const open = new Set<Socket>();
  const tunnel = createServer((inner) => {
    const outer = connect({ host: to.address, port: to.port, ca, ...shown });
    for (const [socket, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.end();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => tunnel.listen(0, '127.0.0.1', resolve));
  const { port } = tunnel.address() as { port: number };
  return {
    address: '127.0.0.1',
    port,
    close: async () => {
      const closed = new Promise((resolve) => tunnel.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
};
