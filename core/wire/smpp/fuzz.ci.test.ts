// PDUs bent at random: nothing throws, nothing hangs, memory stays bounded; what is read is written again octet for octet,
// and a stream of them comes apart the same way however it is cut. 300,000 of them; 10 million in a soak.
import { diceOf, fuzzSize } from '@wurao/testkit';
import { expect, test } from 'vitest';
import {
  decodeText,
  gatherPart,
  readReceipt,
  SmppCommand,
  type SmppFrame,
  type SmppFrameProblem,
  SmppFrameReader,
  SmppPdu,
  SmppTag,
  scanSmpp,
  smppAnswerTo,
  smppContentOf,
  smppIntegerTlv,
  smppTlvsOf,
  smppValuesOf,
  startGathering,
  writeSmpp,
  writeSmppAnswer,
} from '../mod.ts';
import { smsPduVectors } from '../testing/sms-pdu-vectors.ts';
import { mutatePdu } from './testing/mutate-pdu.ts';

const { rounds: ROUNDS, timeoutMs: TIMEOUT_MS, seed: SEED } = fuzzSize(300_000, 20_261_126);
const GROWTH_BYTES_MAX = 64 * 1_048_576;
const HALVES_MAX = 1_000;
/** PDUs that are fed as one stream. */
const STREAM_PDUS = 8;

const out = new Uint8Array(131_072);
const pdu = new SmppPdu();
const gathering = startGathering<number>({ halvesMax: HALVES_MAX, gapMs: 5_000 });

const built = (command: number, values: object, tlvs: Parameters<typeof writeSmpp>[1]['tlvs'] = []): Uint8Array =>
  out.slice(0, writeSmpp(out, { command, sequence: 77, values, tlvs }) as number);

const ADDRESSES = { sourceAddr: '10690001', destinationAddr: '8613800000001' };
const OWN: readonly Uint8Array[] = [
  built(SmppCommand.submitSm, { ...ADDRESSES, dataCoding: 8, shortMessage: Buffer.from('52ff6270d83dde00', 'hex') }),
  built(SmppCommand.submitSm, {
    ...ADDRESSES,
    esmClass: 0x40,
    dataCoding: 15,
    shortMessage: Buffer.from('050003a70201cef0c8c581308130', 'hex'),
  }),
  built(SmppCommand.deliverSm, {
    ...ADDRESSES,
    esmClass: 0x40,
    shortMessage: Buffer.from('0608040001020141421b65', 'hex'),
  }),
  built(SmppCommand.dataSm, { ...ADDRESSES, dataCoding: 3 }, [
    { tag: SmppTag.messagePayload, value: Buffer.from('hello') },
    smppIntegerTlv(SmppTag.sarMsgRefNum, 7),
    smppIntegerTlv(SmppTag.sarTotalSegments, 2),
    smppIntegerTlv(SmppTag.sarSegmentSeqnum, 1),
  ]),
  built(SmppCommand.submitMulti, {
    sourceAddr: '1069',
    destAddresses: [{ ton: 1, npi: 1, address: '8613800000001' }, { listName: 'everybody' }],
    validityPeriod: '000001000000000R',
    shortMessage: Buffer.from('hi'),
  }),
  built(SmppCommand.submitMultiResp, {
    messageId: 'a',
    unsuccessSme: [{ ton: 1, npi: 1, address: '1', status: 0x400 }],
  }),
  built(SmppCommand.bindTransceiver, { systemId: 'line', password: 'secret', interfaceVersion: 0x34 }),
  built(SmppCommand.querySmResp, { messageId: 'a', finalDate: '261126093015500+', messageState: 2 }),
  built(SmppCommand.replaceSm, { messageId: 'a', shortMessage: Buffer.from('hi') }),
  built(SmppCommand.cancelSm, { messageId: 'a', ...ADDRESSES }),
  built(SmppCommand.alertNotification, { esmeAddr: '1069' }),
  built(SmppCommand.enquireLink, {}),
];

/** Deep equality, cheap where it holds. */
function sameBytes(got: Uint8Array, wanted: Uint8Array): void {
  if (Buffer.compare(got, wanted) !== 0)
    expect(Buffer.from(got).toString('hex')).toBe(Buffer.from(wanted).toString('hex'));
}

function writesAgain(bytes: Uint8Array): void {
  const { command, status, sequence } = pdu;
  const length = writeSmpp(out, { command, status, sequence, values: smppValuesOf(pdu), tlvs: smppTlvsOf(pdu) });
  if (length !== bytes.length) expect(length).toBe(bytes.length);
  sameBytes(out.subarray(0, bytes.length), bytes);
}

function readsContent(nowMs: number): void {
  const content = smppContentOf(pdu);
  if ('code' in content) {
    if (!(content.at >= 0 && content.at <= pdu.end - pdu.start)) expect(content).toBe('within the PDU');
    return;
  }
  const { start, end, coding, concat } = content;
  if (!(pdu.start <= start && start <= end && end <= pdu.end)) expect(content).toBe('within the PDU');
  readReceipt(decodeText(coding.alphabet, pdu.bytes, start, end) ?? '');
  if (concat === undefined) return;
  const bytes = pdu.bytes.slice(start, end);
  const part = { source: '1', destination: '2', ...concat, alphabet: coding.alphabet, bytes, tag: nowMs };
  const { answer } = gatherPart(gathering, part, nowMs);
  if (answer.outcome === 'invalid') expect(part).toBe('valid');
}

function check(bytes: Uint8Array, round: number): void {
  const problem = scanSmpp(pdu, bytes);
  if (problem === undefined) {
    writesAgain(bytes);
    readsContent(round);
    return;
  }
  if (!(problem.at >= 0 && problem.at <= bytes.length && problem.status > 0)) expect(problem).toBe('within the PDU');
  const answer = writeSmppAnswer(out, pdu, problem.status);
  const wanted = smppAnswerTo(pdu.command) === undefined ? 0 : 16;
  if (answer !== wanted) expect(answer).toBe(wanted);
}

const shown = (found: readonly (SmppFrame | SmppFrameProblem)[]): string[] =>
  found.map((one) =>
    'code' in one
      ? `${one.code} ${one.sequence} ${one.goesOn}`
      : Buffer.from(one.bytes.subarray(one.start, one.end)).toString('latin1'),
  );

test(
  `${ROUNDS} bent PDUs, seed ${SEED}`,
  () => {
    const vectors = smsPduVectors('smpp') ?? [];
    const seeds = [...OWN, ...vectors.map(({ hex }) => new Uint8Array(Buffer.from(hex, 'hex')))];
    const dice = diceOf(SEED);
    let heapBytes = 0;
    let readable = 0;
    let stream: Uint8Array[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutatePdu(dice, dice.pick(seeds), dice.pick(seeds));
      stream.push(bytes);
      try {
        check(bytes, round);
        if (pdu.layout.length > 0 && pdu.hasBody) readable++;
        if (stream.length === STREAM_PDUS) {
          const whole = Buffer.concat(stream);
          stream = [];
          const reader = new SmppFrameReader();
          const found: string[] = [];
          for (let at = 0; at < whole.length; ) {
            const to = at + dice.int(1, 120);
            found.push(...shown(reader.feed(whole.subarray(at, to))));
            at = to;
          }
          const wanted = shown(new SmppFrameReader().feed(whole));
          if (found.join('|') !== wanted.join('|')) expect(found).toEqual(wanted);
        }
      } catch (cause) {
        throw new Error(`round ${round} of seed ${SEED}: ${Buffer.from(bytes).toString('hex')}`, { cause });
      }
      if (round === ROUNDS / 4) heapBytes = process.memoryUsage().heapUsed;
    }
    // The bends leave something to be read.
    expect(readable).toBeGreaterThan(ROUNDS / 4);
    expect(gathering.halves.size).toBeLessThanOrEqual(HALVES_MAX);
    expect(process.memoryUsage().heapUsed - heapBytes).toBeLessThan(GROWTH_BYTES_MAX);
  },
  TIMEOUT_MS,
);
