import { rmSync } from 'node:fs';
import { apiClient } from '../api-client.ts';
import { newDirectory, type ServerProcess, startServer } from '../server-process.ts';
import { makeSipWorld, type SipWorldOptions } from './sip-world.ts';
import { makeTlsFiles, opensslProgram, type TlsFiles } from './tls-files.ts';

/** A server in a process of its own with the SIP gate open, and its world. */
export interface SipServer {
  readonly server: ServerProcess;
  readonly sip: NonNullable<ServerProcess['sip']>;
  readonly tls: { readonly server: TlsFiles; readonly client: TlsFiles } | undefined;
  stop(): Promise<void>;
}

export interface SipServerOptions extends SipWorldOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Where calls of redirecting lines go; nothing listens there unless a test says so. */
export const NEXT_HOP = 'sip:127.0.0.1:5999';

export const startSipServer = async (options: SipServerOptions = {}): Promise<SipServer> => {
  const directory = newDirectory();
  const tls =
    opensslProgram() === undefined
      ? undefined
      : { server: makeTlsFiles(directory, 'gate'), client: makeTlsFiles(directory, 'switch') };
  const secured = tls && ['--sips-port', '0', '--sip-certificate', tls.server.certificate, '--sip-key', tls.server.key];
  const server = await startServer({
    directory,
    sip: true,
    args: ['--sip-address', '127.0.0.1,::1', '--sip-next-hops', NEXT_HOP, ...(secured ?? []), ...(options.args ?? [])],
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    if (server.sip === undefined) throw new Error(`the SIP gate is not open:\n${server.output()}`);
    const certificate = tls?.client.fingerprint;
    const world = certificate === undefined ? options : { certificate, ...options };
    await makeSipWorld(apiClient(server.url, server.adminKey), world);
    return { server, sip: server.sip, tls, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};
