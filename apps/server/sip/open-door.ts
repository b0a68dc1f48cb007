import type { Result } from '@wurao/domain';
import type { Gate } from '../gate.ts';
import type { House } from '../house.ts';
import type { Metrics } from '../metrics.ts';
import { permitSecretFor } from '../secrets.ts';
import { CallDesk } from './call-desk.ts';
import { openSip, type SipDoor } from './door.ts';
import { sipSettings } from './live-settings.ts';

/** The SIP gate over the house: its settings, its data plane, its metrics. */
export const openSipDoor = async (house: House, gate: Gate, metrics: Metrics): Promise<Result<SipDoor | undefined>> => {
  const { config, control, calls, clock, journal, laws, log, closers } = house;
  const desk = new CallDesk({
    gate,
    facts: control.facts,
    memory: calls,
    nowMs: clock.nowMs,
    epoch: () => journal.journalFacts().epoch,
    outcome: () => {},
  });
  const opened = await openSip({
    config: config.sip,
    isAsked: config.origins.sipPort !== 'default',
    calls: desk,
    settings: sipSettings(config.sip, permitSecretFor(config.dataDir), () => laws.inForce(clock.nowMs())),
    secret: permitSecretFor(config.dataDir),
    log,
  });
  if (!opened.ok || opened.value === undefined) return opened;
  const door = opened.value;
  closers.push(() => door.close());
  metrics.showSip({ ...door.sources, forgottenCalls: () => calls.forgotten });
  return opened;
};
