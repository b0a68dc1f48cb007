import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The contract as data: the one source of schemas, examples, roles and of what /docs shows. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

export interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: string | number;
}

export interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
  /** Who may call: roles, or `anyone`. */
  readonly 'x-roles': readonly string[] | 'anyone';
  /** By a member's session only. */
  readonly 'x-member'?: boolean;
}

export interface Contract {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

const CONTRACT_FILE = new URL('../../../docs/contract/openapi.yaml', import.meta.url);

export const loadContract = (): Contract => parse(readFileSync(CONTRACT_FILE, 'utf8')) as Contract;

export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
  /** JSON pointer of the operation in the document. */
  readonly pointer: string;
}

const METHODS = ['get', 'put', 'post', 'delete'];
const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

export const operationsOf = (contract: Contract): readonly PlacedOperation[] =>
  Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
        pointer: `#/paths/${escapePointer(path)}/${method}`,
      })),
  );

/** A parameter with its reference resolved. */
export const parameterOf = (contract: Contract, parameter: Parameter): Parameter => {
  const name = parameter.$ref?.split('/').at(-1);
  return (name === undefined ? undefined : contract.components.parameters[name]) ?? parameter;
};
