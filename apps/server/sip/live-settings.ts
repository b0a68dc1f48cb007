import type { SipSettings } from '@wurao/gateway';
import type { LawPack } from '@wurao/law';
import type { SipConfig } from './config.ts';

/** What the gate reads at each call; made anew when the configuration or the law in force is another. */
export const sipSettings = (config: SipConfig, permitSecret: Uint8Array, law: () => LawPack): (() => SipSettings) => {
  let emergencyNumbers: readonly string[] | undefined;
  let settings: SipSettings | undefined;
  return () => {
    const now = law().emergencyNumbers;
    if (settings !== undefined && now === emergencyNumbers) return settings;
    emergencyNumbers = now;
    const { mode, nextHops, recordRoute, strangerRate, sourceRate } = config;
    settings = {
      mode,
      nextHops,
      recordRoute,
      emergencyNumbers,
      strangerRate,
      sourceRate,
      permitSecret,
      redressCard: () => undefined,
    };
    return settings;
  };
};
