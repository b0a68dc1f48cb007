// The port at which merchants' systems bind by SMPP.
import { SMPP_RULES } from '@wurao/wire';
import type { MerchantDesk } from '../ports.ts';
import { type HomeOptions, homeOf } from '../sessions/conversation.ts';
import { RECEIPT_OFFSET_MINUTES } from '../sessions/limits.ts';
import { type ListenerOptions, openListener, type SmsListener } from '../sessions/listener.ts';
import { type SmppHome, SmppMerchant } from './merchant.ts';
import type { DefaultAlphabet } from './read-message.ts';

const SYSTEM_ID = 'wurao';

export interface SmppServerOptions extends ListenerOptions, HomeOptions {
  /** Ours, in bind responses; at most 15 characters. */
  readonly systemId?: string;
  /** What data_coding 0 means on this port; GSM's own alphabet where left out. */
  readonly defaultAlphabet?: DefaultAlphabet;
  /** Ahead of UTC: of the dates in receipts. */
  readonly receiptOffsetMinutes?: number;
}

/** Rejects with a TransportFault where the address cannot be had or the certificate cannot be used. */
export function openSmppServer(options: SmppServerOptions, desk: MerchantDesk): Promise<SmsListener> {
  const home: SmppHome = {
    ...homeOf(SMPP_RULES, options),
    desk,
    systemId: options.systemId ?? SYSTEM_ID,
    defaultAlphabet: options.defaultAlphabet ?? 'gsm7',
    receiptOffsetMinutes: options.receiptOffsetMinutes ?? RECEIPT_OFFSET_MINUTES,
  };
  return openListener('smpp', options, home, (socket) => new SmppMerchant(socket, home));
}
