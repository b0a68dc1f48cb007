export * from './sip/permit-parameter.ts';
export * from './sip/ports.ts';
export type {
  Admission,
  ForwardOrder,
  ProxyFigures,
  ProxyLimits,
  ProxyOptions,
  ProxyPort,
} from './sip/proxy/proxy-port.ts';
export { SipProxy } from './sip/proxy/sip-proxy.ts';
export * from './sip/stir/certificates.ts';
export * from './sip/stir/redress-card.ts';
export * from './sip/stir/signature-pool.ts';
export * from './sip/stir/verify-identity.ts';
