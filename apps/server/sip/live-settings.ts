import type { SipSettings } from '@wurao/gateway';
import type { LawPack } from '@wurao/law';
import type { SipConfig } from './config.ts';

/** What the gate reads at each call; made anew when the configuration or the law in force is another. */
export const sipSettings = (
  config: () => SipConfig,
  permitSecret: Uint8Array,
  law: () => LawPack,
): (() => SipSettings) => {
  let emergencyNumbers: readonly string[] | undefined;
  let configured: SipConfig | undefined;
  let settings: SipSettings | undefined;
  return () => {
    const now = law().emergencyNumbers;
    if (settings !== undefined && now === emergencyNumbers && config() === configured) return settings;
    emergencyNumbers = now;
    configured = config();
    const { mode, nextHops, recordRoute, strangerRate, sourceRate } = configured;
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
