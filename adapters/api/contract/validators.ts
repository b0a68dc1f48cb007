import { type Failure, failure } from '@wurao/domain';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isInstant } from '../http/instant.ts';
import type { Contract, Operation, PlacedOperation, Schema } from './contract.ts';
import { parameterOf } from './contract.ts';
import { fieldErrorOf, isUnknownField } from './field-errors.ts';

const DOCUMENT = 'contract';
/** A body can hold thousands of wrong entries; nobody reads more. */
const ERRORS_MAX = 20;

/** One validator over the whole contract: schemas refer to each other inside it. */
export const contractAjv = (contract: Contract): Ajv2020 => {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: false, validateFormats: true });
  ajv.addFormat('date-time', isInstant);
  // Read with parseNumber, URL and the like where they are used, with better errors than a format gives.
  for (const format of ['uri', 'uri-reference']) ajv.addFormat(format, true);
  ajv.addSchema(contract, DOCUMENT);
  return ajv;
};

export const compileAt = (ajv: Ajv2020, pointer: string): ValidateFunction =>
  ajv.compile({ $ref: `${DOCUMENT}${pointer}` });

const failureOf = (all: readonly ErrorObject[]): Failure => {
  // That a condition's branch failed says nothing beyond the errors inside the branch.
  const errors = all.filter(({ keyword }) => keyword !== 'if');
  // An unknown field means that the asker reads another contract: said first, and alone a reason to refuse.
  const unknown = errors.filter(isUnknownField);
  const rest = errors.filter((error) => !isUnknownField(error));
  const told = [...unknown, ...rest].slice(0, ERRORS_MAX).map(fieldErrorOf);
  if (unknown.length > 0) return failure('malformed', 'Unknown field', ...told);
  const whole = told.some(({ field }) => field === '');
  return whole
    ? failure('malformed', 'The body is not what this call reads', ...told)
    : failure('invalid', 'A value is not valid', ...told);
};

/** Compiled at the first call that needs it: a start need not wait for sixty doors. */
const whenAsked = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};

export type CheckBody = (body: unknown) => Failure | undefined;

const noBody: CheckBody = (body) =>
  body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0)
    ? undefined
    : failure('malformed', 'This call reads no body', {
        field: '',
        message: 'a body was sent',
        remedy: 'Send no body.',
      });

const missingBody = (remedy = 'Send one JSON object.'): Failure =>
  failure('malformed', 'The body is missing', {
    field: '',
    message: 'no body was sent',
    remedy,
  });

export const bodyCheck = (ajv: Ajv2020, { operation, pointer }: PlacedOperation): CheckBody => {
  const { requestBody } = operation;
  if (!requestBody) return noBody;
  // Bytes have no schema: who reads them says what is wrong with them.
  if (requestBody.content['application/json'] === undefined)
    return (body) => (body === undefined ? missingBody('Send the bytes of the file.') : undefined);
  const validate = whenAsked(() => compileAt(ajv, `${pointer}/requestBody/content/application~1json/schema`));
  return (body) => {
    if (body === undefined) return requestBody.required === true ? missingBody() : undefined;
    const check = validate();
    return check(body) ? undefined : failureOf(check.errors ?? []);
  };
};

export type QueryValues = Readonly<Record<string, string | number | undefined>>;
export type ReadQuery = (query: Readonly<Record<string, unknown>>) => {
  readonly failure?: Failure;
  readonly values: QueryValues;
};

const WHOLE = /^\d{1,15}$/;

/** Parameters come as text: whole numbers are read as such where the contract says integer. */
const typed = (schema: Schema | undefined, value: unknown): unknown =>
  schema?.type === 'integer' && typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;

const parametersIn = (contract: Contract, operation: Operation, place: 'query' | 'path'): Record<string, Schema> =>
  Object.fromEntries(
    (operation.parameters ?? [])
      .map((parameter) => parameterOf(contract, parameter))
      .filter((parameter) => parameter.in === place)
      .map((parameter) => [parameter.name, parameter.schema]),
  );

/** References inside a parameter's schema are meant within the contract. */
const within = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : { ...schema, $ref: `${DOCUMENT}${schema.$ref}` };

export const parameterCheck = (
  ajv: Ajv2020,
  contract: Contract,
  { operation }: PlacedOperation,
  place: 'query' | 'path',
): ReadQuery => {
  const schemas = parametersIn(contract, operation, place);
  const properties = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, within(schema)]));
  const validate = whenAsked(() => ajv.compile({ type: 'object', additionalProperties: false, properties }));
  return (query) => {
    const values = Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, typed(schemas[name], value)]),
    );
    const check = validate();
    if (check(values)) return { values: values as QueryValues };
    return { failure: failureOf(check.errors ?? []), values: {} };
  };
};
