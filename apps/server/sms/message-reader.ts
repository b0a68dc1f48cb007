import type { Classification } from '@wurao/detectors';
import type { LineClass, Purpose } from '@wurao/domain';

/** Texts whose reading is remembered: bulk messages are alike. */
export const READINGS_MAX = 8_192;
/** Longer texts are read anew: what is remembered stays small. */
const REMEMBERED_CHARS_MAX = 1_000;
/** Below it the class of the line decides (house default). */
export const SURE_PROBABILITY = 0.8;
export const SAMPLES_MAX = 1_000;

/**
 * What a text counts as that the classifier is not sure of: where every caller is filed, its filing was reviewed and stands; a text that
 * another network brings, of a caller that nobody here reviewed, counts as marketing.
 */
const UNSURE_COUNTS_AS: Readonly<Record<LineClass, Purpose | undefined>> = {
  access: undefined,
  personal: undefined,
  interconnect: 'marketing',
  international: 'marketing',
};

/** A text that somebody should read, with what it was taken for. */
export interface Sample {
  readonly text: string;
  readonly purpose: Purpose;
  readonly commercial: boolean;
  readonly probability: number;
}

export interface ReaderFigures {
  readonly read: number;
  readonly remembered: number;
  readonly unsure: number;
}

/** What messages are for, by their text, as far as that may move a decision. */
export class MessageReader {
  readonly #classify: (text: string) => Classification;
  /** By text: spacing and letters as they came, for the same message comes in the same letters. */
  readonly #readings = new Map<string, Classification>();
  readonly #samples = new Map<string, Sample>();
  #figures = { read: 0, remembered: 0, unsure: 0 };

  constructor(classify: (text: string) => Classification) {
    this.#classify = classify;
  }

  read(text: string, lineClass: LineClass): Purpose | undefined {
    const { purpose, commercial, probability } = this.#reading(text);
    if (probability >= SURE_PROBABILITY) return commercial ? 'marketing' : purpose;
    this.#figures.unsure++;
    this.#keep({ text, purpose, commercial, probability });
    return UNSURE_COUNTS_AS[lineClass];
  }

  figures(): ReaderFigures {
    return { ...this.#figures };
  }

  /** The newest that nobody was sure of. */
  samples(): Iterable<Sample> {
    return this.#samples.values();
  }

  #reading(text: string): Classification {
    const known = this.#readings.get(text);
    if (known !== undefined) {
      this.#figures.remembered++;
      return known;
    }
    const reading = this.#classify(text);
    this.#figures.read++;
    if (text.length > REMEMBERED_CHARS_MAX) return reading;
    if (this.#readings.size >= READINGS_MAX) this.#readings.clear();
    this.#readings.set(text, reading);
    return reading;
  }

  #keep(sample: Sample): void {
    const { text } = sample;
    if (this.#samples.has(text)) return;
    if (this.#samples.size >= SAMPLES_MAX) this.#samples.delete(this.#samples.keys().next().value as string);
    this.#samples.set(text, sample);
  }
}
