import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Classification, classify, readModel } from '@wurao/detectors';
import { BUILT_IN_CLASSIFIER_FILE } from '@wurao/server';
import { sharedData } from '@wurao/vectors';
import { type Bench, type Figure, medianOf } from './bench.ts';

const MEAN_MAX_US = 8;
const SLOWEST_MAX_US = 200;
const MODEL_MAX_KIB = 10 * 1024;
const ROUNDS = 5;
const MESSAGES = { test: 20_000, bench: 400_000, soak: 2_000_000 } as const;
const THOUSANDTH = 0.999;

const WRITTEN = join(import.meta.dirname, '..', '..', 'tools', 'train-classifier', 'written');
/** Real messages where they are at hand, with the bytes of their rows: promotion and personal ones. */
const REAL = ['sms/sms6_industry.csv', 'sms/nus_zh_personal_dev.csv'];

const linesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').trimEnd().split('\n').slice(1);
const lastField = (line: string, separator: string): string => line.slice(line.lastIndexOf(separator) + 1);

const messages = (): { readonly texts: readonly string[]; readonly from: string } => {
  const written = readdirSync(WRITTEN).flatMap((file) =>
    linesOf(join(WRITTEN, file)).map((line) => lastField(line, '\t')),
  );
  const files = REAL.map(sharedData).filter((path) => path !== undefined);
  const real = files.flatMap((path) => linesOf(path).map((line) => line.split(',').slice(2).join(',')));
  return { texts: [...written, ...real], from: real.length > 0 ? 'real and written messages' : 'written messages' };
};

/** What a message costs in the gate: each call timed for the slowest thousandth, rounds of them for the mean. */
export const classifierBench: Bench = {
  name: 'classifier',
  run: async (tier) => {
    const bytes = readFileSync(BUILT_IN_CLASSIFIER_FILE);
    const fromMs = performance.now();
    const model = readModel(bytes);
    if (!model.ok) throw new Error(model.title);
    const readMs = performance.now() - fromMs;
    const { texts, from } = messages();
    const ask = (text: string): Classification => classify(text, model.value);
    for (const text of texts) ask(text);
    const count = MESSAGES[tier];
    const means = Array.from({ length: ROUNDS }, () => {
      const startedMs = performance.now();
      for (let at = 0; at < count; at++) ask(texts[at % texts.length]!);
      return ((performance.now() - startedMs) * 1000) / count;
    });
    const each = Float64Array.from({ length: count }, (_, at) => {
      const startedMs = performance.now();
      ask(texts[at % texts.length]!);
      return (performance.now() - startedMs) * 1000;
    }).sort();
    const longText = texts.join('').slice(0, 20_000);
    const longMs = performance.now();
    for (let at = 0; at < 100; at++) ask(longText);
    const longUs = ((performance.now() - longMs) * 1000) / 100;
    const characters = Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length);
    const conditions = `${texts.length.toLocaleString('en-US')} ${from}, ${characters} characters on average`;
    return figures({
      conditions,
      kib: bytes.length / 1024,
      readMs,
      means,
      slowest: each[Math.floor(count * THOUSANDTH)]!,
      longUs,
    });
  },
};

interface Measured {
  readonly conditions: string;
  readonly kib: number;
  readonly readMs: number;
  readonly means: readonly number[];
  readonly slowest: number;
  readonly longUs: number;
}

const figures = ({ conditions, kib, readMs, means, slowest, longUs }: Measured): readonly Figure[] => [
  { name: 'Classifier, committed', value: kib, unit: 'KiB', target: { atMost: MODEL_MAX_KIB }, conditions: 'one file' },
  { name: 'Classifier read', value: readMs, unit: 'ms', conditions: 'first reading' },
  {
    name: 'A message classified, mean',
    value: medianOf(means),
    unit: 'us',
    target: { atMost: MEAN_MAX_US },
    conditions,
  },
  { name: 'A message classified, p99.9', value: slowest, unit: 'us', target: { atMost: SLOWEST_MAX_US }, conditions },
  {
    name: 'A text of 20,000 characters classified',
    value: longUs,
    unit: 'us',
    target: { atMost: SLOWEST_MAX_US },
    conditions: 'mean of 100',
  },
];
