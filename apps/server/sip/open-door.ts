import { type Result, success } from '@wurao/domain';
import type { Gate } from '../gate.ts';
import type { House } from '../house.ts';
import type { Metrics } from '../metrics.ts';
import { permitSecretFor } from '../secrets.ts';
import { CallDesk } from './call-desk.ts';
import type { SipConfig } from './config.ts';
import { openSip, type SipDoor } from './door.ts';
import { sipSettings } from './live-settings.ts';
import { whatChanges } from './what-changes.ts';

/** What a new configuration changed, and what of it waits for a restart, by the names of settings. */
export interface Reloaded {
  readonly inForce: readonly string[];
  readonly atRestart: readonly string[];
}

export interface ReloadableDoor extends Omit<SipDoor, 'reload'> {
  /** From the next call on. A failure changes nothing. */
  readonly reload: (next: SipConfig) => Promise<Result<Reloaded>>;
}

/** The SIP gate over the house: its settings, its data plane, its metrics. */
export const openSipDoor = async (
  house: House,
  gate: Gate,
  metrics: Metrics,
): Promise<Result<ReloadableDoor | undefined>> => {
  const { config, control, calls, clock, journal, laws, log, closers, redress } = house;
  const desk = new CallDesk({
    gate,
    facts: control.facts,
    memory: calls,
    nowMs: clock.nowMs,
    epoch: journal.journalFacts().epoch,
  });
  const secret = permitSecretFor(config.dataDir);
  let sip = config.sip;
  const opened = await openSip({
    config: sip,
    isAsked: config.origins.sipPort !== 'default',
    calls: desk,
    settings: sipSettings(
      () => sip,
      secret,
      () => laws.inForce(clock.nowMs()),
      redress,
    ),
    secret,
    log,
  });
  if (!opened.ok) return opened;
  if (opened.value === undefined) return success(undefined);
  const door = opened.value;
  closers.push(() => door.close());
  metrics.showSip({ ...door.sources, forgottenCalls: () => calls.forgotten });
  const reload = async (next: SipConfig): Promise<Result<Reloaded>> => {
    const change = whatChanges(sip, next);
    const ready = await door.reload(change.config);
    if (!ready.ok) return ready;
    sip = change.config;
    return success(change);
  };
  return success({ ...door, reload });
};
