/** One row of the table of settings, and what its text may turn out to be. */

/** What is wrong with a text, and what to write instead. */
export interface Fault {
  readonly message: string;
  readonly remedy: string;
}
export type Reading<T> = { readonly value: T } | { readonly fault: Fault };

export interface Setting<Name extends string = string> {
  readonly name: Name;
  readonly flag: string;
  readonly env: string;
  /** Where it stands in wurao.toml: `http.port`. */
  readonly path: string;
  /** `port`: an integer, or "off". `list`: of texts; by commas in flags and variables. */
  readonly type: 'text' | 'integer' | 'boolean' | 'port' | 'list';
  /** For people: what holds when nobody says anything. */
  readonly standard: string;
  /** As it would be written; undefined: none, or found out in `loadConfig`. */
  readonly initial: string | undefined;
  readonly read: (text: string) => Reading<unknown>;
  readonly help: string;
  /** Its value is never shown. */
  readonly secret?: boolean;
  /** Relative to where it is said. */
  readonly isPath?: boolean;
}

/** A row whose reader gives what the table of values says of its name. */
export const rowOf =
  <Values>() =>
  <N extends keyof Values & string>(
    row: Omit<Setting<N>, 'read'> & { readonly read: (text: string) => Reading<Values[N]> },
  ): Setting<N> =>
    row;
