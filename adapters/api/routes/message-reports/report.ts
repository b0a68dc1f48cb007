import { CLOCKS_APART_MS, REPORT_AGE_MAX_MS } from '@wurao/domain';
import { need, stopInvalid } from '../../http/need.ts';
import { readInstant, readNumber } from '../../read/fields.ts';
import { subscriberOf } from '../../read/owner.ts';
import { type Handler, ok } from '../route.ts';
import { visibleSinceMs } from '../subscribers/present-tenure.ts';

interface ReportBody {
  readonly subscriber: string;
  readonly port: string;
  readonly text: string;
  readonly at?: string;
}

/** POST /v1/message-reports: whether a message that somebody got came through here. */
export const reportMessage: Handler = async (call, ports) => {
  const { gate, messageReports } = ports;
  const body = call.body as ReportBody;
  const nowMs = gate.nowMs();
  const atMs = readInstant(body.at) ?? nowMs;
  if (atMs > nowMs + CLOCKS_APART_MS || atMs < nowMs - REPORT_AGE_MAX_MS)
    throw stopInvalid(
      'at',
      'not within the last 30 days',
      'Give the instant at which the message came, or leave it out.',
    );
  const report = {
    subscriber: subscriberOf(call, body.subscriber, 'subscriber'),
    port: readNumber(body.port, 'port'),
    text: body.text,
    atMs: Math.min(atMs, nowMs),
  };
  const { subscriber, port } = report;
  return ok({
    subscriber,
    port,
    ...need(await messageReports.report(report, await visibleSinceMs(call, ports, subscriber))),
  });
};
