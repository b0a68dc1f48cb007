import { type LineTrend, MS_PER_DAY, type RateStanding } from '@wurao/casework';
import { EXPIRING_DAYS } from '@wurao/registry';
import { type LineFigures, MERCHANT_DAYS, type MerchantFigures } from '../figures-port.ts';
import { instantText, type WireRecord } from './wire-form.ts';

/** A rate of complaints beside its bound. `rate`: complaints of one attempt. */
export const standingView = ({
  threshold,
  province,
  window,
  subject: _,
  spent: _spent,
  ...standing
}: RateStanding): WireRecord => ({
  ...standing,
  bound: { value: threshold.value, per: threshold.per, clause: threshold.clause },
  ...(province === undefined ? {} : { province }),
  window: { days: window.days, from: instantText(window.fromMs), to: instantText(window.toMs) },
});

const sum = (counts: readonly { readonly attempts: number }[]): number =>
  counts.reduce((total, { attempts }) => total + attempts, 0);

/** The worst of its verdicts; without complaints a line is below every bound. */
const stateOf = (standings: readonly RateStanding[]): RateStanding['verdict'] =>
  (['above', 'unsure'] as const).find((verdict) => standings.some((one) => one.verdict === verdict)) ?? 'below';

/** Each line with its traffic and how it stands; those worst off first. */
export const lineFiguresView = (
  lines: readonly { readonly id: string; readonly name: string }[],
  { traffic, standings }: LineFigures,
): readonly WireRecord[] => {
  const counts = new Map(traffic.map((one) => [one.line as string, one.counts]));
  const rates = Map.groupBy(standings, ({ subject }) => subject.id as string);
  const order = ['above', 'unsure', 'below'];
  return lines
    .map(({ id, name }) => {
      const ofLine = counts.get(id) ?? [];
      const ofRates = rates.get(id) ?? [];
      const refused = ofLine.filter(({ decision }) => decision === 'refuse');
      const byReason = Map.groupBy(refused, ({ reason }) => reason);
      return {
        line: id,
        name,
        attempts: sum(ofLine),
        allowed: sum(ofLine) - sum(refused),
        answered: ofLine.reduce((total, { answered }) => total + answered, 0),
        refused: [...byReason].map(([reason, same]) => ({ reason, attempts: sum(same) })),
        rates: ofRates.map(standingView),
        state: stateOf(ofRates),
      };
    })
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.attempts - a.attempts);
};

const trendView = ({ fromMs, days }: LineTrend): readonly WireRecord[] =>
  days.map((counts, day) => ({ day: instantText(fromMs + day * MS_PER_DAY), ...counts }));

export const merchantFiguresView = (
  merchant: string,
  { atMs, coverage, events, attempts, cases, lines, standings, trends, sanctionsInForce }: MerchantFigures,
): WireRecord => {
  const { people, live, confirmed, expiring, byKind, byMethod, byCategory } = coverage;
  const days = [...Map.groupBy(events, ({ dayMs }) => dayMs)].map(([dayMs, ofDay]) => {
    const of = (type: string): number => ofDay.find((one) => one.type === type)?.events ?? 0;
    return { day: instantText(dayMs), refused: of('refused'), withdrawn: of('basis-withdrawn') };
  });
  const rates = Map.groupBy(standings, ({ subject }) => subject.id as string);
  return {
    merchant,
    at: instantText(atMs),
    days: MERCHANT_DAYS,
    reach: { people },
    bases: {
      live,
      confirmed,
      unconfirmed: live - confirmed,
      expiring,
      expiringDays: EXPIRING_DAYS,
      byKind,
      byMethod,
      byCategory,
    },
    refusals: { days },
    attempts: attempts.map(({ channel, decision, reason, attempts: count }) => ({
      channel,
      decision,
      reason,
      attempts: count,
    })),
    cases,
    lines: lines.map((line) => {
      const ofLine = rates.get(line) ?? [];
      const trend = trends.find((one) => one.line === line);
      return { line, rates: ofLine.map(standingView), state: stateOf(ofLine), trend: trend ? trendView(trend) : [] };
    }),
    sanctionsInForce,
  };
};
