import { isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Classification } from '@wurao/detectors';
import { CHANNELS, type FieldError, failure, invalid, type Result, success } from '@wurao/domain';
import type { ClassifierPort } from '../../classifier-port.ts';
import { notUtf8 } from '../../http/body.ts';
import { ROWS_TYPE } from '../../http/headers.ts';
import { need } from '../../http/need.ts';
import { type Handler, ok } from '../route.ts';

/** As the contract says, for rows, which it does not see. */
const TEXT_CHARS_MAX = 20_000;
/** Characters of a text that are read, and how many of all texts take about a millisecond: then other calls have their turn. */
const READ_CHARS_MAX = 768;
const SLICE_CHARS = 8_192;
const PROBABILITY_PLACES = 6;

const view = ({ seen, category, commercial, probability, fraud, words }: Classification) => ({
  purpose: seen,
  category,
  commercial,
  probability: Number(probability.toFixed(PROBABILITY_PLACES)),
  ...(fraud === undefined ? {} : { fraud }),
  words,
});

/** POST /v1/messages/classification: one message, or many as NDJSON. */
export const classifyMessage: Handler = async ({ body }, { classifier }) => {
  if (body instanceof Uint8Array) return { status: 200, type: ROWS_TYPE, body: await classifyRows(body, classifier) };
  return ok(view(classifier.classify((body as { readonly text: string }).text)));
};

const classifyRows = async (bytes: Uint8Array, classifier: ClassifierPort): Promise<string> => {
  if (!isUtf8(bytes)) need(notUtf8(bytes));
  const lines = new TextDecoder().decode(bytes).split('\n');
  let answers = '';
  let read = 0;
  for (const [index, line] of lines.entries()) {
    read += Math.min(line.length, READ_CHARS_MAX);
    if (read > SLICE_CHARS) {
      read = 0;
      await nextTurn();
    }
    if (line.trim() === '') continue;
    const text = textOf(line);
    const answer = text.ok
      ? view(classifier.classify(text.value))
      : { error: errorOf(index + 1, text.code, text.errors[0]) };
    answers += `${JSON.stringify(answer)}\n`;
  }
  return answers;
};

const errorOf = (line: number, code: string, error: FieldError | undefined) => ({ line, code, ...error });

const textOf = (line: string): Result<string> => {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return notARow('the row is not JSON');
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return notARow('the row is no JSON object');
  const { text, channel, ...unknown } = row as Readonly<Record<string, unknown>>;
  const [field] = Object.keys(unknown);
  if (field !== undefined) {
    const remedy = 'Leave it out; a row has text and channel.';
    return failure('malformed', 'Unknown field', { field, message: 'a row has no such field', remedy });
  }
  if (typeof text !== 'string' || text === '' || text.length > TEXT_CHARS_MAX) {
    return invalid('text', `not a text of 1 to ${TEXT_CHARS_MAX} characters`, 'Send the text of one message.');
  }
  if (channel !== undefined && !(CHANNELS as readonly unknown[]).includes(channel)) {
    return invalid('channel', 'no channel', `Write one of ${CHANNELS.join(', ')}, or leave it out.`);
  }
  return success(text);
};

const notARow = (message: string): Result<never> =>
  failure('malformed', 'The row cannot be read', { field: '', message, remedy: 'Send one JSON object a line.' });
