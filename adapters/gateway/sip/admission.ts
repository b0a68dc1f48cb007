// What the proxy is told of a new call: an answer, or where it goes and what of it stays behind.
import type { Line } from '@wurao/domain';
import { HeaderId, type Refusal, type SipMessage } from '@wurao/wire';
import { answerOf, calledUser, nextHopsOf, OVERLOADED, uriAt } from './answer.ts';
import type { NextHops } from './next-hops.ts';
import type { CallDecision, CallPort } from './ports.ts';
import type { Admission, ForwardOrder } from './proxy/proxy-port.ts';
import type { SipSettings } from './settings.ts';

/** Ours, and nobody's business further on. */
const OURS_BY_NAME: readonly string[] = ['x-wurao-permit', 'x-wurao-content'];
/** Read by us (RFC 3261, 22.3), and what only we say. */
const OURS: readonly HeaderId[] = [HeaderId.proxyAuthorization, HeaderId.wuraoReason];
/** Believed from trusted lines only, and so passed on from them only (RFC 3325, 5; DESIGN, line classes). */
const TRUSTED_ONLY: readonly HeaderId[] = [HeaderId.assertedIdentity, HeaderId.diversion];

const NO_ADDRESS: Refusal = {
  status: 503,
  phrase: 'Next Hop Unknown',
  headers: [['Retry-After', '2']],
};

export interface AdmissionParts {
  readonly calls: CallPort;
  readonly nextHops: NextHops;
}

/** Settles after the journal has the decision, or has not: then it did not happen. */
export const admissionOf = (
  { calls, nextHops }: AdmissionParts,
  decision: CallDecision,
  line: Line,
  message: SipMessage,
  settings: SipSettings,
): Promise<Admission> => {
  // Read now: the message is gone by then.
  const admission: Admission = decision.isAllowed
    ? orderOf(nextHops, decision, line, message, settings)
    : { answer: answerOf(decision, line, message, settings) };
  return new Promise((resolve) => {
    calls.whenWritten((written) => resolve(written ? admission : { answer: OVERLOADED }));
  });
};

const orderOf = (
  nextHops: NextHops,
  decision: CallDecision,
  line: Line,
  message: SipMessage,
  settings: SipSettings,
): Admission => {
  const uris = nextHopsOf(line, settings);
  // What a redirecting gate says of it: that nobody configured any.
  if (uris.length === 0) return { answer: answerOf(decision, line, message, settings) };
  const ways = nextHops.targetsOf(uris);
  if (ways.length === 0) return { answer: NO_ADDRESS };
  const { user, isTel } = calledUser(message);
  const forward: ForwardOrder = {
    decisionId: decision.id,
    lineId: line.id,
    targets: ways.map(({ target }) => target),
    uris: ways.map(({ uri }) => `${uriAt(uri, user)}${isTel ? ';user=phone' : ''}`),
    recordRoute: line.sip?.recordRoute ?? settings.recordRoute,
    dropHeaders: line.trusted ? OURS : [...OURS, ...TRUSTED_ONLY],
    dropOther: OURS_BY_NAME,
    addHeaders: [],
  };
  return { forward };
};
