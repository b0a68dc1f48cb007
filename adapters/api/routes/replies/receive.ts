import { asId, CLOCKS_APART_MS, type LineId } from '@wurao/domain';
import { need, stop, stopInvalid } from '../../http/need.ts';
import { ownsLine } from '../../read/attempt.ts';
import { readInstant, readNumber, readSubscriber } from '../../read/fields.ts';
import { wireForm } from '../../views/wire-form.ts';
import { type Handler, ok } from '../route.ts';

interface ReplyBody {
  readonly subscriber: string;
  readonly port: string;
  readonly text: string;
  readonly at?: string;
  readonly line?: string;
}

/** POST /v1/replies: what a subscriber sent to a merchant's port, from a network whose messages do not come through our gates. */
export const receiveReply: Handler = async (call, { gate, replies }) => {
  const body = call.body as ReplyBody;
  const { key, actor } = call;
  const owns = (line: LineId): boolean => key !== undefined && ownsLine(key, line, gate);
  const line = body.line === undefined ? undefined : asId<LineId>(body.line);
  if (line !== undefined && !owns(line))
    throw stop('forbidden', 'line', 'this key does not own the line', 'Name a line of this key, or none.');
  const atMs = readInstant(body.at) ?? gate.nowMs();
  if (atMs > gate.nowMs() + CLOCKS_APART_MS)
    throw stopInvalid('at', 'not yet', 'Give the instant at which the network had the message, or leave it out.');
  const reply = {
    subscriber: readSubscriber(body.subscriber, 'subscriber'),
    port: readNumber(body.port, 'port'),
    text: body.text,
    atMs: Math.min(atMs, gate.nowMs()),
    line,
  };
  const received = need(await replies.receive(reply, { actor, ownsLine: owns }));
  const { subscriber, port } = reply;
  if (received.means !== 'refuses') return ok({ subscriber, port, ...(wireForm(received) as object) });
  const { effectiveAfterMs, ...told } = received;
  return ok({
    subscriber,
    port,
    ...(wireForm(told) as object),
    ...(call.wait ? { effectiveAfterMs } : {}),
  });
};
