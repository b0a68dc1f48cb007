import type { ContactFilter } from './contact-filter.ts';
import type { FirstLook, SeenRow } from './first-look.ts';
import { type PatternMask, patternBit } from './patterns.ts';

/** A row as the second look sees it, which goes in order of number. */
export interface SortedRow extends SeenRow {
  /** Its number as an integer (`numberKey`). */
  readonly number: number;
  /** Its method leaves a call or a message behind: by voice or by SMS. */
  readonly leavesContact: boolean;
}

/** What is on record of a merchant's contacts; undefined: nothing worth the name, and the test abstains. */
export interface ContactRecord {
  readonly filter: ContactFilter;
  /** Outside of what the records span, nothing is known. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Of one number many rows may come: beyond so many the run goes on without them. */
const MAX_WAITING = 10_000;

/**
 * In order of number, so that a run of numbers is seen whatever the order of the file. Rows come out in the order in which they
 * went in, a little later: a run has to be long enough to be one.
 */
export class SecondLook<Row extends SortedRow> {
  readonly #first: FirstLook;
  readonly #contactsOf: (merchant: number) => ContactRecord | undefined;
  readonly #out: (row: Row, patterns: PatternMask) => void;
  #waiting: Row[] = [];
  /** Where the rows of the newest number begin among the waiting. */
  #newest = 0;
  #number = 0;
  #step = 0;
  /** Numbers at this step so far. */
  #run = 0;

  constructor(
    first: FirstLook,
    contactsOf: (merchant: number) => ContactRecord | undefined,
    out: (row: Row, patterns: PatternMask) => void,
  ) {
    this.#first = first;
    this.#contactsOf = contactsOf;
    this.#out = out;
  }

  see(row: Row): void {
    if (row.number !== this.#number || this.#run === 0) this.#advance(row.number);
    this.#waiting.push(row);
    if (this.#run >= this.#first.thresholds.consecutiveNumbers) this.#release(this.#waiting.length, true);
    else if (this.#waiting.length > MAX_WAITING) this.#release(this.#waiting.length, false);
  }

  /** After the last row. */
  finish(): void {
    this.#release(this.#waiting.length, false);
  }

  #advance(number: number): void {
    const step = number - this.#number;
    const follows = step <= this.#first.thresholds.consecutiveStep && this.#run > 0;
    if (follows && step === this.#step) this.#run++;
    else if (follows) {
      // The number before may be the first of a run of another step.
      this.#release(this.#newest, false);
      this.#run = 2;
    } else {
      this.#release(this.#waiting.length, false);
      this.#run = 1;
    }
    this.#step = step;
    this.#number = number;
    this.#newest = this.#waiting.length;
  }

  #release(count: number, isRun: boolean): void {
    if (count === 0) return;
    for (let i = 0; i < count; i++) {
      const row = this.#waiting[i] as Row;
      this.#out(row, this.#patternsOf(row) | (isRun ? patternBit('consecutive-numbers') : 0));
    }
    if (count === this.#waiting.length) this.#waiting = [];
    else this.#waiting.splice(0, count);
    this.#newest = Math.max(0, this.#newest - count);
  }

  #patternsOf(row: Row): PatternMask {
    const mask = this.#first.patternsOf(row);
    return row.leavesContact && this.#hadNoContact(row) ? mask | patternBit('no-contact') : mask;
  }

  #hadNoContact({ merchant, number, fromMs }: Row): boolean {
    const record = this.#contactsOf(merchant);
    if (record === undefined || record.filter.contacts < this.#first.thresholds.contactsAtLeast) return false;
    return fromMs >= record.fromMs && fromMs <= record.toMs && !record.filter.has(number);
  }
}
