import { type ApiClient, apiClient, makeSmsWorld, type ServerProcess, SMS_WORLD, startServer } from '@wurao/testkit';
import { type Bench, type Figure, medianOf, type Tier } from './bench.ts';
import { moveToCore, SERVER_CORE } from './sip/load.ts';
import { cpuSecondsOf } from './sip/process-figures.ts';
import { KannelRelay, kannelRelayProgram } from './sms/kannel-relay.ts';
import { SmsPeers } from './sms/load.ts';
import type { SmsJob, SmsJobFigures } from './sms/peers.ts';

const MESSAGES = { test: 20_000, bench: 200_000, soak: 1_000_000 } as const;
const ROUNDS = { test: 1, bench: 3, soak: 3 } as const;
const CONNECTIONS = 4;
const WINDOW = 250;
const CMPP_WINDOW = 32;
const FIRST_RECIPIENT = 13_800_000_000;
const FLOOD_PER_SECOND = 100_000;

interface House {
  readonly server: ServerProcess;
  readonly peers: SmsPeers;
  next: number;
}

const startHouse = async (): Promise<House> => {
  const peers = await SmsPeers.start();
  const upstream = `smpp://wurao:upstream@127.0.0.1:${peers.sinkPort}?window=1000`;
  const server = await startServer({ sms: true, env: { WURAO_SMS_UPSTREAMS: upstream } });
  moveToCore(server.pid, SERVER_CORE);
  const admin: ApiClient = apiClient(server.url, server.adminKey);
  await makeSmsWorld(admin, { window: 1_000, perSecond: FLOOD_PER_SECOND });
  return { server, peers, next: FIRST_RECIPIENT };
};

const run = async (
  house: House,
  job: Omit<SmsJob, 'firstRecipient' | 'secret' | 'account'>,
): Promise<SmsJobFigures> => {
  const { account, secret } = job.protocol === 'smpp' ? SMS_WORLD.first : SMS_WORLD.second;
  const figures = await house.peers.run({ ...job, account, secret, firstRecipient: house.next });
  house.next += job.messages;
  if (figures.refused > 0) throw new Error(`${figures.refused} were refused, the first with ${figures.firstRefusal}`);
  return figures;
};

const relay = async (house: House, messages: number) => {
  const before = cpuSecondsOf(house.server.pid);
  const port = house.server.sms?.smppPort ?? 0;
  const shape = { connections: CONNECTIONS, window: WINDOW, source: SMS_WORLD.service.port, relayed: true };
  const { seconds } = await run(house, { protocol: 'smpp', port, messages, ...shape });
  return { perSecond: messages / seconds, cpuUs: ((cpuSecondsOf(house.server.pid) - before) / messages) * 1e6 };
};

const conditionsOf = (messages: number): string =>
  `${messages} messages of 48 Chinese characters, each its own text and recipient; classified, decided, journalled (sync within 50 ms), in the queue after fdatasync before each answer; one core for the server`;

const ratioFigures = async (house: House, tier: Tier): Promise<Figure[]> => {
  const messages = MESSAGES[tier];
  const kannel = kannelRelayProgram() === undefined ? undefined : await KannelRelay.start();
  const ours: Awaited<ReturnType<typeof relay>>[] = [];
  const theirs: Awaited<ReturnType<KannelRelay['run']>>[] = [];
  try {
    await relay(house, MESSAGES.test);
    for (let round = 0; round < ROUNDS[tier]; round++) {
      ours.push(await relay(house, messages));
      if (kannel !== undefined) theirs.push(await kannel.run(messages, FIRST_RECIPIENT));
    }
  } finally {
    kannel?.stop();
  }
  const fullSize = tier === 'soak';
  const conditions = conditionsOf(messages);
  const rate = medianOf(ours.map(({ perSecond }) => perSecond));
  const cpu = medianOf(ours.map(({ cpuUs }) => cpuUs));
  const figures: Figure[] = [
    { name: 'SMPP relay, Wurao', value: rate, unit: 'messages/s', conditions },
    {
      name: 'SMPP relay, Wurao, processor',
      value: cpu,
      unit: 'us a message',
      conditions: 'all threads, sealing included',
    },
  ];
  if (theirs.length === 0) return figures;
  const kept = 'bearerbox, mtbatch to fakesmsc; keeps nothing on the disk';
  const ratio = (of: (round: number) => number): number => medianOf(theirs.map((_, round) => of(round)));
  return [
    ...figures,
    {
      name: 'Relay, Kannel',
      value: medianOf(theirs.map((one) => one.perSecond)),
      unit: 'messages/s',
      conditions: kept,
    },
    {
      name: 'Relay, Kannel, processor',
      value: medianOf(theirs.map((one) => one.cpuUs)),
      unit: 'us a message',
      conditions: kept,
    },
    {
      name: 'SMPP relay, Wurao / Kannel',
      value: ratio((round) => (ours[round]?.perSecond ?? Number.NaN) / (theirs[round]?.perSecond ?? Number.NaN)),
      unit: 'x',
      target: { atLeast: 3 },
      fullSize,
      conditions,
    },
    {
      name: 'SMPP relay, processor, Wurao / Kannel',
      value: ratio((round) => (ours[round]?.cpuUs ?? Number.NaN) / (theirs[round]?.cpuUs ?? Number.NaN)),
      unit: 'x',
      target: { atMost: 0.5 },
      fullSize,
      conditions,
    },
  ];
};

const cmppFigure = async (house: House, tier: Tier): Promise<Figure> => {
  const port = house.server.sms?.cmppPort ?? 0;
  const shape = { connections: 1, window: CMPP_WINDOW, source: SMS_WORLD.cmpp.port, relayed: false };
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS[tier]; round++) {
    const { seconds } = await run(house, { protocol: 'cmpp', port, messages: MESSAGES.test, ...shape });
    rates.push(MESSAGES.test / seconds);
  }
  return {
    name: 'CMPP submits on one connection',
    value: medianOf(rates),
    unit: 'submits/s',
    target: { atLeast: 20_000 },
    fullSize: tier !== 'test',
    conditions: `3.0, window ${CMPP_WINDOW}; each answered after fdatasync`,
  };
};

export const smsBench: Bench = {
  name: 'sms',
  run: async (tier) => {
    const house = await startHouse();
    try {
      return [...(await ratioFigures(house, tier)), await cmppFigure(house, tier)];
    } finally {
      house.peers.stop();
      await house.server.stop();
    }
  },
};
