import type { Tables } from './schema.ts';

export interface TableShape<T extends keyof Tables> {
  /** In the order of the schema. */
  readonly columns: readonly (keyof Tables[T] & string)[];
  /** How many of the first columns are the primary key. */
  readonly key: readonly (keyof Tables[T] & string)[];
}
