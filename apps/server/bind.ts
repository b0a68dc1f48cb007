import type { Api } from '@wurao/api';
import { failure, type Result, success } from '@wurao/domain';
import type { Config } from './config.ts';

interface Bound {
  readonly address: string;
  readonly port: number;
}

/** What the machine says of an address that it does not give us, and what to do about it. */
const REFUSALS: Readonly<
  Record<string, { readonly field: string; readonly message: string; readonly remedy: string }>
> = {
  EADDRINUSE: {
    field: 'httpPort',
    message: 'another process listens there',
    remedy: 'Stop it, or choose another port with --http-port; 0 takes a free one.',
  },
  EACCES: {
    field: 'httpPort',
    message: 'this account may not listen there',
    remedy: 'Choose a port from 1024 on with --http-port.',
  },
  EADDRNOTAVAIL: {
    field: 'httpAddress',
    message: 'this machine has no such address',
    remedy: 'Name an address of this machine with --http-address.',
  },
};

export const bind = async ({ httpAddress, httpPort }: Config, api: Api): Promise<Result<Bound>> => {
  try {
    return success(await api.listen(httpAddress, httpPort));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const known = REFUSALS[code];
    if (known === undefined) throw error;
    const { field, message, remedy } = known;
    const at = `${httpAddress} port ${httpPort}: ${message}`;
    return failure('conflict', 'The address cannot be listened on', { field, message: at, remedy });
  }
};
