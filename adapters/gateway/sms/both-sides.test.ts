// Our own ways on, bound to our own servers: whatever one side says the other one hears, in each protocol.
import type { Alphabet } from '@wurao/wire';
import { SmppCommand } from '@wurao/wire';
import { expect, test } from 'vitest';
import { openCmppServer } from './cmpp/server.ts';
import { openCmppUpstream } from './cmpp/upstream.ts';
import type { CarriedMessage, MerchantDesk, SendOutcome, SmsForm, UpstreamDesk, UpstreamSession } from './ports.ts';
import type { SmsListener } from './sessions/listener.ts';
import type { UpstreamOptions } from './sessions/upstream.ts';
import { openSmppServer } from './smpp/server.ts';
import { openSmppUpstream } from './smpp/upstream.ts';
import { cmppBytes, deliverOf, submitOf } from './testing/cmpp-peer.ts';
import { FakeDesk, numberOf, SECRET } from './testing/fake-desk.ts';
import { FakeUpstreamDesk } from './testing/fake-upstream-desk.ts';
import { pduBytes } from './testing/smpp-peer.ts';
import { closingAfterEach } from './testing/smpp-stage.ts';

const open = closingAfterEach();
const AT = { address: '127.0.0.1', port: 0 };

interface Side {
  readonly form: SmsForm;
  readonly serve: (desk: MerchantDesk) => Promise<SmsListener>;
  readonly connect: (options: UpstreamOptions, desk: UpstreamDesk) => UpstreamSession;
}

const SIDES: readonly Side[] = [
  { form: 'smpp', serve: (desk) => openSmppServer(AT, desk), connect: openSmppUpstream },
  ...(['2.0', '3.0'] as const).map((version) => ({
    form: `cmpp-${version}` as const,
    serve: (desk: MerchantDesk) => openCmppServer(AT, desk),
    connect: ({ tls: _none, ...options }: UpstreamOptions, desk: UpstreamDesk) =>
      openCmppUpstream({ ...options, version }, desk),
  })),
];

const port = { digits: '1069', ton: 0, npi: 0 };
const person = { digits: '13800000001', ton: 0, npi: 0 };

function messageOf(form: SmsForm, kind: 'submit' | 'reply', text: string): CarriedMessage {
  const octets = Buffer.from(text);
  const common = { channel: 'sms', alphabet: 'ascii' as Alphabet, text: octets, concat: undefined, form } as const;
  const [source, destination] = kind === 'submit' ? [port, person] : [person, port];
  if (form === 'smpp') {
    const command = kind === 'submit' ? SmppCommand.submitSm : SmppCommand.deliverSm;
    const values = {
      sourceAddr: source.digits,
      destinationAddr: destination.digits,
      dataCoding: 1,
      shortMessage: octets,
    };
    return { source, destination, ...common, pdu: pduBytes(command, 1, values) };
  }
  const version = form === 'cmpp-2.0' ? '2.0' : '3.0';
  const pdu = kind === 'submit' ? submitOf(1, { content: octets }) : deliverOf(1, { content: octets });
  return { source, destination, ...common, pdu: cmppBytes(pdu, version) };
}

const PAIRS = SIDES.flatMap((side) => SIDES.map(({ form }) => [side.form, form, side] as const));

test.each(PAIRS)('a session of %s carries what came as %s', async (_form, form, side) => {
  const desk = new FakeDesk();
  const server = await side.serve(desk);
  const upstreamDesk = new FakeUpstreamDesk();
  const options = { name: 'own', host: '127.0.0.1', port: server.port, account: '900001', secret: SECRET };
  const upstream = side.connect(options, upstreamDesk);
  open.push(server, upstream);
  await upstreamDesk.openings.next();
  const session = await desk.bound.next();

  const sent = await new Promise<SendOutcome>((tell) => upstream.send(messageOf(form, 'submit', 'hello'), true, tell));
  expect(sent).toEqual({ sent: numberOf(1) });
  const { submission } = await desk.submissions.next();
  expect(submission.wantsReceipt).toBe(true);
  expect(submission.messages[0]).toMatchObject({ source: port, destination: person, form: side.form });
  expect(Buffer.from(submission.messages[0]!.text).toString()).toBe('hello');

  const minuteMs = Date.UTC(2026, 10, 26, 1, 2);
  const report = { message: numberOf(1), state: 'UNDELIV', error: '000', submittedMs: minuteMs, doneMs: minuteMs };
  const delivered = (what: Parameters<typeof session.deliver>[0]) =>
    new Promise((tell) => expect(session.deliver(what, tell)).toBe(true));
  expect(await delivered({ report: { ...report, source: port, destination: person } })).toBe('done');
  expect((await upstreamDesk.receipts.next()).received).toEqual({
    report: { upstreamId: numberOf(1), state: 'UNDELIV', error: '000', doneMs: minuteMs },
  });

  upstreamDesk.isKept = false;
  expect(await delivered({ reply: messageOf(form, 'reply', 'TD') })).toBe('later');
  const { received } = await upstreamDesk.receipts.next();
  expect(received).toMatchObject({ reply: { source: person, destination: port, form: side.form } });
  expect(Buffer.from((received as { reply: CarriedMessage }).reply.text).toString()).toBe('TD');

  const gone = desk.gone.next();
  upstream.close();
  expect(await gone).toBe(session);
  expect(await upstreamDesk.losses.next()).toBe('left');
});
