import { success } from '@wurao/domain';
import type { SightFacts, TrafficTally } from '@wurao/journal';
import { CN_2020_DRAFT } from '@wurao/law';
import { expect, it } from 'vitest';
import { FigureDesk } from './figure-desk.ts';

const SIGHT: SightFacts = { purpose: 'marketing', law: CN_2020_DRAFT.id, holdsConfirmed: false, isLawfulNow: true };
const tally = (reason: string, sight: Partial<SightFacts> = {}, more: Partial<TrafficTally> = {}): TrafficTally => ({
  part: 0,
  line: undefined,
  channel: 'voice',
  decision: 'refuse',
  reason,
  attempts: 1,
  answered: 0,
  sight: { ...SIGHT, ...sight },
  ...more,
});

const deskOf = (tallies: readonly TrafficTally[]): FigureDesk =>
  new FigureDesk({
    archive: { trafficTallies: async () => success(tallies) },
    rates: {} as never,
    control: {} as never,
    nowMs: () => 0,
    lawPack: () => undefined,
    law: () => CN_2020_DRAFT,
    flush: () => undefined,
  });
const wish = { fromMs: 0, toMs: 7_200_000, everyMs: 3_600_000, lines: undefined, merchant: undefined };

it('adds up for a merchant what its answers do not tell apart', async () => {
  const confirmed = { holdsConfirmed: true };
  const desk = deskOf([
    tally('do-not-disturb'),
    tally('no-consent'),
    tally('content-mismatch'),
    tally('do-not-disturb', confirmed),
    tally('refused-by-subscriber', confirmed),
    tally('outside-hours', confirmed),
    tally('outside-hours', { ...confirmed, isLawfulNow: false }),
    tally('caller-not-filed'),
    tally('no-consent', {}, { part: 1 }),
  ]);
  const told = await desk.traffic({ ...wish, asMerchant: true });
  expect(told.ok && told.value.map(({ atMs, reason, attempts }) => [atMs, reason, attempts])).toEqual([
    [0, 'caller-not-filed', 1],
    [0, 'no-basis', 3],
    [0, 'outside-hours', 1],
    [0, 'refused', 3],
    [3_600_000, 'no-basis', 1],
  ]);
});

it('tells everybody else what was decided', async () => {
  const told = await deskOf([tally('do-not-disturb', {}, { sight: undefined })]).traffic({
    ...wish,
    asMerchant: false,
  });
  expect(told).toMatchObject({ value: [{ reason: 'do-not-disturb' }] });
});
