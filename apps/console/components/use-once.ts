import type { UseMutateAsyncFunction, UseMutateFunction, UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';

const keyOf = (input: unknown): string =>
  JSON.stringify(input, (_, value) => (value instanceof File ? [value.name, value.size] : value)) ?? '';

/** What is asked for once more before it is answered is done once: a hand that trembles is quicker than a slow page shows that it is busy. */
export const useOnce = <Output, Input>(
  mutation: UseMutationResult<Output, Error, Input>,
): UseMutationResult<Output, Error, Input> => {
  const running = useRef(new Map<string, Promise<Output>>());
  const mutateAsync: UseMutateAsyncFunction<Output, Error, Input> = (...asked) => {
    const key = keyOf(asked[0]);
    const known = running.current.get(key);
    if (known !== undefined) return known;
    const made = mutation.mutateAsync(...asked).finally(() => running.current.delete(key));
    running.current.set(key, made);
    return made;
  };
  const mutate: UseMutateFunction<Output, Error, Input> = (...asked) => {
    // Whoever makes the change says what went wrong.
    mutateAsync(...asked).catch(() => {});
  };
  return { ...mutation, mutate, mutateAsync };
};
