/** Why bytes or values are not what they should be: a value, never an exception. */
export interface Problem<Code extends string> {
  /** Stable. */
  readonly code: Code;
  /** As the specification calls it. */
  readonly field: string;
  /** Octet of the bytes that were read, or character of the text that was to be written. */
  readonly at: number;
  readonly remedy: string;
}

export const problem = <Code extends string>(code: Code, field: string, at: number, remedy: string): Problem<Code> => ({
  code,
  field,
  at,
  remedy,
});
