import { type Failure, failure, type Result, success } from '@wurao/domain';
import type { SipSettingValues } from './settings.ts';

/** How the SIP gate listens and where it sends calls. */
export interface SipConfig {
  /** Undefined: no such door. 0 = a free one. */
  readonly port: number | undefined;
  readonly sipsPort: number | undefined;
  readonly addresses: readonly string[];
  readonly mode: 'redirect' | 'proxy';
  readonly nextHops: readonly string[];
  readonly recordRoute: boolean;
  /** PEM files. Both or none. */
  readonly tls:
    | { readonly certificate: string; readonly key: string; readonly clientCa: string | undefined }
    | undefined;
  readonly serverCa: string | undefined;
  readonly strangerRate: number;
  readonly sourceRate: number;
  readonly rememberedCalls: number;
  readonly sharedPort: boolean;
  readonly batching: boolean;
  readonly stir:
    | { readonly certificates: string; readonly anchors: string | undefined; readonly workers: number }
    | undefined;
}

/** Settings that may stay unsaid. */
export type SipUnsaid =
  | 'sipNextHops'
  | 'sipCertificate'
  | 'sipKey'
  | 'sipClientCa'
  | 'sipServerCa'
  | 'stirCertificates'
  | 'stirAnchors';

export type SipHeard = Omit<SipSettingValues, SipUnsaid> & Partial<Pick<SipSettingValues, SipUnsaid>>;

const portOf = (said: number | 'off'): number | undefined => (said === 'off' ? undefined : said);

const missing = (field: string, message: string, remedy: string): Failure =>
  failure('invalid', 'The configuration is not usable', { field, message, remedy });

export const sipConfigOf = (said: SipHeard): Result<SipConfig> => {
  const { sipCertificate: certificate, sipKey: key, stirCertificates } = said;
  if ((certificate === undefined) !== (key === undefined)) {
    const field = certificate === undefined ? 'sipCertificate' : 'sipKey';
    return missing(
      field,
      'only one of certificate and key is named',
      'Name both sip.certificate and sip.key, or none.',
    );
  }
  if (said.stirAnchors !== undefined && stirCertificates === undefined)
    return missing('stirCertificates', 'anchors without certificates', 'Name the folder of certificates, too.');
  const tls =
    certificate === undefined || key === undefined ? undefined : { certificate, key, clientCa: said.sipClientCa };
  return success({
    port: portOf(said.sipPort),
    sipsPort: tls === undefined ? undefined : portOf(said.sipsPort),
    addresses: said.sipAddress,
    mode: said.sipMode,
    nextHops: said.sipNextHops ?? [],
    recordRoute: said.sipRecordRoute && said.sipMode === 'proxy',
    tls,
    serverCa: said.sipServerCa,
    strangerRate: said.sipStrangerRate,
    sourceRate: said.sipSourceRate,
    rememberedCalls: said.sipRememberedCalls,
    sharedPort: said.sipSharedPort,
    batching: said.sipBatching,
    stir:
      stirCertificates === undefined
        ? undefined
        : { certificates: stirCertificates, anchors: said.stirAnchors, workers: said.stirWorkers },
  });
};

/** What an operator should know, one sentence each. */
export const sipWarnings = (said: SipHeard, isLoopback: (address: string) => boolean): readonly string[] => {
  const open = said.sipPort === 'off' ? [] : said.sipAddress.filter((address) => !isLoopback(address));
  return open.map(
    (address) =>
      `The SIP gate listens on ${address}: whoever reaches it may call by the lines that name its address. Let only switches through to it.`,
  );
};
