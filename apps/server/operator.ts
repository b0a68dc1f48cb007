import type { Actor } from '@wurao/registry';

/** The house itself, and whoever runs it at its console. */
export const OPERATOR: Actor = { role: 'admin', keyId: undefined, party: undefined, subscriber: undefined };
