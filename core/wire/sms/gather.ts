// Parts of long messages, gathered until they are whole: from a user data header, from SAR parameters, from Pk_total alike.
import { type Alphabet, decodeText } from './alphabets.ts';
import type { Concat } from './udh.ts';

/** A message whose next part stays away for longer is given up. */
export const GAP_MS = 60_000;
/** Half messages that are held at once. */
export const HALVES_MAX = 10_000;
/** Octets of all parts that are held. */
export const HELD_BYTES_MAX = 64 * 1_048_576;

/** One part; `tag` is the caller's own, and comes back with the whole. */
export interface Part<Tag> extends Concat {
  readonly source: string;
  readonly destination: string;
  readonly alphabet: Alphabet;
  /** Text only, without a header. Kept, not copied: hand over bytes that nobody writes to. */
  readonly bytes: Uint8Array;
  readonly tag: Tag;
}

/** What has come of a message. */
export interface HalfMessage<Tag> {
  readonly source: string;
  readonly destination: string;
  readonly reference: number;
  readonly total: number;
  /** In the order in which they came. */
  readonly parts: readonly Part<Tag>[];
}

interface Half<Tag> extends HalfMessage<Tag> {
  readonly parts: Part<Tag>[];
  readonly byNumber: (Part<Tag> | undefined)[];
  bytes: number;
  lastMs: number;
}

/** All that is half there. Made by `startGathering`, changed by `gatherPart` and `expireParts` alone. */
export interface Gathering<Tag> {
  /** In the order of their last parts, the longest silent first. */
  readonly halves: Map<string, Half<Tag>>;
  readonly gapMs: number;
  readonly halvesMax: number;
  readonly bytesMax: number;
  heldBytes: number;
}

/**
 * `complete`: the parts by number and the text of all; undefined where one of them holds none. `waiting`: kept.
 * `duplicate`: the same part with the same octets, come again. `conflict`: another part stands under that number already;
 * that one stays. `invalid`: no such number in such a total. `full`: nothing more can be held, this part is not.
 */
export type Gathered<Tag> =
  | { readonly outcome: 'complete'; readonly parts: readonly Part<Tag>[]; readonly text: string | undefined }
  | { readonly outcome: 'waiting' | 'duplicate' | 'conflict'; readonly half: HalfMessage<Tag> }
  | { readonly outcome: 'invalid' | 'full' };

export interface GatherStep<Tag> {
  readonly answer: Gathered<Tag>;
  /** Given up before this part was looked at, because their gap was over. */
  readonly expired: readonly HalfMessage<Tag>[];
}

const NONE: readonly never[] = [];

export function startGathering<Tag>(limits: Partial<Pick<Gathering<Tag>, 'gapMs' | 'halvesMax' | 'bytesMax'>> = {}) {
  const { gapMs = GAP_MS, halvesMax = HALVES_MAX, bytesMax = HELD_BYTES_MAX } = limits;
  const gathering: Gathering<Tag> = { halves: new Map(), gapMs, halvesMax, bytesMax, heldBytes: 0 };
  return gathering;
}

/** References of one width are not those of another. */
const keyOf = ({ source, destination, reference, width, total }: Part<unknown>): string =>
  `${width}/${reference}/${total}/${source.length}/${source}/${destination}`;

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The text of parts in their order. Parts of one alphabet are joined before they are read, since a character may begin in
 * one and end in the next; undefined where one holds no text that can be read.
 */
export function textOfParts(parts: readonly Pick<Part<unknown>, 'alphabet' | 'bytes'>[]): string | undefined {
  let text = '';
  let from = 0;
  while (from < parts.length) {
    const { alphabet } = parts[from]!;
    let to = from;
    let length = 0;
    for (; to < parts.length && parts[to]!.alphabet === alphabet; to++) length += parts[to]!.bytes.length;
    const bytes = new Uint8Array(length);
    let at = 0;
    for (; from < to; from++) {
      bytes.set(parts[from]!.bytes, at);
      at += parts[from]!.bytes.length;
    }
    const piece = decodeText(alphabet, bytes);
    if (piece === undefined) return undefined;
    text += piece;
  }
  return text;
}

/** Gives up what has waited for longer than the gap, the longest silent first. */
export function expireParts<Tag>(gathering: Gathering<Tag>, nowMs: number): readonly HalfMessage<Tag>[] {
  let expired: HalfMessage<Tag>[] | undefined;
  for (const [key, half] of gathering.halves) {
    if (nowMs - half.lastMs <= gathering.gapMs) break;
    drop(gathering, key, half);
    expired ??= [];
    expired.push(half);
  }
  return expired ?? NONE;
}

function drop<Tag>(gathering: Gathering<Tag>, key: string, half: Half<Tag>): void {
  gathering.halves.delete(key);
  gathering.heldBytes -= half.bytes;
}

/** Takes a part in. `nowMs` never runs back from call to call; what the gathering holds is changed in place. */
export function gatherPart<Tag>(gathering: Gathering<Tag>, part: Part<Tag>, nowMs: number): GatherStep<Tag> {
  const expired = expireParts(gathering, nowMs);
  return { answer: take(gathering, part, nowMs), expired };
}

function take<Tag>(gathering: Gathering<Tag>, part: Part<Tag>, nowMs: number): Gathered<Tag> {
  const { total, number } = part;
  if (number < 1 || number > total) return { outcome: 'invalid' };
  const key = keyOf(part);
  let half = gathering.halves.get(key);
  const there = half?.byNumber[number - 1];
  if (half !== undefined && there !== undefined) {
    const isSame = there.alphabet === part.alphabet && sameBytes(there.bytes, part.bytes);
    return { outcome: isSame ? 'duplicate' : 'conflict', half };
  }
  if (half === undefined) {
    if (total === 1) return { outcome: 'complete', parts: [part], text: textOfParts([part]) };
    if (gathering.halves.size >= gathering.halvesMax) return { outcome: 'full' };
  }
  // The last part goes through however much is held: it frees what its message held.
  const isLast = half !== undefined && half.parts.length === total - 1;
  if (!isLast && gathering.heldBytes + part.bytes.length > gathering.bytesMax) return { outcome: 'full' };
  half ??= newHalf(part);
  half.parts.push(part);
  half.byNumber[number - 1] = part;
  if (isLast) {
    drop(gathering, key, half);
    const parts = half.byNumber as Part<Tag>[];
    return { outcome: 'complete', parts, text: textOfParts(parts) };
  }
  half.bytes += part.bytes.length;
  gathering.heldBytes += part.bytes.length;
  half.lastMs = nowMs;
  // Put at the end again: the map stays in the order of silence.
  gathering.halves.delete(key);
  gathering.halves.set(key, half);
  return { outcome: 'waiting', half };
}

const newHalf = <Tag>({ source, destination, reference, total }: Part<Tag>): Half<Tag> => ({
  source,
  destination,
  reference,
  total,
  parts: [],
  byNumber: [],
  bytes: 0,
  lastMs: 0,
});
