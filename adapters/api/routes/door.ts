import type { Handler, Rights, Route } from './route.ts';

type Method = Route['method'];
/** One call: its name and place in the contract, who may knock, who answers. */
export const door = (operationId: string, method: Method, path: string, roles: Rights, handle: Handler): Route => ({
  operationId,
  method,
  path,
  roles,
  handle,
});

/** Sets of roles that doors of several tables share. */
export const ADMIN = ['admin'] as const;
export const EVERYONE_WITH_A_KEY = ['admin', 'merchant', 'carrier', 'subscriber', 'handler', 'regulator'] as const;
