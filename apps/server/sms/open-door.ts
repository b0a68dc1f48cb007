import { join } from 'node:path';
import { asId, type Failure, failure, type Result, success } from '@wurao/domain';
import {
  type OpenUpstream,
  openCmppServer,
  openCmppUpstream,
  openSmppServer,
  openSmppUpstream,
  type SmsListener,
  SmsRelay,
  TransportFault,
  UpstreamFault,
} from '@wurao/gateway';
import { ItemLog } from '@wurao/journal';
import { openClassifier } from '../classifier.ts';
import type { Gate } from '../gate.ts';
import type { House } from '../house.ts';
import type { Metrics } from '../metrics.ts';
import { ReplyDesk } from '../reply-desk.ts';
import { readPem } from '../sip/listeners.ts';
import type { SmsConfig } from './config.ts';
import { MessageDesk } from './message-desk.ts';
import { MessageReader } from './message-reader.ts';
import { OutboxPost } from './outbox-post.ts';

const TICK_MS = 1_000;

export interface SmsPorts {
  readonly smppPort: number | undefined;
  readonly smppsPort: number | undefined;
  readonly cmppPort: number | undefined;
}

export interface SmsDoor {
  readonly addresses: readonly string[];
  readonly ports: SmsPorts;
}

type Door = keyof SmsPorts;

/** The SMS gates over the house: what merchants' systems bind to, what is on its way, and the networks behind. */
export const openSmsDoor = async (house: House, gate: Gate, metrics: Metrics): Promise<Result<SmsDoor | undefined>> => {
  const { config, closers, control, log } = house;
  const { sms } = config;
  if ([sms.smppPort, sms.smppsPort, sms.cmppPort].every((port) => port === undefined)) return success(undefined);
  const classify = openClassifier();
  if (!classify.ok) return classify;
  const kept = ItemLog.open({ directory: join(config.dataDir, 'messages') });
  if (!kept.ok) return kept;
  const keeper = kept.value;
  closers.push(() => keeper.close());
  const replies = new ReplyDesk({ gate, archive: house.archive, execute: control.calls.execute });
  const reader = new MessageReader(classify.value);
  const desk = new MessageDesk({ gate, facts: control.facts, replies, reader, log });
  const relay = new SmsRelay({
    house: desk,
    keeper,
    run: house.journal.journalFacts().epoch,
    soon: (run) => void setImmediate(run),
    queueMax: sms.queueMax,
  });
  control.facts.begin();
  relay.restore((id) => control.facts.line(asId(id)));
  const ways = openWays(sms, relay);
  if (!ways.ok) return ways;
  closers.push(async () => {
    for (const way of ways.value) way.close();
    await Promise.all(ways.value.map((way) => way.closed()));
  });
  const outbox = new OutboxPost(relay, control.calls, log, sms.sender);
  const timer = setInterval(() => {
    relay.tick();
    void outbox.tick();
  }, TICK_MS);
  closers.push(() => clearInterval(timer));
  const listeners = await listen(house, relay);
  if (!listeners.ok) return listeners;
  closers.push(async () => void (await Promise.all(listeners.value.map(({ listener }) => listener.close()))));
  metrics.showSms({
    relay: () => relay.figures(),
    keeper: () => keeper.facts(),
    reader: () => reader.figures(),
    listeners: () => listeners.value.map(({ door, listener }) => ({ door, figures: listener.figures() })),
    upstreams: () => ways.value.map((way) => ({ name: way.name, isOpen: way.isOpen, figures: way.figures() })),
  });
  return success(doorOf(listeners.value));
};

interface Listening {
  readonly door: Door;
  readonly listener: SmsListener;
}

const SCHEMES: Readonly<Record<Door, string>> = { smppPort: 'smpp', smppsPort: 'smpps', cmppPort: 'cmpp' };

const doorOf = (listening: readonly Listening[]): SmsDoor => {
  const portOf = (door: Door): number | undefined => listening.find((one) => one.door === door)?.listener.port;
  return {
    addresses: listening.map(({ door, listener: { address, port } }) => {
      return `${SCHEMES[door]}://${address.includes(':') ? `[${address}]` : address}:${port}`;
    }),
    ports: { smppPort: portOf('smppPort'), smppsPort: portOf('smppsPort'), cmppPort: portOf('cmppPort') },
  };
};

const openWays = ({ upstreams, defaultAlphabet }: SmsConfig, relay: SmsRelay): Result<readonly OpenUpstream[]> => {
  const ways: OpenUpstream[] = [];
  for (const { protocol, isSecure, version, ...upstream } of upstreams) {
    try {
      const secure = isSecure ? { tls: {} } : {};
      ways.push(
        protocol === 'cmpp'
          ? openCmppUpstream({ ...upstream, version }, relay)
          : openSmppUpstream({ ...upstream, ...secure, defaultAlphabet }, relay),
      );
    } catch (error) {
      for (const way of ways) way.close();
      if (!(error instanceof UpstreamFault)) throw error;
      return failure('invalid', 'The configuration is not usable', {
        field: 'smsUpstreams',
        message: `${upstream.name}: ${error.field} does not fit the protocol`,
        remedy: error.remedy,
      });
    }
  }
  for (const way of ways) relay.use(way);
  return success(ways);
};

/** Every door on every address. A failure has closed what had been opened. */
const listen = async (house: House, relay: SmsRelay): Promise<Result<readonly Listening[]>> => {
  const { config, log } = house;
  const { addresses, tls, defaultAlphabet, ...ports } = config.sms;
  const identity = tls === undefined ? success(undefined) : identityOf(tls);
  if (!identity.ok) return identity;
  const open: Listening[] = [];
  for (const door of ['smppPort', 'smppsPort', 'cmppPort'] as const) {
    const asked = ports[door];
    if (asked === undefined) continue;
    for (const name of addresses) {
      const address = name === 'localhost' ? '127.0.0.1' : name;
      const port = open.find((one) => one.door === door)?.listener.port ?? asked;
      const secure = door === 'smppsPort' && identity.value !== undefined ? { tls: identity.value } : {};
      try {
        const at = { address, port, ipv6Only: true };
        const listener =
          door === 'cmppPort'
            ? await openCmppServer(at, relay)
            : await openSmppServer({ ...at, defaultAlphabet, ...secure }, relay);
        open.push({ door, listener });
      } catch (error) {
        if (!(error instanceof TransportFault)) throw error;
        const failed = cannotListen(door, error);
        // Nobody asked for it: the rest goes on without.
        if (config.origins[door] === 'default' && error.system === 'EADDRINUSE') {
          log('warn', 'SMS gate not opened', { problem: failed.errors[0]?.message, remedy: failed.errors[0]?.remedy });
          continue;
        }
        await Promise.all(open.map((one) => one.listener.close()));
        return failed;
      }
    }
  }
  return success(open);
};

const identityOf = (tls: NonNullable<SmsConfig['tls']>): Result<{ readonly cert: string; readonly key: string }> => {
  const cert = readPem('smsCertificate', tls.certificate);
  if (!cert.ok) return cert;
  const key = readPem('smsKey', tls.key);
  return key.ok ? success({ cert: cert.value, key: key.value }) : key;
};

const FLAGS: Readonly<Record<Door, string>> = {
  smppPort: '--smpp-port',
  smppsPort: '--smpps-port',
  cmppPort: '--cmpp-port',
};

const cannotListen = (door: Door, fault: TransportFault): Failure => {
  const isTaken = fault.system === 'EADDRINUSE';
  return failure('conflict', 'The SMS gate cannot listen', {
    field: fault.code === 'certificate-unusable' ? 'smsCertificate' : door,
    message: isTaken ? `${fault.message}: another process listens there` : fault.message,
    remedy: isTaken
      ? `Stop it, or choose another port with ${FLAGS[door]}; 0 takes a free one, off opens none.`
      : (fault.remedy ?? 'Name another address or port.'),
  });
};
