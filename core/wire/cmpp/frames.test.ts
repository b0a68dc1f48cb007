// Streams cut into chunks.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerToCmppFault, type CmppFrame, CmppFrames, decodeCmpp, encodeCmpp, isCmppFault } from '../mod.ts';
import { OWN_MESSAGES, SUBMIT } from './testing/own-messages.ts';

const MESSAGES = OWN_MESSAGES.map((pdu) => encodeCmpp(pdu, '3.0') as Uint8Array);
const STREAM = new Uint8Array(Buffer.concat(MESSAGES));

/** The frames of a stream that comes in chunks ending at these octets; copied, as their bytes may be views. */
function framesOf(stream: Uint8Array, ends: readonly number[]): CmppFrame[] {
  const reader = new CmppFrames();
  const frames: CmppFrame[] = [];
  let from = 0;
  for (const to of [...ends, stream.length]) {
    const chunk = stream.slice(from, to);
    for (const frame of reader.feed(chunk)) frames.push(frame instanceof Uint8Array ? frame.slice() : frame);
    chunk.fill(0xee);
    from = to;
  }
  return frames;
}

const header = (octets: number, commandId: number): Uint8Array => {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, octets);
  view.setUint32(4, commandId);
  view.setUint32(8, 77);
  return bytes;
};

test('one chunk, one octet at a time, and any cut between give the same messages', () => {
  expect(framesOf(STREAM, [])).toEqual(MESSAGES);
  expect(
    framesOf(
      STREAM,
      Array.from({ length: STREAM.length }, (_, i) => i),
    ),
  ).toEqual(MESSAGES);
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 30 }), (cuts) => {
      expect(
        framesOf(
          STREAM,
          cuts.toSorted((a, b) => a - b),
        ),
      ).toEqual(MESSAGES);
    }),
  );
});

test('the longest message is a frame', () => {
  const destTerminalIds = Array.from({ length: 99 }, () => '1'.repeat(32));
  const longest = encodeCmpp({ ...SUBMIT, msgFmt: 0, content: new Uint8Array(159), destTerminalIds }, '3.0');
  if (isCmppFault(longest)) throw new Error(longest.code);
  expect(longest.length).toBe(3_490);
  expect(framesOf(longest, [1, 3_000])).toEqual([longest]);
});

test.each([0, 4, 11])('a Total_Length of %i ends the stream at once, after what came before it', (octets) => {
  const stream = new Uint8Array(Buffer.concat([STREAM, header(octets, 4), STREAM]));
  for (const cuts of [[], [5], [STREAM.length + 2], [STREAM.length + 4]]) {
    const frames = framesOf(stream, cuts);
    expect(frames.slice(0, -1)).toEqual(MESSAGES);
    expect(frames.at(-1)).toMatchObject({ code: 'frame-short', field: 'Total_Length', position: 0, goesOn: false });
  }
  expect(new CmppFrames().feed(header(octets, 4).subarray(0, 4))).toHaveLength(1);
});

test.each([4_097, 0x7fffffff, 0xffffffff])('a Total_Length of %i ends the stream and can be answered', (octets) => {
  const stream = new Uint8Array(Buffer.concat([header(octets, 4), STREAM]));
  for (const cuts of [[], [2], [6], [11], [12]]) {
    const frames = framesOf(stream, cuts);
    expect(frames).toHaveLength(1);
    const fault = frames[0]!;
    if (!isCmppFault(fault as never)) throw new Error('no fault');
    expect(fault).toMatchObject({ code: 'frame-long', command: 'SUBMIT', sequenceId: 77, result: 4, goesOn: false });
    const answer = answerToCmppFault(fault as never, '2.0');
    expect(decodeCmpp(answer!, '2.0')).toMatchObject({ command: 'SUBMIT_RESP', sequenceId: 77, result: 4 });
  }
});

test('a broken body between two messages costs that message alone', () => {
  const broken = MESSAGES[4]!.with(7, 0x55);
  const stream = new Uint8Array(Buffer.concat([MESSAGES[4]!, broken, MESSAGES[5]!]));
  const read = framesOf(stream, [100, 300]).map((frame) => decodeCmpp(frame as Uint8Array, '3.0'));
  expect(read.map((each) => (isCmppFault(each) ? each.code : each.command))).toEqual([
    'SUBMIT',
    'command-unknown',
    'SUBMIT_RESP',
  ]);
});
