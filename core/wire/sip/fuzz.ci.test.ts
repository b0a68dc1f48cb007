// Messages bent at random: nothing throws, nothing hangs, memory stays bounded, and what is read is what a plain reader
// reads. 200,000 of them; 10 million in a soak.
import { readdirSync, readFileSync } from 'node:fs';
import { diceOf, fuzzSize, sharedData, skipUnless } from '@wurao/testkit';
import { expect } from 'vitest';
import {
  HEADER_NAMES,
  HeaderId,
  judgeRequest,
  judgeResponse,
  SipMessage,
  scanMessage,
  scanStream,
  writeAck,
  writeBackward,
  writeCancel,
  writeForward,
  writeResponse,
} from '../mod.ts';
import { type PlainMessage, readLines } from './testing/line-reader.ts';
import { mutateMessage } from './testing/mutate-message.ts';
import { OWN_MESSAGES } from './testing/own-messages.ts';
import { plainView } from './testing/plain-view.ts';

const { rounds: ROUNDS, timeoutMs: TIMEOUT_MS, seed: SEED } = fuzzSize(200_000, 20_261_125);
const GROWTH_BYTES_MAX = 128 * 1_048_576;
const GOOD_START = /^(?:[A-Za-z0-9\-.!%*_+`'~]+ [!-~]+ SIP\/2\.0|SIP\/2\.0 [1-6]\d\d(?: .*)?)$/;

const folder = sharedData('sip/rfc4475');
const out = new Uint8Array(131_072);
const message = new SipMessage();
const again = new SipMessage();
const framed = new SipMessage();

type Headers = readonly (readonly [name: string, value: string])[];

/** Deep equality, cheap where it holds: millions of times it does. */
function same(got: unknown, wanted: unknown): void {
  if (got !== wanted && JSON.stringify(got) !== JSON.stringify(wanted)) expect(got).toEqual(wanted);
}

/** Names in lower case, those of compact forms written out; values as text. */
function headersOf(of: SipMessage): Headers {
  const found: [string, string][] = [];
  for (let line = 0; line < of.lines; line++) {
    const id = of.idOf(line);
    const written = of.text({ start: of.nameStartOf(line), end: of.nameEndOf(line) }).toLowerCase();
    const name = id === HeaderId.other ? written : HEADER_NAMES[id]!.toLowerCase();
    if (written.length > 1) same(name, written);
    found.push([name, of.text({ start: of.startOf(line), end: of.endOf(line) })]);
  }
  return found;
}

const LONG: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  k: 'supported',
  l: 'content-length',
  c: 'content-type',
  e: 'content-encoding',
  y: 'identity',
};

const utf8 = (latin: string): string => Buffer.from(latin, 'latin1').toString('utf8');

const bodyOf = ({ bytes, bodyStart, bodyEnd }: SipMessage): string =>
  Buffer.from(bytes.subarray(bodyStart, bodyEnd)).toString('latin1');

function sameAsPlain(plain: PlainMessage | undefined): void {
  if (message.fault === 'too-many') return;
  same(plain === undefined, message.fault === 'no-end');
  if (plain === undefined) return;
  same(
    headersOf(message),
    plain.headers.map(([name, value]) => [LONG[name] ?? name, utf8(value)]),
  );
  if (message.fault !== undefined) return;
  const said = plain.headers.find(([name]) => name === 'content-length' || name === 'l')?.[1];
  const body = said === undefined ? plain.body : plain.body.slice(0, Number(said));
  same(bodyOf(message), body);
}

/** Without what writers change. */
const kept = (headers: Headers): Headers =>
  headers.filter(([name]) => !['via', 'max-forwards', 'content-length'].includes(name));

function goesOnEqual(): void {
  const length = message.isRequest
    ? writeForward(out, message, { via: 'SIP/2.0/UDP gate.example.com;branch=z9hG4bKnew' })
    : writeBackward(out, message);
  expect(length).toBeGreaterThan(0);
  same(scanMessage(again, out, 0, length), undefined);
  same(again.fault, undefined);
  same(
    [again.method, again.status, again.text(again.uri)],
    [message.method, message.status, message.text(message.uri)],
  );
  same(kept(headersOf(again)), kept(headersOf(message)));
  same(bodyOf(again), bodyOf(message));
}

/** The answer to a message whose line ends are not in order has spaces where that had folds. */
const squeezed = (value: string | undefined): string | undefined =>
  message.fault === undefined ? value : value?.replace(/\s+/g, ' ');

function answersEqual(): void {
  const refusal = judgeRequest(message) ?? { status: 603, phrase: 'Decline' };
  const source = { address: '192.0.2.77', port: 5066 };
  const length = writeResponse(out, message, { ...refusal, toTag: 'x', source });
  if (message.count(HeaderId.via) === 0) {
    same(length, 0);
    return;
  }
  same(scanMessage(again, out, 0, length), undefined);
  expect(again.fault === undefined || again.fault === 'control').toBe(true);
  same(again.count(HeaderId.via), message.count(HeaderId.via));
  for (const id of [HeaderId.from, HeaderId.callId, HeaderId.cseq]) {
    same(squeezed(again.first(id)), squeezed(message.first(id)));
  }
  writeAck(out, message, message);
  writeCancel(out, message);
}

function framesEqual(bytes: Uint8Array, cut: number): void {
  const length = scanStream(framed, bytes, 0, bytes.length);
  if (typeof length !== 'number') return;
  same(headersOf(framed), headersOf(message));
  same(scanStream(framed, bytes, 0, cut % length), 'more');
}

function check(bytes: Uint8Array, cut: number): void {
  const plain = readLines(Buffer.from(bytes).toString('latin1'));
  const problem = scanMessage(message, bytes, 0, bytes.length);
  if (problem !== undefined) {
    if (plain !== undefined) expect(plain.startLine).not.toMatch(GOOD_START);
    return;
  }
  sameAsPlain(plain);
  framesEqual(bytes, cut);
  if (!message.isRequest) judgeResponse(message);
  else {
    answersEqual();
    if (judgeRequest(message) === undefined) {
      const view = plainView(message);
      expect(view.from?.uri).toBeDefined();
      expect(view.to?.uri).toBeDefined();
      expect(view.vias).not.toContain(undefined);
      expect(view.cseqMethod).toBe(message.method);
    }
  }
  if (message.fault === undefined) goesOnEqual();
}

skipUnless('shared data sip/rfc4475', folder)(
  `${ROUNDS} bent messages, seed ${SEED}`,
  () => {
    const files = readdirSync(folder!).map((file) => new Uint8Array(readFileSync(`${folder}/${file}`)));
    const seeds = [...OWN_MESSAGES, ...OWN_MESSAGES, ...files];
    const dice = diceOf(SEED);
    let heapBytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutateMessage(dice, dice.pick(seeds), dice.pick(seeds));
      try {
        check(bytes, dice.int(0, 65_536));
      } catch (cause) {
        throw new Error(`round ${round} of seed ${SEED}: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`, {
          cause,
        });
      }
      if (round === ROUNDS / 4) heapBytes = process.memoryUsage().heapUsed;
    }
    expect(process.memoryUsage().heapUsed - heapBytes).toBeLessThan(GROWTH_BYTES_MAX);
  },
  TIMEOUT_MS,
);
