import { BODY_BYTES_MAX, HEADER_BYTES_MAX, SipMessage, scanStream } from '@wurao/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageReader } from './message-reader.ts';
import { requestText } from './testing/recorded-intake.ts';

const readAll = (chunks: Iterable<Uint8Array>) => {
  const told: string[] = [];
  const reader = new MessageReader({
    message: (message) => {
      const { bytes, start, bodyEnd } = message;
      told.push(Buffer.from(bytes.subarray(start, bodyEnd)).toString('latin1'));
    },
    problem: (problem) => told.push(`! ${problem.code}`),
    ping: () => told.push('ping'),
  });
  for (const chunk of chunks) reader.push(chunk);
  return { told, held: reader.held };
};

/** By scanning what is there as a whole, from one message to the next. */
const scanWhole = (bytes: Uint8Array): string[] => {
  const told: string[] = [];
  const message = new SipMessage();
  let at = 0;
  while (at < bytes.length) {
    const length = scanStream(message, bytes, at, bytes.length);
    if (typeof length !== 'number') {
      if (length !== 'more') told.push(`! ${length.code}`);
      return told;
    }
    told.push(
      Buffer.from(bytes.subarray(at, at + length))
        .toString('latin1')
        .trimStart(),
    );
    at += length;
  }
  return told;
};

const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const ordered = [0, ...[...places].map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return ordered.slice(1).map((end, i) => bytes.subarray(ordered[i], end));
};

const folded = 'INFO sip:a@b SIP/2.0\nSubject: x\r\n y\nl: 3\n\nabc';
const response = 'SIP/2.0 200 OK\r\nContent-Length:  0\r\n\r\n';
const pieces = fc.oneof(
  fc.integer({ min: 0, max: 9_000 }).map((size) => requestText('a', size)),
  fc.constantFrom(folded, response, `\r\n${requestText('b')}`, requestText('c', BODY_BYTES_MAX)),
);
const ends = fc.constantFrom(
  '',
  'no message at all\r\n',
  'OPTIONS sip:a@b SIP/2.0\r\nX: 1\r\n\r\n',
  requestText('d', 70_000),
);

test('however a stream is cut, the messages are those of the whole', () => {
  const wholes = fc
    .tuple(fc.array(pieces, { maxLength: 5 }), ends)
    .map(([all, end]) => Buffer.from(all.join('') + end));
  const places = fc.array(fc.nat({ max: 200_000 }), { maxLength: 12 });
  fc.assert(
    fc.property(wholes, places, (bytes, at) => {
      const { told } = readAll(cut(bytes, at));
      expect(told.filter((text) => text !== 'ping')).toEqual(scanWhole(bytes));
    }),
  );
});

test('byte by byte, the messages are those of the whole', () => {
  const bytes = Buffer.from([requestText('a', 300), folded, response, requestText('b'), 'garbage\r\n'].join(''));
  const { told } = readAll([...bytes].map((byte) => Uint8Array.of(byte)));
  expect(told).toEqual(scanWhole(bytes));
  expect(told.at(-1)).toBe('! not-sip');
});

test('headers that do not end are refused as soon as they are too many bytes', () => {
  const start = Buffer.from('OPTIONS sip:a@b SIP/2.0\r\n');
  const line = Buffer.from(`X: ${'y'.repeat(995)}\r\n`);
  const lines = Array.from({ length: Math.ceil(HEADER_BYTES_MAX / line.length) + 1 }, () => line);
  expect(readAll([start, ...lines]).told).toEqual(['! too-large']);
});

test('the largest message, byte by byte, is scanned a number of times that grows with its logarithm', () => {
  const header = `X: ${'y'.repeat(30_000)}\r\n`;
  const text = requestText('a', BODY_BYTES_MAX).replace('Call-ID', `${header}Call-ID`);
  const reads = { count: 0 };
  // A scan begins with a reset.
  const message = new (class extends SipMessage {
    override reset(bytes: Uint8Array, start: number): void {
      reads.count++;
      super.reset(bytes, start);
    }
  })();
  const told: number[] = [];
  const reader = new MessageReader(
    { message: ({ bodyEnd, start }) => told.push(bodyEnd - start), problem: () => told.push(-1), ping: () => {} },
    message,
  );
  for (const byte of Buffer.from(text)) reader.push(Uint8Array.of(byte));
  expect(told).toEqual([text.length]);
  expect(reads.count).toBeLessThan(30);
});

test('a double CRLF between messages is a ping, a single one is nothing, over chunks too', () => {
  const chunks = ['\r\n', requestText('a'), '\r', '\n\r', '\n', requestText('b'), '\r\n\r\n\r\n\r\n', '\n\n\r\r\n'];
  const { told, held } = readAll(chunks.map((text) => Buffer.from(text)));
  expect(told).toEqual([requestText('a'), 'ping', requestText('b'), 'ping', 'ping']);
  expect(held).toBe(0);
});

test('stopped within a message, it reads no more of the chunk', () => {
  const told: string[] = [];
  const reader = new MessageReader({
    message: () => {
      told.push('message');
      reader.stop();
    },
    problem: () => told.push('problem'),
    ping: () => told.push('ping'),
  });
  reader.push(Buffer.from(requestText('a') + requestText('b')));
  expect(told).toEqual(['message']);
});
