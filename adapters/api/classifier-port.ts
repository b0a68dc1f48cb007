import type { Classification } from '@wurao/detectors';
import type { Result } from '@wurao/domain';

/** Says what a message is. Failure: its model cannot be read. */
export interface ClassifierPort {
  classify(text: string): Result<Classification>;
}
