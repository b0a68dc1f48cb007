import { CertificateFolder, IdentityDesk, SignaturePool } from '@wurao/gateway';
import type { Log } from '../log.ts';
import type { SipConfig } from './config.ts';

export interface Stir {
  readonly desk: IdentityDesk;
  readonly figures: () => Readonly<Record<string, number>>;
  readonly close: () => Promise<void>;
}

/** Verification of Identity fields, where a folder of certificates is named. */
export const openStir = async ({ stir }: SipConfig, nowMs: () => number, log: Log): Promise<Stir | undefined> => {
  if (stir === undefined) return undefined;
  let certificatesHeld = 0;
  const certificates = await CertificateFolder.open({
    folder: stir.certificates,
    ...(stir.anchors === undefined ? {} : { anchorFolder: stir.anchors }),
    told: ({ certificates: held, anchors, problems }) => {
      certificatesHeld = held;
      log('info', 'STIR certificates read', { certificates: held, anchors, problems: problems.length });
      for (const { problem, field, position, remedy } of problems)
        log('warn', 'STIR certificate not usable', { problem, file: field, line: position, remedy });
    },
  });
  const signatures = new SignaturePool({ workers: stir.workers });
  const desk = new IdentityDesk({ certificates, signatures }, nowMs);
  return {
    desk,
    figures: () => ({
      'stir-certificates': certificatesHeld,
      'stir-verified': signatures.counts.verified,
      'stir-remembered': signatures.counts.remembered,
      'stir-shed': signatures.counts.shed,
      'stir-workers-lost': signatures.counts.workersLost,
      'stir-waiting': desk.waiting,
    }),
    close: async () => {
      certificates.close();
      await signatures.close();
    },
  };
};
