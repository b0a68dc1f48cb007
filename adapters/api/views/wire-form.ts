import { categoriesIn, channelsIn, purposesIn } from '@wurao/domain';

/** How stored facts read on the wire: masks as words, `…Ms` as RFC 3339, nothing that is undefined. */
const MASKS: Readonly<Record<string, (mask: number) => readonly string[]>> = {
  purposes: purposesIn,
  categories: categoriesIn,
  channels: channelsIn,
};

const INSTANTS: Readonly<Record<string, string>> = {
  fromMs: 'from',
  toMs: 'to',
  atMs: 'at',
  asOfMs: 'at',
  receivedMs: 'receivedAt',
  dueMs: 'dueAt',
  expiresMs: 'expiresAt',
  createdMs: 'createdAt',
  publishedMs: 'publishedAt',
  endedMs: 'endedAt',
  sentMs: 'sentAt',
  firstMs: 'firstAt',
  lastMs: 'lastAt',
  lastContactMs: 'lastContactAt',
  lastUsedMs: 'lastUsedAt',
};

/** The register's own JSON says the instant without `At`. */
const LATER_NAMES: Readonly<Record<string, string>> = {
  received: 'receivedAt',
  expires: 'expiresAt',
  created: 'createdAt',
};

export const instantText = (atMs: number): string => new Date(atMs).toISOString();

const wireEntry = (key: string, value: unknown): readonly [string, unknown] => {
  const words = MASKS[key];
  if (words && typeof value === 'number') return [key, words(value)];
  const instant = INSTANTS[key];
  if (instant && typeof value === 'number') return [instant, instantText(value)];
  const later = typeof value === 'string' ? LATER_NAMES[key] : undefined;
  return [later ?? key, wireForm(value)];
};

/** Doing it twice is harmless, so that it does not matter who of store and edge was first. */
export const wireForm = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(wireForm);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => wireEntry(key, inner)));
};

export type WireRecord = Readonly<Record<string, unknown>>;

/** Only the named fields, in their order: what is not in the list is never shown by accident. */
export const pick = (fact: object, fields: readonly string[]): WireRecord => {
  const wired = wireForm(fact) as Record<string, unknown>;
  return Object.fromEntries(fields.filter((field) => wired[field] !== undefined).map((field) => [field, wired[field]]));
};
