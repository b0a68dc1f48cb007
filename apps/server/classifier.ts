import { readFileSync } from 'node:fs';
import { type Classification, classify, type Model, readModel } from '@wurao/detectors';
import { type Failure, type FieldError, failure, type Result, success } from '@wurao/domain';
import { BUILT_IN_CLASSIFIER_FILE } from './classifier-file.ts';

export type Classify = (text: string) => Classification;

/** Of each kind of sign some: what is made once, and compiled, is so before a message waits for it. */
const WARM_UP = [
  '',
  '【某某】您的验证码是 123456，请勿泄露',
  '无抵押daikuan，利息低，加VX abc123，www.example.cn/a 退订回T',
];

let opened: Classify | undefined;

/** Says what a message is, by its text. Its model is read when this is first called, and once; `not-ready` where it cannot be. */
export const openClassifier = (): Result<Classify> => {
  if (opened !== undefined) return success(opened);
  const model = readClassifier(BUILT_IN_CLASSIFIER_FILE);
  if (!model.ok) return model;
  const reader: Classify = (text) => classify(text, model.value);
  for (const text of WARM_UP) reader(text);
  opened = reader;
  return success(reader);
};

/** The model of a file, or `not-ready`: the file comes with the program, and whoever asks can do nothing about it. */
export const readClassifier = (file: string): Result<Model> => {
  try {
    const model = readModel(readFileSync(file));
    return model.ok ? model : unreadable(file, model.errors[0]);
  } catch (error) {
    return unreadable(file, { message: error instanceof Error ? error.message : String(error) });
  }
};

const unreadable = (field: string, error: Partial<FieldError> = {}): Failure =>
  failure('not-ready', 'The classifier cannot be read', {
    field,
    message: error.message ?? 'unknown',
    remedy: 'Put the file of this version back by installing it anew, then start again.',
  });
