// What both kinds of UDP socket offer.
import type { Link, TransportFigures } from '../ports.ts';

/** What the system may hold for us, so that a pause of the process loses nothing. It may grant less (net.core.rmem_max). */
export const UDP_SYSTEM_BUFFER_BYTES = 4_194_304;
/** The most that one datagram carries over IPv4 (65,535 less the headers of IP and UDP); over IPv6 20 more. */
export const DATAGRAM_BYTES_MAX = 65_507;

export interface UdpOptions {
  /** IPv4 or IPv6, without brackets. `::` takes both families. */
  readonly address: string;
  /** 0: a free one. */
  readonly port: number;
  /** Several processes listen on the same port; the system spreads peers over them by address and port. */
  readonly reusePort?: boolean;
  /** `::` takes IPv6 alone, so that 0.0.0.0 may have the same port. */
  readonly ipv6Only?: boolean;
}

export interface UdpListener {
  readonly address: string;
  readonly port: number;
  /** Whether several datagrams go through one call to the system. */
  readonly batching: 'on' | 'off';
  /** Why batching is off. */
  readonly reason: string | undefined;
  figures(): TransportFigures;
  /** How many peers are remembered. */
  peers(): number;
  /** The peer's link; undefined where this is no address or port that the socket could send to. */
  linkTo(address: string, port: number): Link | undefined;
  /** What was sent before still goes out. */
  close(): Promise<void>;
}

export interface UdpCounts {
  received: number;
  sent: number;
  dropped: number;
}

export const udpFigures = (counts: UdpCounts): TransportFigures => ({ ...counts, connections: 0 });
