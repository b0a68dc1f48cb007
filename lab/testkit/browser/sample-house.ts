import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, loadServer, type RunningServer, serve } from '@wurao/server';
import { type ApiClient, apiClient } from '../api-client.ts';
import { memoryFolder } from '../memory-folder.ts';

await loadServer();

/** The sample world, served on a free port to browsers; the console must be built. */
export interface SampleHouse {
  readonly server: RunningServer;
  readonly url: string;
  readonly admin: ApiClient;
  /** Passwords of the sample members, by their names. */
  readonly members: Readonly<Record<string, string>>;
  /** The last code that went out to this number. `sentFor`: the purpose of its message, where it is not the code itself. */
  codeOf(number: string, sentFor?: string): Promise<string>;
  close(): Promise<void>;
}

export const openSampleHouse = async (more: Readonly<Record<string, string>> = {}): Promise<SampleHouse> => {
  const directory = mkdtempSync(join(memoryFolder(), 'wurao-console-'));
  const ports = { 'http-port': '0', 'sip-port': 'off', 'smpp-port': 'off', 'cmpp-port': 'off' };
  const flags = { 'data-dir': directory, ...ports, 'log-level': 'silent', ...more };
  const config = loadConfig({ flags, env: {}, cwd: directory, readFile: () => undefined });
  if (!config.ok) throw new Error(JSON.stringify(config));
  const served = await serve(config.value, { inline: true, log: () => {} });
  if (!served.ok) throw new Error(JSON.stringify(served));
  const server = served.value;
  const url = server.addresses.find((address) => address.startsWith('http'));
  if (url === undefined) throw new Error(`no address to browse in ${server.addresses.join(', ')}`);
  const admin = apiClient(url, server.adminKey.secret);
  const sample = JSON.parse(readFileSync(join(directory, 'sample.json'), 'utf8')) as {
    readonly members?: Readonly<Record<string, string>>;
  };
  return {
    server,
    url,
    admin,
    members: sample.members ?? {},
    codeOf: async (number, sentFor = 'code') => {
      const { body } = await admin.get('/v1/outbox?limit=200');
      const sent = (body as unknown as { items: readonly { to: string; purpose: string; text: string }[] }).items;
      const last = sent.findLast(({ to, purpose }) => to === number && purpose === sentFor);
      const code = /\d{6}/.exec(last?.text ?? '')?.[0];
      if (code === undefined) throw new Error(`no code went out to ${number}`);
      return code;
    },
    close: async () => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
