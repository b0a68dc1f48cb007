// Loops and spirals (RFC 3261, 16.3, item 4, and 16.6, step 8): the last part of our branches is a mark of what routing reads.
import { createHmac } from 'node:crypto';
import { branchOf, HeaderId, type RequestFields, type SipMessage, scanVia, Via, valuesOf } from '@wurao/wire';

const MARK_CHARACTERS = 16;

/** Fields that say whether and where a request goes on, beside what tells requests apart. */
const READ_BY_ROUTING: readonly HeaderId[] = [
  HeaderId.route,
  HeaderId.proxyRequire,
  HeaderId.proxyAuthorization,
  HeaderId.assertedIdentity,
  HeaderId.preferredIdentity,
  HeaderId.diversion,
  HeaderId.historyInfo,
  HeaderId.identity,
];

const via = new Via();

/** The topmost Via is left out: of a loop by way of others it is another one each time (RFC 5393, 4.2.1). */
export function loopMarkOf(secret: Uint8Array, message: SipMessage, fields: RequestFields): string {
  const { uri, callId, cseq, fromTag, toTag } = fields;
  const read = READ_BY_ROUTING.flatMap((id) => [
    `${id}:`,
    ...valuesOf(message, id).map((value) => message.text(value)),
  ]);
  const said = ['loop', uri, callId, String(cseq), fromTag, toTag, ...read].join('\n');
  return createHmac('sha256', secret).update(said).digest('hex').slice(0, MARK_CHARACTERS);
}

/** Whether it has been here before, as it is now: nobody else can make this mark. */
export function isLoop(message: SipMessage, mark: string): boolean {
  return valuesOf(message, HeaderId.via).some(
    ({ start, end }) => scanVia(via, message.bytes, start, end) && branchOf(via)?.endsWith(`.${mark}`) === true,
  );
}
