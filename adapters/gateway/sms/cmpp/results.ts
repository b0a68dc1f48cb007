// Result for what the relay says, and the other way round (CMPP 3.0, 8.4.1.2 and 8.4.3.2).
import { CmppConnectStatus, CmppResult } from '@wurao/wire';
import type { BindRefusal, DeliverOutcome, NotTaken } from '../ports.ts';

/** 100 to 255 are the codes of refusing reasons. From 10 on 3.0 names what 2.0 leaves to each gateway. */
const NOT_TAKEN: Readonly<Record<Exclude<NotTaken['why'], 'refused'>, number>> = {
  throttled: CmppResult.flowControl,
  full: CmppResult.flowControl,
  'not-ready': CmppResult.flowControl,
  source: CmppResult.srcId,
  destination: CmppResult.destTerminalId,
  schedule: CmppResult.structure,
  expired: CmppResult.structure,
  part: CmppResult.structure,
  unreadable: CmppResult.structure,
};

export const cmppResultOf = (why: NotTaken): number => (why.why === 'refused' ? why.reasonCode : NOT_TAKEN[why.why]);

/** Who is not known, and who does not know the secret, hear the same. */
export const CONNECT_STATUS: Readonly<Record<BindRefusal['refused'], number>> = {
  unknown: CmppConnectStatus.authentication,
  secret: CmppConnectStatus.authentication,
  connections: CmppConnectStatus.other,
  'not-ready': CmppConnectStatus.other,
};

export function deliverOutcomeOf(result: number): DeliverOutcome {
  if (result === CmppResult.ok) return 'done';
  return result === CmppResult.flowControl ? 'later' : 'refused';
}
