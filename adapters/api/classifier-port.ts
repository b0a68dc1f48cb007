import type { Classification } from '@wurao/detectors';

/** Says what a message is. */
export interface ClassifierPort {
  classify(text: string): Classification;
}
