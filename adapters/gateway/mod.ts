export * from './sip/permit-parameter.ts';
export * from './sip/stir/certificates.ts';
export * from './sip/stir/redress-card.ts';
export * from './sip/stir/signature-pool.ts';
export * from './sip/stir/verify-identity.ts';
