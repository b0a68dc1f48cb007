import type { components } from './contract.generated.ts';

/** A shape of the contract by its name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
