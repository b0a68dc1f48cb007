import {
  CHANNELS,
  type Channel,
  CLOCK_TIME,
  compileHours,
  type HoursWindow,
  LINE_CLASSES,
  PROVINCES,
} from '@wurao/domain';
import { type Clause, type ProvinceRule, THRESHOLD_PER, THRESHOLDS, type Threshold } from './pack.ts';
import { each, isFields, isNone, PackReading } from './pack-reading.ts';

export const HOURS = ['commercial', 'collection'] as const;
const PROVINCE = ['hours', 'thresholds', 'clause'] as const;
const THRESHOLD = ['what', 'value', 'per', 'days', 'lineClass', 'clause'] as const;
const MAX_WINDOWS = 56;
const MAX_THRESHOLD = 1_000_000_000;
const MAX_THRESHOLD_DAYS = 3_660;
const ALL_ATTEMPTS = 10_000;

const PROVINCE_CODES: readonly string[] = PROVINCES.map(({ code }) => code);

/** Reads the hours and thresholds of a pack, the country's and those of its provinces. */
export class HoursReading extends PackReading {
  clauses: Readonly<Record<string, Clause>> = {};

  /** A clause that the pack has. */
  cited(value: unknown, field: string): string {
    if (typeof value === 'string' && this.clauses[value] !== undefined) return value;
    const message = value === undefined ? 'cites no clause' : `cites a clause that the pack does not have: ${value}`;
    this.wrong(field, message, 'Name a clause of `clauses`; of what no text asks, one that begins with house-.');
    return '';
  }

  window(value: unknown, field: string): HoursWindow | undefined {
    const { days, from, to } = this.parts(value, field, ['days', 'from', 'to']);
    const read = this.list(days, `${field}.days`, (day, of) => this.whole(day, of, 1, 7));
    const isFrom = typeof from === 'string' && CLOCK_TIME.test(from) && from !== '24:00';
    const isTo = typeof to === 'string' && CLOCK_TIME.test(to);
    if (!isFrom) return this.wrong(`${field}.from`, 'not a time of day', 'Write HH:MM, such as 09:00.');
    if (!isTo) return this.wrong(`${field}.to`, 'not a time of day', 'Write HH:MM, up to 24:00.');
    if (read.length === 0) return this.wrong(`${field}.days`, 'no day', 'Use 1 (Monday) to 7 (Sunday).');
    return { days: read, from, to };
  }

  windows(value: unknown, field: string): readonly HoursWindow[] {
    const before = this.errors.length;
    const windows = this.list(value, field, (item, of) => this.window(item, of));
    if (this.errors.length > before) return [];
    if (windows.length > MAX_WINDOWS) this.wrong(field, `more than ${MAX_WINDOWS} windows`, 'Join windows that touch.');
    if (compileHours(windows).length === 0)
      this.wrong(field, 'never open', 'Name at least one window; who may never be contacted is no matter of hours.');
    return windows;
  }

  hoursOf(value: unknown, field: string): Readonly<Record<Channel, readonly HoursWindow[]>> {
    const said = this.parts(value, field, CHANNELS);
    // Flash messages follow messages unless they have hours of their own.
    return each(CHANNELS, (channel) =>
      this.windows(said[channel] ?? (channel === 'flash' ? said.sms : undefined), `${field}.${channel}`),
    );
  }

  /** Undefined: one law everywhere. */
  provinces(value: unknown, field: string): Readonly<Record<string, ProvinceRule>> | undefined {
    if (isNone(value)) return undefined;
    const all = isFields(value) ? Object.entries(value) : [];
    if (all.length === 0)
      return this.wrong(field, 'names no province', 'Leave it out, or name provinces by their code, such as "650000".');
    const rules = all.map(([code, rule]): [string, ProvinceRule] => [code, this.province(rule, field, code)]);
    return Object.fromEntries(rules);
  }

  province(value: unknown, provinces: string, code: string): ProvinceRule {
    const field = `${provinces}.${code}`;
    if (!PROVINCE_CODES.includes(code))
      this.wrong(field, 'no province of the numbering plan', 'Write its GB/T 2260 code, such as "650000" for 新疆.');
    const said = this.parts(value, field, PROVINCE);
    const hours = said.hours === undefined ? undefined : this.provinceHours(said.hours, `${field}.hours`);
    const thresholds =
      said.thresholds === undefined ? undefined : this.thresholds(said.thresholds, `${field}.thresholds`);
    if (hours === undefined && thresholds === undefined)
      this.wrong(field, 'says nothing', 'Give it hours or thresholds, or leave the province out.');
    return {
      ...(hours === undefined ? {} : { hours }),
      ...(thresholds === undefined ? {} : { thresholds }),
      clause: this.cited(said.clause, `${field}.clause`),
    };
  }

  /** A group or a channel that is left out keeps the pack's. */
  provinceHours(value: unknown, field: string): ProvinceRule['hours'] & object {
    const groups = this.parts(value, field, HOURS);
    const said = HOURS.filter((group) => groups[group] !== undefined);
    if (said.length === 0) this.wrong(field, 'names no hours', `Give it ${HOURS.join(' or ')}, or leave it out.`);
    return Object.fromEntries(
      said.map((group) => [group, this.provinceChannels(groups[group], `${field}.${group}`)]),
    ) as ProvinceRule['hours'] & object;
  }

  provinceChannels(value: unknown, field: string): Partial<Record<Channel, readonly HoursWindow[]>> {
    const channels = this.parts(value, field, CHANNELS);
    // Here, too, flash messages follow messages: a province that shuts the one door leaves no other open by its silence.
    const saidOf = (channel: Channel): unknown => channels[channel] ?? (channel === 'flash' ? channels.sms : undefined);
    const said = CHANNELS.filter((channel) => saidOf(channel) !== undefined);
    if (said.length === 0) this.wrong(field, 'names no channel', `Give it ${CHANNELS.join(', ')}, or leave it out.`);
    return Object.fromEntries(
      said.map((channel) => [channel, this.windows(saidOf(channel), `${field}.${channel}`)]),
    ) as Partial<Record<Channel, readonly HoursWindow[]>>;
  }

  thresholds(value: unknown, field: string): readonly Threshold[] {
    const all = this.list(value, field, (item, of) => this.threshold(item, of));
    const things = all.map(({ what, per, days, lineClass }) => [what, per, days, lineClass].join(' '));
    if (new Set(things).size < all.length) this.wrong(field, 'two figures for one thing', 'Say each once.');
    return all;
  }

  threshold(value: unknown, field: string): Threshold {
    const said = this.parts(value, field, THRESHOLD);
    const per = this.word(said.per, `${field}.per`, THRESHOLD_PER) ?? THRESHOLD_PER[0];
    if (per !== 'days' && said.days !== undefined)
      this.wrong(`${field}.days`, 'not per days', 'Leave it out, or write per = "days".');
    const lineClass =
      said.lineClass === undefined ? undefined : this.word(said.lineClass, `${field}.lineClass`, LINE_CLASSES);
    return {
      what: this.word(said.what, `${field}.what`, THRESHOLDS) ?? THRESHOLDS[0],
      // A rate of one and above is none.
      value: this.whole(said.value, `${field}.value`, 1, per === '10000-attempts' ? ALL_ATTEMPTS - 1 : MAX_THRESHOLD),
      per,
      ...(per === 'days' ? { days: this.whole(said.days, `${field}.days`, 1, MAX_THRESHOLD_DAYS) } : {}),
      ...(lineClass === undefined ? {} : { lineClass }),
      clause: this.cited(said.clause, `${field}.clause`),
    };
  }
}
