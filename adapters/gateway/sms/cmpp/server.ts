// The port at which merchants' systems connect by CMPP.
import { CMPP_RULES, type SessionRules } from '@wurao/wire';
import type { PortOptions } from '../../sip/transport/open-port.ts';
import type { MerchantDesk } from '../ports.ts';
import { SMS_LIMITS, type SmsClock, type SmsLimits, SYSTEM_CLOCK } from '../sessions/limits.ts';
import { openListener, type SmsListener } from '../sessions/listener.ts';
import { type CmppHome, CmppMerchant } from './merchant.ts';

/** A Timestamp may be off by that much: a CONNECT that somebody overheard is of no use for longer. */
export const CONNECT_SKEW_MS = 300_000;

export interface CmppServerOptions extends PortOptions {
  readonly skewMs?: number;
  readonly limits?: Partial<SmsLimits>;
  /** Times of a session, and what else the specification leaves open. */
  readonly rules?: Partial<SessionRules>;
  readonly clock?: SmsClock;
}

/** Rejects with a TransportFault where the address cannot be had. */
export function openCmppServer(options: CmppServerOptions, desk: MerchantDesk): Promise<SmsListener> {
  const home: CmppHome = {
    desk,
    skewMs: options.skewMs ?? CONNECT_SKEW_MS,
    clock: options.clock ?? SYSTEM_CLOCK,
    limits: { ...SMS_LIMITS, ...options.limits },
    rules: { ...CMPP_RULES, ...options.rules },
    counts: { received: 0, sent: 0, malformed: 0 },
  };
  return openListener('cmpp', options, home, (socket, peer) => new CmppMerchant(socket, peer, home));
}
