// A UDP socket: with several datagrams a call where this machine can build that, else by node:dgram.
import { isIP } from 'node:net';
import type { Intake } from '../ports.ts';
import { type BuildOptions, loadBatch } from './batch/load-batch.ts';
import { openBatchUdp } from './batch/udp-batch.ts';
import { cannotListen } from './transport-fault.ts';
import type { UdpListener, UdpOptions } from './udp-listener.ts';
import { openPlainUdp } from './udp-plain.ts';

/**
 * `prefer`: which kind; `batch` falls back to `plain` and says why. Rejects with a TransportFault where the address cannot be had.
 */
export async function openUdp(
  options: UdpOptions & { readonly prefer?: 'batch' | 'plain'; readonly build?: BuildOptions },
  intake: Intake,
): Promise<UdpListener> {
  if (isIP(options.address) === 0) throw cannotListen('udp', options.address, options.port, 'no IPv4 or IPv6 address');
  if (options.prefer === 'plain') return openPlainUdp(options, intake);
  const batch = await loadBatch(options.build);
  if ('reason' in batch) return openPlainUdp(options, intake, batch.reason);
  return openBatchUdp(options, intake, batch.addon);
}
