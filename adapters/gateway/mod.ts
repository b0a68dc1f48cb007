export * from './sip/entry.ts';
export * from './sip/gate.ts';
export * from './sip/gate-figures.ts';
export * from './sip/identity-desk.ts';
export * from './sip/limits.ts';
export * from './sip/next-hops.ts';
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
export * from './sip/settings.ts';
export * from './sip/sources.ts';
export * from './sip/stir/certificates.ts';
export * from './sip/stir/redress-card.ts';
export * from './sip/stir/signature-pool.ts';
export * from './sip/stir/verify-identity.ts';
export { loadBatch } from './sip/transport/batch/load-batch.ts';
export { STREAM_LIMITS, type StreamLimits } from './sip/transport/connections.ts';
export * from './sip/transport/outbound.ts';
export * from './sip/transport/stream.ts';
export type { OutboundTls, TlsIdentity } from './sip/transport/tls.ts';
export { TransportFault, type TransportFaultCode } from './sip/transport/transport-fault.ts';
export { openUdp } from './sip/transport/udp.ts';
export type { UdpListener, UdpOptions } from './sip/transport/udp-listener.ts';
export { openPlainUdp } from './sip/transport/udp-plain.ts';
export { type CmppServerOptions, openCmppServer } from './sms/cmpp/server.ts';
export { type CmppUpstreamOptions, openCmppUpstream } from './sms/cmpp/upstream.ts';
export type { CmppService } from './sms/cmpp/write-message.ts';
export * from './sms/ports.ts';
export { HELD_MS, type HeldSummary } from './sms/relay/held-messages.ts';
export type {
  HeldFor,
  ItemId,
  ItemKeeper,
  MessageSafe,
  SmsAccount,
  SmsDecision,
  SmsHouse,
  SubscriberReply,
} from './sms/relay/house-port.ts';
export type { HeldMessage } from './sms/relay/kept-items.ts';
export { ownMessages } from './sms/relay/own-messages.ts';
export { type OwnMessage, type OwnOutcome, QUEUE_MAX, type RelayFigures, SmsRelay } from './sms/relay/relay.ts';
export { attemptOf } from './sms/relay/submissions.ts';
export { SMS_LIMITS, type SmsClock, type SmsLimits, SYSTEM_CLOCK } from './sms/sessions/limits.ts';
export type { SmsFigures, SmsListener } from './sms/sessions/listener.ts';
export {
  type OpenUpstream,
  UpstreamFault,
  type UpstreamFigures,
  type UpstreamOptions,
} from './sms/sessions/upstream.ts';
export type { DefaultAlphabet } from './sms/smpp/read-message.ts';
export { openSmppServer, type SmppServerOptions } from './sms/smpp/server.ts';
export { openSmppUpstream, type SmppUpstreamOptions } from './sms/smpp/upstream.ts';
