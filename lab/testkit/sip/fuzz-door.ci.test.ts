import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Dice, diceOf, sharedData, sharedDataFolder } from '@wurao/vectors';
import { expect } from 'vitest';
import { skipUnless } from '../skip-unless.ts';
import { mutate } from './mutate.ts';
import { SipPeer } from './sip-peer.ts';
import { type SipServer, startSipServer } from './sip-server.ts';
import { SIP_WORLD } from './sip-world.ts';

/** Damaged messages at the socket of a running gate: it lives, keeps its size, and answers good calls meanwhile. */
const MESSAGES = { test: 2_000, ci: 20_000, soak: 2_000_000 }[process.env['WURAO_TIER'] ?? 'test'] ?? 20_000;
const CONNECTIONS = MESSAGES / 20;
const SEED = 20261127;
/** Between two good calls. */
const BATCH = 100;
const ANSWERED_WITHIN_MS = 10_000;
const DATAGRAM_MAX = 60_000;
/** Buffers, the memory of calls and compiled code come with the first messages; after a quarter of them nothing more. */
const GROWTH_MAX_MB = 96;
const { hotline, trusted, plain } = SIP_WORLD;

const goodCall = (peer: SipPeer, port: number, index: number): string =>
  [
    `INVITE sip:1387${String(index).padStart(7, '0')}@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${peer.address}:${peer.port};branch=z9hG4bK-good-${index}`,
    `From: <sip:${hotline}@carrier.example>;tag=f`,
    'To: <sip:callee@carrier.example>',
    `Call-ID: good-${index}`,
    'CSeq: 1 INVITE',
    'Max-Forwards: 70',
    `Contact: <sip:${hotline}@${peer.address}:${peer.port}>`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');

/** RFC 4475's messages, and a call of our own. */
const seedsFrom = (folder: string, good: string): readonly string[] => [
  good,
  good.replace('CSeq: 1 INVITE', 'CSeq: 1 CANCEL').replace('INVITE', 'CANCEL'),
  ...readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(dat|sip|txt)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
];

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;

/** One connection that says a few damaged things and ends, or is ended. */
const strain = (dice: Dice, seeds: readonly string[], port: number): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: plain.address });
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    socket.resume();
    for (let left = dice.int(1, 4); left > 0; left--) socket.write(Buffer.from(mutate(dice, seeds), 'latin1'));
    socket.end();
    // What it left unfinished is its own affair.
    socket.setTimeout(200, () => socket.destroy());
  });

class Rounds {
  readonly #house: SipServer;
  readonly #good: SipPeer;
  readonly #seeds: readonly string[];
  readonly #dice = diceOf(SEED);
  #goodCalls = 0;

  constructor(house: SipServer, good: SipPeer, seeds: readonly string[]) {
    this.#house = house;
    this.#good = good;
    this.#seeds = seeds;
  }

  async datagrams(bad: SipPeer, count: number): Promise<void> {
    const to = { address: '127.0.0.1', port: this.#house.sip.port };
    for (let sent = 0; sent < count; sent++) {
      bad.send(to, Buffer.from(mutate(this.#dice, this.#seeds).slice(0, DATAGRAM_MAX), 'latin1'));
      if (sent % BATCH === BATCH - 1) {
        await this.#expectAnswer();
        bad.received.length = 0;
      }
    }
  }

  async connections(count: number): Promise<void> {
    for (let made = 0; made < count; made += 10) {
      const several = Array.from({ length: 10 }, () => strain(this.#dice, this.#seeds, this.#house.sip.port));
      await Promise.all([...several, this.#expectAnswer()]);
    }
  }

  async #expectAnswer(): Promise<void> {
    const { port } = this.#house.sip;
    this.#good.received.length = 0;
    this.#good.send({ address: '127.0.0.1', port }, goodCall(this.#good, port, this.#goodCalls++));
    await this.#good.hasReceived(1, ANSWERED_WITHIN_MS);
    expect(this.#good.received[0]?.slice(0, 11), `good call ${this.#goodCalls}`).toBe('SIP/2.0 302');
  }
}

const folder = sharedData('sip');
skipUnless('RFC 4475 messages', folder)(
  `${MESSAGES} damaged datagrams and ${CONNECTIONS} connections (seed ${SEED})`,
  { timeout: 120_000 + MESSAGES * 2 },
  async () => {
    const house = await startSipServer();
    const [good, bad] = [await SipPeer.open(trusted.address), await SipPeer.open(plain.address)];
    try {
      const seeds = seedsFrom(join(sharedDataFolder(), 'sip'), goodCall(good, house.sip.port, 0));
      expect(seeds.length).toBeGreaterThan(40);
      const rounds = new Rounds(house, good, seeds);
      const { pid } = house.server;
      await rounds.datagrams(bad, MESSAGES / 4);
      await rounds.connections(CONNECTIONS / 4);
      const early = residentMb(pid);
      await rounds.datagrams(bad, (MESSAGES * 3) / 4);
      await rounds.connections((CONNECTIONS * 3) / 4);
      const late = residentMb(pid);
      console.log(`resident: ${Math.round(early)} MB after a quarter, ${Math.round(late)} MB at the end`);
      expect(late - early).toBeLessThan(GROWTH_MAX_MB);
      expect(await house.server.stop(), house.server.output()).toBe(0);
      expect(house.server.output()).not.toMatch(/uncaught|thread lost|TypeError|RangeError/i);
    } finally {
      good.close();
      bad.close();
      await house.stop();
    }
  },
);
