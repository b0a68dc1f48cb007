import { type Category, CHANNELS } from '@wurao/domain';
import type { Place } from '../frozen-counts.ts';
import type { Rows } from './counts.ts';

/**
 * Counts shaped like the bulletin of the second quarter of 2024, of which the shares, the subscribers protected, the protections and
 * the firms exposed were published; the counts behind the shares, and those of the quarters compared with, are made up.
 */
export const Q2_2024_BY_CATEGORY: Readonly<Record<Category, number>> = {
  loan: 18_904,
  collection: 11_217,
  retail: 3_079,
  insurance: 1_251,
  education: 1_010,
  securities: 1_733,
  'real-estate': 2_210,
  healthcare: 1_402,
  travel: 640,
  telecom: 2_871,
  recruitment: 805,
  other: 2_995,
};

const PLACES: readonly (Place & { readonly parts: number })[] = [
  { province: '110000', carrier: 'party-carrier-1', parts: 3 },
  { province: '440000', carrier: 'party-carrier-1', parts: 4 },
  { province: '440000', carrier: 'party-carrier-2', parts: 2 },
  { province: '540000', carrier: 'party-carrier-2', parts: 1 },
];
const PARTS = PLACES.reduce((sum, { parts }) => sum + parts, 0);

/** By place; the last one takes what rounding left. */
const spread = (count: number): readonly (Place & { readonly count: number })[] => {
  let left = count;
  return PLACES.map(({ province, carrier, parts }, at) => {
    const share = at === PLACES.length - 1 ? left : Math.floor((count * parts) / PARTS);
    left -= share;
    return { province, carrier, count: share };
  });
};

const CHANNEL_PERCENT = { voice: 90, sms: 9, flash: 1 } as const;

const complaintsOf = (byCategory: Readonly<Record<string, number>>): Rows['complaints'] =>
  Object.entries(byCategory).flatMap(([category, count]) => {
    const sms = Math.floor((count * CHANNEL_PERCENT.sms) / 100);
    const flash = Math.floor((count * CHANNEL_PERCENT.flash) / 100);
    const byChannel = { voice: count - sms - flash, sms, flash };
    return CHANNELS.flatMap((channel) =>
      spread(byChannel[channel]).map((row) => ({ ...row, channel, category: category as Category })),
    );
  });

/** `percent`: of the complaints of Q2 2024. */
export const rowsLikeQ2 = (percent: number): Partial<Rows> => ({
  subscribers: spread(1_790_000_000).map(({ province, carrier, count }) => ({
    province,
    carrier,
    subscribers: count,
    protected: Math.floor((count * 71) / 179),
  })),
  protections: spread(65_300_000_000).map((row) => ({ ...row, category: 'other' })),
  complaints: complaintsOf(
    Object.fromEntries(
      Object.entries(Q2_2024_BY_CATEGORY).map(([category, count]) => [category, Math.floor((count * percent) / 100)]),
    ),
  ),
  exposed: Array.from({ length: 38 }, (_, at) => ({
    province: '440000',
    carrier: 'party-carrier-1',
    name: `第${at + 1}家公司`,
    creditCode: '',
    reason: '用户投诉较多',
    onDay: '2024-06-28',
    acted: at < 27,
  })),
});
