import type { Classification } from '@wurao/detectors';
import type { Purpose } from '@wurao/domain';

/** A text that the SMS gates were not sure of, with what they took it for: for somebody to read. */
export interface UnsureText {
  readonly text: string;
  readonly purpose: Purpose;
  readonly commercial: boolean;
  readonly probability: number;
}

/** Says what a message is. */
export interface ClassifierPort {
  /** Of this run, the newest first. */
  unsure(): readonly UnsureText[];
  classify(text: string): Classification;
}
