import { LINE_CLASSES } from '@wurao/domain';
import { expect, test } from 'vitest';
import { MessageReader, READINGS_MAX, SAMPLES_MAX, SURE_PROBABILITY } from './message-reader.ts';

const DOUBT = 0.01;
/** Longer ones are not remembered. */
const REMEMBERED_CHARS = 1_000;

/** Reads every text alike, and says which texts it was asked for. */
const readerOf = (purpose: 'marketing' | 'service' | 'recruitment', probability: number) => {
  const asked: string[] = [];
  const reader = new MessageReader((text) => {
    asked.push(text);
    const commercial = purpose !== 'service';
    return {
      purpose,
      commercial,
      probability,
      seen: purpose === 'service' ? 'service' : 'marketing',
      category: 'other',
      words: [],
    };
  });
  return { reader, asked };
};

test('what it is sure of holds on every class of line; all that sells counts as marketing', () => {
  for (const lineClass of LINE_CLASSES) {
    const read = (purpose: Parameters<typeof readerOf>[0]) =>
      readerOf(purpose, SURE_PROBABILITY).reader.read('text', lineClass);
    expect(read('service')).toBe('service');
    expect(read('marketing')).toBe('marketing');
    expect(read('recruitment')).toBe('marketing');
  }
});

test.each([
  ['access', undefined],
  ['personal', undefined],
  ['interconnect', 'marketing'],
  ['international', 'marketing'],
] as const)('what it is not sure of: on %s lines it counts as %s', (lineClass, counted) => {
  for (const purpose of ['service', 'marketing'] as const) {
    const { reader } = readerOf(purpose, SURE_PROBABILITY - DOUBT);
    expect(reader.read('text', lineClass)).toBe(counted);
  }
});

test('a text that comes again is not read again, and answers the class of its own line', () => {
  const { reader, asked } = readerOf('service', SURE_PROBABILITY - DOUBT);
  expect(['access', 'interconnect', 'access'].map((each) => reader.read('text', each as 'access'))).toEqual([
    undefined,
    'marketing',
    undefined,
  ]);
  expect(asked).toEqual(['text']);
  expect(reader.figures()).toEqual({ read: 1, remembered: 2, unsure: 3 });
});

test('a long text is read anew each time', () => {
  const { reader, asked } = readerOf('service', 1);
  for (const length of [REMEMBERED_CHARS, REMEMBERED_CHARS + 1]) {
    const text = 'x'.repeat(length);
    reader.read(text, 'access');
    reader.read(text, 'access');
  }
  expect(asked.map((text) => text.length)).toEqual([REMEMBERED_CHARS, REMEMBERED_CHARS + 1, REMEMBERED_CHARS + 1]);
});

test('so many readings are remembered; then it begins anew', () => {
  const { reader, asked } = readerOf('service', 1);
  for (let i = 0; i < READINGS_MAX; i++) reader.read(`text ${i}`, 'access');
  reader.read('text 0', 'access');
  expect(asked).toHaveLength(READINGS_MAX);
  reader.read('one more', 'access');
  reader.read('text 0', 'access');
  expect(asked.slice(READINGS_MAX)).toEqual(['one more', 'text 0']);
});

test('texts that somebody should read: once each, and of too many the newest', () => {
  const { reader } = readerOf('marketing', SURE_PROBABILITY - DOUBT);
  for (let i = 0; i <= SAMPLES_MAX; i++) reader.read(`text ${i}`, 'access');
  reader.read('text 1', 'access');
  const samples = [...reader.samples()];
  expect(samples).toHaveLength(SAMPLES_MAX);
  expect(samples[0]).toEqual({
    text: 'text 1',
    purpose: 'marketing',
    commercial: true,
    probability: SURE_PROBABILITY - DOUBT,
  });
  expect(samples.at(-1)?.text).toBe(`text ${SAMPLES_MAX}`);
});

test('what it is sure of, nobody need read', () => {
  const { reader } = readerOf('marketing', SURE_PROBABILITY);
  reader.read('text', 'access');
  expect([[...reader.samples()], reader.figures().unsure]).toEqual([[], 0]);
});
