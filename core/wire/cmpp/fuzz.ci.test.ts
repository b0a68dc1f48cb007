// Streams bent at random: nothing throws, nothing hangs, any chunking gives the same frames, and what is read is written back and read
// again as it was. 200,000 of them; 10 million in a soak.
import { diceOf, fuzzSize } from '@wurao/testkit';
import { expect, test } from 'vitest';
import {
  answerToCmppFault,
  type CmppFrame,
  CmppFrames,
  type CmppVersion,
  decodeCmpp,
  encodeCmpp,
  isCmppFault,
  readReport,
} from '../mod.ts';
import { OWN_MESSAGES } from './testing/own-messages.ts';

const { rounds: ROUNDS, timeoutMs: TIMEOUT_MS, seed: SEED } = fuzzSize(200_000, 20_261_126);
const GROWTH_BYTES_MAX = 128 * 1_048_576;
const MESSAGES_MAX = 5;
const BENDS_MAX = 4;
const CUTS_MAX = 8;

const dice = diceOf(SEED);
const VERSIONS: readonly CmppVersion[] = ['2.0', '3.0'];
const SEEDS = VERSIONS.map((version) => OWN_MESSAGES.map((pdu) => encodeCmpp(pdu, version) as Uint8Array));
/** A gateway may answer CONNECT in the form of the other version. */
const SPOKEN_BY_OCTETS: Readonly<Record<number, CmppVersion>> = { 30: '2.0', 33: '3.0' };
/** Octets that mean something in lengths and counts. */
const TELLING = [0, 1, 2, 12, 99, 100, 127, 128, 140, 160, 254, 255];

/** A few messages with a few octets changed, mostly in headers and counts, at times cut short or with a piece put in. */
function bentStream(messages: readonly Uint8Array[]): Uint8Array {
  const stream = Buffer.concat(Array.from({ length: dice.int(1, MESSAGES_MAX + 1) }, () => dice.pick(messages)));
  for (let bends = dice.int(0, BENDS_MAX + 1); bends > 0; bends--) {
    const at = dice.once(3) ? dice.int(0, Math.min(12, stream.length)) : dice.int(0, stream.length);
    stream[at] = dice.once(2) ? dice.pick(TELLING) : dice.int(0, 256);
  }
  if (dice.once(4)) return new Uint8Array(stream.subarray(0, dice.int(0, stream.length + 1)));
  if (!dice.once(4)) return new Uint8Array(stream);
  const at = dice.int(0, stream.length + 1);
  return new Uint8Array(
    Buffer.concat([stream.subarray(0, at), Buffer.alloc(dice.int(0, 9), 0x41), stream.subarray(at)]),
  );
}

const cutsOf = (octets: number): number[] =>
  Array.from({ length: dice.int(0, CUTS_MAX) }, () => dice.int(0, octets + 1)).sort((a, b) => a - b);

function framesOf(stream: Uint8Array, cuts: readonly number[]): readonly CmppFrame[] {
  const reader = new CmppFrames();
  const frames: CmppFrame[] = [];
  let from = 0;
  for (const to of [...cuts, stream.length]) {
    const chunk = stream.slice(from, to);
    for (const frame of reader.feed(chunk)) frames.push(frame instanceof Uint8Array ? frame.slice() : frame);
    chunk.fill(0xee);
    from = to;
  }
  return frames;
}

/** Deep equality, cheap where it holds: millions of times it does. */
function same(got: unknown, wanted: unknown): void {
  const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
  if (JSON.stringify(got, plain) !== JSON.stringify(wanted, plain)) expect(got).toEqual(wanted);
}

const spelled = (frame: CmppFrame): string => (frame instanceof Uint8Array ? String(frame) : JSON.stringify(frame));

/** What plain slicing by Total_Length gives, until a length that no message has. */
function plainFrames(stream: Uint8Array): { frames: Uint8Array[]; isBroken: boolean } {
  const frames: Uint8Array[] = [];
  const view = new DataView(stream.buffer, stream.byteOffset, stream.length);
  for (let at = 0; at + 4 <= stream.length; ) {
    const octets = view.getUint32(at);
    if (octets < 12 || (octets > 4_096 && at + 12 <= stream.length)) return { frames, isBroken: true };
    if (at + octets > stream.length) break;
    frames.push(stream.slice(at, at + octets));
    at += octets;
  }
  return { frames, isBroken: false };
}

function decodeAll(frame: Uint8Array): void {
  for (const version of VERSIONS) {
    const pdu = decodeCmpp(frame, version);
    if (isCmppFault(pdu)) {
      same(pdu.goesOn, true);
      expect(pdu.position).toBeLessThanOrEqual(frame.length);
      const answer = answerToCmppFault(pdu, version);
      if (answer === undefined) continue;
      const response = decodeCmpp(answer, version);
      if (isCmppFault(response)) throw new Error(`an answer that is broken: ${response.code}`);
      same(response.sequenceId, pdu.sequenceId);
      continue;
    }
    const spoken = pdu.command === 'CONNECT_RESP' ? SPOKEN_BY_OCTETS[frame.length]! : version;
    const written = encodeCmpp(pdu, spoken) as Uint8Array;
    same(decodeCmpp(written, version), pdu);
    if (pdu.command !== 'ACTIVE_TEST_RESP') same(written.length, frame.length);
    if (pdu.command === 'DELIVER') readReport(pdu.content, version);
  }
}

test(
  `${ROUNDS} bent streams, seed ${SEED}`,
  () => {
    let heapBytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const stream = bentStream(dice.pick(SEEDS));
      const cuts = cutsOf(stream.length);
      try {
        const frames = framesOf(stream, cuts);
        const plain = plainFrames(stream);
        same(frames.filter((frame) => frame instanceof Uint8Array).map(String), plain.frames.map(String));
        same(
          frames.some((frame) => !(frame instanceof Uint8Array)),
          plain.isBroken,
        );
        same(frames.map(spelled), framesOf(stream, []).map(spelled));
        for (const frame of frames) if (frame instanceof Uint8Array) decodeAll(frame);
      } catch (cause) {
        const hex = Buffer.from(stream).toString('hex');
        throw new Error(`round ${round} of seed ${SEED}, cut at ${cuts.join(' ')}: ${hex}`, { cause });
      }
      if (round === ROUNDS / 4) heapBytes = process.memoryUsage().heapUsed;
    }
    expect(process.memoryUsage().heapUsed - heapBytes).toBeLessThan(GROWTH_BYTES_MAX);
  },
  TIMEOUT_MS,
);
