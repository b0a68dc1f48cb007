/** As the contract's Role. */
export type Role = 'admin' | 'merchant' | 'carrier' | 'subscriber' | 'handler' | 'regulator';
