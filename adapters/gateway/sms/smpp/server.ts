// The port at which merchants' systems bind by SMPP.
import { type SessionRules, SMPP_RULES } from '@wurao/wire';
import type { MerchantDesk } from '../ports.ts';
import { RECEIPT_OFFSET_MINUTES, SMS_LIMITS, type SmsClock, type SmsLimits, SYSTEM_CLOCK } from '../sessions/limits.ts';
import { type ListenerOptions, openListener, type SmsListener } from '../sessions/listener.ts';
import { type SmppHome, SmppMerchant } from './merchant.ts';
import type { DefaultAlphabet } from './read-message.ts';

const SYSTEM_ID = 'wurao';

export interface SmppServerOptions extends ListenerOptions {
  /** Ours, in bind responses; at most 15 characters. */
  readonly systemId?: string;
  /** What data_coding 0 means on this port; GSM's own alphabet where left out. */
  readonly defaultAlphabet?: DefaultAlphabet;
  /** Ahead of UTC: of the dates in receipts. */
  readonly receiptOffsetMinutes?: number;
  readonly limits?: Partial<SmsLimits>;
  /** Times of a session, and what else the specification leaves open. */
  readonly rules?: Partial<SessionRules>;
  readonly clock?: SmsClock;
}

/** Rejects with a TransportFault where the address cannot be had or the certificate cannot be used. */
export function openSmppServer(options: SmppServerOptions, desk: MerchantDesk): Promise<SmsListener> {
  const home: SmppHome = {
    desk,
    systemId: options.systemId ?? SYSTEM_ID,
    defaultAlphabet: options.defaultAlphabet ?? 'gsm7',
    receiptOffsetMinutes: options.receiptOffsetMinutes ?? RECEIPT_OFFSET_MINUTES,
    clock: options.clock ?? SYSTEM_CLOCK,
    limits: { ...SMS_LIMITS, ...options.limits },
    rules: { ...SMPP_RULES, ...options.rules },
    counts: { received: 0, sent: 0, malformed: 0 },
  };
  return openListener('smpp', options, home, (socket, peer) => new SmppMerchant(socket, peer, home));
}
