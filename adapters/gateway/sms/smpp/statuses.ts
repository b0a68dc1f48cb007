// command_status for what the relay says, and the other way round (SMPP 3.4 issue 1.2, 5.1.3).
import { SmppStatus } from '@wurao/wire';
import type { BindRefusal, DeliverOutcome, NotTaken } from '../ports.ts';

/** 0x400 to 0x4FF are whoever answers' own (5.1.3): the codes of refusing reasons begin at 100. */
const REFUSED_FROM = 0x400;
const REASON_FROM = 100;

/**
 * Throttled (5.1.3, 0x58) is what a peer waits and tries again after; so it is for a gate that is not ready, too. A part that does not
 * belong to its message was told by the header that esm_class promised. For a text that is no text 3.4 has no status of its own.
 */
const NOT_TAKEN: Readonly<Record<Exclude<NotTaken['why'], 'refused'>, number>> = {
  throttled: SmppStatus.ESME_RTHROTTLED,
  full: SmppStatus.ESME_RMSGQFUL,
  'not-ready': SmppStatus.ESME_RTHROTTLED,
  source: SmppStatus.ESME_RINVSRCADR,
  destination: SmppStatus.ESME_RINVDSTADR,
  schedule: SmppStatus.ESME_RINVSCHED,
  expired: SmppStatus.ESME_RINVEXPIRY,
  part: SmppStatus.ESME_RINVESMCLASS,
  unreadable: SmppStatus.ESME_RSUBMITFAIL,
};

export const smppStatusOf = (why: NotTaken): number =>
  why.why === 'refused' ? REFUSED_FROM + why.reasonCode - REASON_FROM : NOT_TAKEN[why.why];

/** Who is not known, and who does not know the secret, hear the same. */
export const BIND_STATUS: Readonly<Record<BindRefusal['refused'], number>> = {
  unknown: SmppStatus.ESME_RBINDFAIL,
  secret: SmppStatus.ESME_RBINDFAIL,
  connections: SmppStatus.ESME_RALYBND,
  'not-ready': SmppStatus.ESME_RSYSERR,
};

/** A merchant's system that cannot take a delivery now. */
const LATER: readonly number[] = [
  SmppStatus.ESME_RTHROTTLED,
  SmppStatus.ESME_RMSGQFUL,
  SmppStatus.ESME_RSYSERR,
  SmppStatus.ESME_RX_T_APPN,
];

export function deliverOutcomeOf(status: number): DeliverOutcome {
  if (status === SmppStatus.ESME_ROK) return 'done';
  return LATER.includes(status) ? 'later' : 'refused';
}

/** A network that cannot take a message now. Whatever else it says, it says of the message. */
export const isSendLater = (status: number): boolean =>
  status === SmppStatus.ESME_RTHROTTLED || status === SmppStatus.ESME_RMSGQFUL;
