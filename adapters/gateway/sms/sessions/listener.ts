// A port at which merchants' systems bind: who is there, what is known of it, how it is closed.
import type { Socket } from 'node:net';
import { openPort, type PortOptions } from '../../sip/transport/open-port.ts';
import { openTlsDoor, type TlsIdentity } from '../../sip/transport/tls.ts';
import type { Counts, Home } from './conversation.ts';

export interface SmsFigures extends Counts {
  readonly connections: number;
  readonly bound: number;
  readonly turnedAway: number;
}

export interface SmsListener {
  readonly address: string;
  readonly port: number;
  figures(): SmsFigures;
  /** Requests that came are answered, those who are bound hear a goodbye; whoever takes too long is cut off. */
  close(): Promise<void>;
  /** Of TLS: for connections from now on. Throws a TransportFault where the certificate cannot be used; the one before stays. */
  replaceIdentity(identity: TlsIdentity): void;
}

/** One connection, bound or not. */
export interface Guest {
  readonly isBound: boolean;
  close(): void;
  /** At once, and without a word. */
  destroy(): void;
}

/** All that are connected. */
class Guests {
  readonly all = new Set<Guest>();
  #whenEmpty: (() => void) | undefined;

  add(guest: Guest, socket: Socket): void {
    this.all.add(guest);
    socket.once('close', () => {
      this.all.delete(guest);
      if (this.all.size === 0) this.#whenEmpty?.();
    });
  }

  async leave({ clock, limits }: Home): Promise<void> {
    for (const guest of [...this.all]) guest.close();
    if (this.all.size === 0) return;
    const cancel = clock.later(() => {
      for (const guest of this.all) guest.destroy();
    }, limits.leavingMs);
    await new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    cancel();
  }
}

export interface ListenerOptions extends PortOptions {
  /** Given: all that is spoken here is spoken over TLS. */
  readonly tls?: TlsIdentity;
}

/** `welcome` makes a guest of each connection. Rejects with a TransportFault where address or certificate cannot be had. */
export async function openListener(
  what: string,
  options: ListenerOptions,
  home: Home,
  welcome: (socket: Socket) => Guest,
): Promise<SmsListener> {
  const guests = new Guests();
  const enter = (socket: Socket) => {
    // The peer is gone already.
    if (socket.remoteAddress === undefined) socket.destroy();
    else guests.add(welcome(socket), socket);
  };
  const door = options.tls === undefined ? undefined : openTlsDoor(options.tls, home.limits.handshakeMs, enter);
  const open = await openPort(what, options, home.limits, (socket) =>
    door === undefined ? enter(socket) : door.enter(socket),
  );
  return {
    address: open.address,
    port: open.port,
    figures: () => ({
      ...home.counts,
      connections: guests.all.size,
      bound: [...guests.all].filter(({ isBound }) => isBound).length,
      turnedAway: open.turnedAway(),
    }),
    close: () => open.close(() => guests.leave(home)),
    replaceIdentity: (identity) => door?.replace(identity),
  };
}
