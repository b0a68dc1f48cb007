import type { SipSettings } from '@wurao/gateway';
import type { LawPack } from '@wurao/law';
import type { Redress } from '../redress.ts';
import type { SipConfig } from './config.ts';

/** What the gate reads at each call; made anew when the configuration is another. */
export const sipSettings = (
  config: () => SipConfig,
  permitSecret: Uint8Array,
  law: () => LawPack,
  redress: Redress,
): (() => SipSettings) => {
  const settingsOf = ({ mode, nextHops, recordRoute, strangerRate, sourceRate }: SipConfig): SipSettings => ({
    mode,
    nextHops,
    recordRoute,
    isEmergency: (callee) => law().emergencyNumbers.includes(callee),
    strangerRate,
    sourceRate,
    permitSecret,
    redressCard: redress.cardUrl,
    redressReference: redress.referenceOf,
  });
  let configured = config();
  let settings = settingsOf(configured);
  return () => {
    if (config() === configured) return settings;
    configured = config();
    settings = settingsOf(configured);
    return settings;
  };
};
