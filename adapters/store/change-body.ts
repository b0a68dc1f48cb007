import { BASIS_KINDS, type ChangeBody, type PairEntry, type PairState } from '@wurao/domain';

/**
 * The body of a change as its row keeps it: JSON. Pairs with nothing but bases are by far the most of them (an import states
 * one for each of its rows) and are written as a list, in a third of the bytes.
 */
const CONFIRMED = 1;
const MIGRATED = 2;
const WITHDRAWN = 4;
const FORMER = 8;
const LIFTS = 16;

type PackedEntry = readonly [
  kind: number,
  purposes: number,
  categories: number,
  channels: number,
  flags: number,
  fromSec: number,
  toSec: number,
  receivedSec: number,
  sequence: number,
  matter?: string,
];

const flagsOf = (entry: PairEntry): number =>
  (entry.confirmed ? CONFIRMED : 0) |
  (entry.migrated ? MIGRATED : 0) |
  (entry.withdrawn ? WITHDRAWN : 0) |
  (entry.former ? FORMER : 0) |
  (entry.lifts ? LIFTS : 0);

const entryText = (entry: PairEntry): string => {
  const { kind, purposes, categories, channels, fromSec, toSec, receivedSec, sequence, matter } = entry;
  const said = `${BASIS_KINDS.indexOf(kind)},${purposes},${categories},${channels},${flagsOf(entry)}`;
  const of = matter === undefined ? '' : `,${JSON.stringify(matter)}`;
  return `[${said},${fromSec},${toSec},${receivedSec},${sequence}${of}]`;
};

const hasBasesOnly = ({ refusals, kept, lastNoSec, lastNoSequence }: PairState): boolean =>
  refusals.length === 0 && !kept && lastNoSec === 0 && lastNoSequence === 0;

export const changeText = (body: ChangeBody): string => {
  if (body.kind !== 'pair' || body.state === undefined || !hasBasesOnly(body.state)) return JSON.stringify(body);
  const entries = body.state.entries.map(entryText).join(',');
  return `[${JSON.stringify(body.number)},${JSON.stringify(body.merchant)},[${entries}]]`;
};

const entryOf = (packed: PackedEntry): PairEntry => {
  const [kind, purposes, categories, channels, flags, fromSec, toSec, receivedSec, sequence, matter] = packed;
  return {
    kind: BASIS_KINDS[kind] as PairEntry['kind'],
    purposes,
    categories,
    channels,
    confirmed: (flags & CONFIRMED) !== 0,
    migrated: (flags & MIGRATED) !== 0,
    withdrawn: (flags & WITHDRAWN) !== 0,
    former: (flags & FORMER) !== 0,
    lifts: (flags & LIFTS) !== 0,
    fromSec,
    toSec,
    receivedSec,
    matter: matter as PairEntry['matter'],
    sequence: sequence as PairEntry['sequence'],
  };
};

export const changeBodyOf = (text: string): ChangeBody => {
  const read = JSON.parse(text) as ChangeBody | readonly [string, string, readonly PackedEntry[]];
  if (!isPacked(read)) return read;
  const [number, merchant, entries] = read;
  const state = { entries: entries.map(entryOf), refusals: [], kept: false, lastNoSec: 0, lastNoSequence: 0 };
  return { kind: 'pair', number, merchant, state } as unknown as ChangeBody;
};

const isPacked = (read: object): read is readonly [string, string, readonly PackedEntry[]] => Array.isArray(read);
