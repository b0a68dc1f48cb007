// The port at which merchants' systems connect by CMPP.
import { CMPP_RULES } from '@wurao/wire';
import type { PortOptions } from '../../sip/transport/open-port.ts';
import type { MerchantDesk } from '../ports.ts';
import { type HomeOptions, homeOf } from '../sessions/conversation.ts';

import { openListener, type SmsListener } from '../sessions/listener.ts';
import { type CmppHome, CmppMerchant } from './merchant.ts';

/** A Timestamp may be off by that much: a CONNECT that somebody overheard is of no use for longer. */
export const CONNECT_SKEW_MS = 300_000;

export interface CmppServerOptions extends PortOptions, HomeOptions {
  readonly skewMs?: number;
}

/** Rejects with a TransportFault where the address cannot be had. */
export function openCmppServer(options: CmppServerOptions, desk: MerchantDesk): Promise<SmsListener> {
  const home: CmppHome = {
    ...homeOf(CMPP_RULES, options),
    desk,
    skewMs: options.skewMs ?? CONNECT_SKEW_MS,
  };
  return openListener('cmpp', options, home, (socket) => new CmppMerchant(socket, home));
}
