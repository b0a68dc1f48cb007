import type { FieldError } from '@wurao/domain';
import type { ErrorObject } from 'ajv';
import { nearestField } from './nearest-field.ts';

/** From the validator's errors to ours: the field, what is wrong, what to do instead. */
type Told = Omit<FieldError, 'field'>;

/** `/hours/2/from` -> `hours[2].from` */
const pathOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === '' ? part : `${path}.${part}`), '');

const inside = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);

const FORMATS: Readonly<Record<string, Told>> = {
  'date-time': {
    message: 'not an instant with its offset',
    remedy: 'Write it as RFC 3339 says: 2026-03-01T09:00:00+08:00.',
  },
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
  array: 'a list',
  object: 'an object',
};

const typeNames = (type: unknown): string =>
  (Array.isArray(type) ? type : String(type).split(','))
    .map((name) => TYPES[String(name)] ?? String(name))
    .join(' or ');

const SHOWN_CHARS_MAX = 60;
const shown = (value: unknown): string => {
  // Never what is inside: it may be nested deeper than the stack.
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN_CHARS_MAX ? `${text.slice(0, SHOWN_CHARS_MAX)}…` : text;
};

const TOLD: Readonly<
  Record<string, (params: Record<string, unknown>, data: unknown, schema: Record<string, unknown>) => Told>
> = {
  type: ({ type }) => ({ message: `not ${typeNames(type)}`, remedy: `Give ${typeNames(type)}.`, fault: 'wrong-type' }),
  enum: ({ allowedValues }, data) => ({
    message: `${shown(data)} is not one of the words`,
    remedy: `Use one of ${(allowedValues as string[]).join(', ')}.`,
    fault: 'unknown-word',
    expected: (allowedValues as string[]).join(', '),
  }),
  const: ({ allowedValue }) => ({ message: 'not the expected value', remedy: `Give ${shown(allowedValue)}.` }),
  maxLength: ({ limit }) => ({
    message: `longer than ${limit} characters`,
    remedy: `Give at most ${limit} characters.`,
    fault: 'too-long',
    expected: String(limit),
  }),
  minLength: ({ limit }) => ({
    message: Number(limit) === 1 ? 'empty' : `shorter than ${limit} characters`,
    remedy: `Give at least ${limit}.`,
    fault: 'too-short',
    expected: String(limit),
  }),
  maxItems: ({ limit }) => ({
    message: `more than ${limit} entries`,
    remedy: `Give at most ${limit}.`,
    fault: 'too-many',
    expected: String(limit),
  }),
  minItems: ({ limit }) => ({
    message: `fewer than ${limit} entries`,
    remedy: `Give at least ${limit}.`,
    fault: 'too-few',
    expected: String(limit),
  }),
  uniqueItems: ({ i }) => ({
    message: `entry ${i} stands there twice`,
    remedy: 'Give each entry once.',
    fault: 'twice',
  }),
  minimum: ({ limit }) => ({
    message: `below ${limit}`,
    remedy: `Give ${limit} or more.`,
    fault: 'too-small',
    expected: String(limit),
  }),
  maximum: ({ limit }) => ({
    message: `above ${limit}`,
    remedy: `Give ${limit} or less.`,
    fault: 'too-large',
    expected: String(limit),
  }),
  pattern: (_params, _data, schema) => ({
    message: 'not in the expected form',
    fault: 'wrong-form',
    remedy: typeof schema['description'] === 'string' ? schema['description'] : 'See the form of this field at /docs.',
  }),
  format: ({ format }) =>
    FORMATS[String(format)] ?? { message: `not a ${String(format)}`, remedy: 'See the form of this field at /docs.' },
};

const GENERAL: Told = { message: 'not valid', remedy: 'See the form of this field at /docs.' };

const unknownField = (error: ErrorObject): FieldError => {
  const field = String(error.params['additionalProperty']);
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  const nearest = nearestField(field, known);
  const fields = known.length === 0 ? 'This call takes none here.' : `Known fields: ${known.join(', ')}.`;
  const remedy = nearest === undefined ? `Leave it out. ${fields}` : `Did you mean ${nearest}? ${fields}`;
  return {
    field: inside(pathOf(error.instancePath), field.slice(0, SHOWN_CHARS_MAX)),
    message: 'unknown field',
    remedy,
    fault: 'unknown-field',
  };
};

const missingField = (error: ErrorObject): FieldError => {
  const field = inside(pathOf(error.instancePath), String(error.params['missingProperty']));
  return { field, message: 'missing', remedy: `Give ${field}.`, fault: 'missing' };
};

export const isUnknownField = (error: ErrorObject): boolean => error.keyword === 'additionalProperties';

export const fieldErrorOf = (error: ErrorObject): FieldError => {
  if (isUnknownField(error)) return unknownField(error);
  if (error.keyword === 'required') return missingField(error);
  const told =
    TOLD[error.keyword]?.(error.params, error.data, (error.parentSchema ?? {}) as Record<string, unknown>) ?? GENERAL;
  return { field: pathOf(error.instancePath), ...told };
};
