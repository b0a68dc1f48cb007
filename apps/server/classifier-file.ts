import { join } from 'node:path';

/** Derived by tools/train-classifier.ts, which says from what; how it does: docs/classifier-report.md. */
export const BUILT_IN_CLASSIFIER_FILE: string = join(import.meta.dirname, 'data', 'messages.classifier');
