import { join } from 'node:path';
import type { RepliesPort } from '@wurao/api';
import { asId, failure, type Result, success } from '@wurao/domain';
import { type OpenUpstream, openCmppUpstream, openSmppUpstream, SmsRelay, UpstreamFault } from '@wurao/gateway';
import { ItemLog } from '@wurao/journal';
import type { Gate } from '../gate.ts';
import { type HeldDesk, LOOK_EVERY_MS } from '../held/held-desk.ts';
import type { House } from '../house.ts';
import type { Metrics } from '../metrics.ts';
import type { Reloaded } from '../sip/open-door.ts';
import type { SmsConfig } from './config.ts';
import { type Door, type Listening, listen, renewIdentity, type SmsPorts } from './listeners.ts';
import { MessageDesk } from './message-desk.ts';
import type { MessageReader } from './message-reader.ts';
import { OutboxPost } from './outbox-post.ts';
import { failuresTold } from './tell-failures.ts';
import { smsChanges } from './what-changes.ts';

const TICK_MS = 1_000;

export interface SmsDoor {
  readonly addresses: readonly string[];
  readonly ports: SmsPorts;
  /** Reads the certificate again, and says what else of a new configuration waits for the next start. */
  readonly reload: (next: SmsConfig) => Result<Reloaded>;
}

export interface SmsDoorParts extends House {
  readonly gate: Gate;
  readonly metrics: Metrics;
  readonly reader: MessageReader;
  readonly replies: RepliesPort;
  readonly held: HeldDesk;
}

/** The SMS gates over the house: what merchants' systems bind to, what is on its way, and the networks behind. */
export const openSmsDoor = async (house: SmsDoorParts): Promise<Result<SmsDoor | undefined>> => {
  const { config, closers, control, log, gate, metrics, reader, replies, held } = house;
  const { sms } = config;
  if ([sms.smppPort, sms.smppsPort, sms.cmppPort].every((port) => port === undefined)) return success(undefined);
  const kept = ItemLog.open({ directory: join(config.dataDir, 'messages') });
  if (!kept.ok) return kept;
  const keeper = kept.value;
  const { damagedBytes, cutBytes } = keeper.facts();
  if (cutBytes > 0) log('warn', 'the queue of messages ends in the midst of a batch', { cutBytes });
  if (damagedBytes > 0)
    log('error', 'the queue of messages was damaged on the disk', {
      damagedBytes,
      remedy: 'Check the disk; what could not be read stays beside the queue in files that end in .damaged.',
    });
  closers.push(() => keeper.close());
  const desk = new MessageDesk({ gate, facts: control.facts, replies, reader, log, held });
  const relay = new SmsRelay({
    house: desk,
    keeper,
    run: house.journal.journalFacts().epoch,
    soon: (run) => void setImmediate(run),
    queueMax: sms.queueMax,
    safe: held,
  });
  control.facts.begin();
  relay.restore((id) => control.facts.line(asId(id)));
  held.use({ relay, decideReleased: (message, actor) => desk.decideReleased(message, actor) });
  await held.look();
  const looks = setInterval(() => void held.look(), LOOK_EVERY_MS);
  closers.push(() => clearInterval(looks));
  const ways = openWays(sms, relay);
  if (!ways.ok) return ways;
  closers.push(async () => {
    for (const way of ways.value) way.close();
    await Promise.all(ways.value.map((way) => way.closed()));
  });
  const outbox = new OutboxPost(relay, control.calls, log, sms.sender);
  const tellFailures = failuresTold(ways.value, log);
  const timer = setInterval(() => {
    relay.tick();
    void outbox.tick();
    tellFailures();
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
  const reload = (next: SmsConfig): Result<Reloaded> => {
    const changes = smsChanges(sms, next);
    const renewed = renewIdentity(listeners.value, sms.tls && next.tls);
    return renewed.ok ? success(changes) : renewed;
  };
  return success({ ...doorOf(listeners.value), reload });
};

const SCHEMES: Readonly<Record<Door, string>> = { smppPort: 'smpp', smppsPort: 'smpps', cmppPort: 'cmpp' };

const doorOf = (listening: readonly Listening[]): Omit<SmsDoor, 'reload'> => {
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
