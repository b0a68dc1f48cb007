import { readFileSync } from 'node:fs';
import { type Classification, classify, type Model, readModel } from '@wurao/detectors';
import { type Result, success } from '@wurao/domain';
import { BUILT_IN_CLASSIFIER_FILE } from './classifier-file.ts';

let model: Model | undefined;

/** Says what a message is, by its text. Its model is read when this is first called, and once; `malformed` where the file is not whole. */
export const openClassifier = (): Result<(text: string) => Classification> => {
  if (model === undefined) {
    const read = readModel(readFileSync(BUILT_IN_CLASSIFIER_FILE));
    if (!read.ok) return read;
    model = read.value;
  }
  const loaded = model;
  return success((text) => classify(text, loaded));
};
