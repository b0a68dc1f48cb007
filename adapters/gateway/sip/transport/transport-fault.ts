/**
 * Why a connection ended or a socket could not be had. `cannot-listen`: `system` says why (EADDRINUSE, EACCES …).
 * `certificate-unusable`: key or certificate is no PEM, or they do not belong together. `message-timeout`: a begun message was not
 * whole in time. `idle`: nothing came or went. `slow-reader`: the peer did not take what was written. `connect-timeout`: no
 * connection in time. `crowded-out`: too many connections out, this one was used longest ago.
 */
export type TransportFaultCode =
  | 'cannot-listen'
  | 'certificate-unusable'
  | 'message-timeout'
  | 'idle'
  | 'slow-reader'
  | 'connect-timeout'
  | 'crowded-out';

export class TransportFault extends Error {
  readonly code: TransportFaultCode;
  /** Of the configuration, where something there puts it right. */
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  /** The system's own code. */
  readonly system: string | undefined;

  constructor(code: TransportFaultCode, text: string, more: { field?: string; remedy?: string; system?: string } = {}) {
    super(text);
    this.name = 'TransportFault';
    this.code = code;
    this.field = more.field;
    this.remedy = more.remedy;
    this.system = more.system;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);

export function cannotListen(transport: string, address: string, port: number, error: unknown): TransportFault {
  const system = typeof error === 'string' ? error : codeOf(error);
  return new TransportFault('cannot-listen', `cannot listen on ${transport} ${address} port ${port}: ${system}`, {
    field: 'address',
    system,
    remedy: 'name an address of this machine and a port that is free and allowed',
  });
}
