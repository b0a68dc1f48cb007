// A call as a switch places it at a gate: the INVITE, the answer, its ACK. Nobody's telephone rings.
import { type SipAddress, SipPeer } from './sip-peer.ts';

const ANSWERED_WITHIN_MS = 5_000;
const FINAL = /^SIP\/2\.0 ([2-6]\d\d) /;

let placed = 0;

export interface Call {
  readonly caller: string;
  readonly callee: string;
}

/** The status of the final answer (RFC 3261, 21): 302 when it is let through by redirection, 603 when it is refused. */
export const placeCall = async (gate: SipAddress, { caller, callee }: Call): Promise<number> => {
  const peer = await SipPeer.open(gate.address);
  placed += 1;
  const id = `placed-${process.pid}-${placed}`;
  const say = (method: string, to: string): void =>
    peer.send(
      gate,
      [
        `${method} sip:${callee}@${gate.address} SIP/2.0`,
        `Via: SIP/2.0/UDP ${peer.address}:${peer.port};branch=z9hG4bK-${id};rport`,
        `From: <sip:${caller}@${peer.address}>;tag=${id}`,
        `To: ${to}`,
        `Call-ID: ${id}`,
        `CSeq: 1 ${method}`,
        'Max-Forwards: 70',
        `Contact: <sip:${caller}@${peer.address}:${peer.port}>`,
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  try {
    say('INVITE', `<sip:${callee}@${gate.address}>`);
    for (let count = 1; await peer.hasReceived(count, ANSWERED_WITHIN_MS); count += 1) {
      const answer = peer.received[count - 1] ?? '';
      const status = FINAL.exec(answer)?.[1];
      if (status === undefined) continue;
      say('ACK', /^To: (.*)\r$/m.exec(answer)?.[1] ?? '');
      return Number(status);
    }
    throw new Error(`no answer to the call of ${caller} to ${callee}`);
  } finally {
    peer.close();
  }
};
