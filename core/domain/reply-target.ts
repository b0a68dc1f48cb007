import type { InstantMs, LineId, MerchantId, PhoneNumber } from './brands.ts';
import { dialledDigits } from './number.ts';
import type { Filing } from './registry-nouns.ts';

/** How far back a message may lie for a reply to its port to be meant for it (house default). */
export const REPLY_REACH_MS = 7 * 24 * 60 * 60 * 1000;
/**
 * Networks cut extensions off, or leave them on: a port and its extensions are one from so many digits on. Below, a number would
 * stand for a whole range of ports.
 */
export const MIN_BASE_PORT_DIGITS = 8;

/** A message, or a call, that reached the subscriber. */
export interface SentContact {
  readonly merchant: MerchantId;
  readonly port: PhoneNumber;
  readonly atMs: InstantMs;
  readonly line: LineId | undefined;
  /** Undefined: it had none, or none is on record. */
  readonly text: string | undefined;
}

/** Whom a reply is meant for. */
export interface ReplyTarget {
  /** `filing`: the port is filed for one merchant. `sent`: these sent from it. `nobody`: it is not known. */
  readonly how: 'filing' | 'sent' | 'nobody';
  readonly merchants: readonly MerchantId[];
  /** The last text that this subscriber got from the port, which the reply may answer. */
  readonly lastText: string | undefined;
}

type Filed = Pick<Filing, 'caller' | 'prefix' | 'merchant' | 'status' | 'fromMs' | 'toMs'>;

/** How many digits of the port a filing names; 0: it does not cover it. */
const digitsCovered = ({ caller, prefix }: Filed, port: PhoneNumber): number => {
  if (caller === port) return Number.POSITIVE_INFINITY;
  if (!prefix) return 0;
  const isCovered =
    port.startsWith(caller) || dialledDigits(port).startsWith(caller) || port.slice(1).startsWith(caller);
  return isCovered ? caller.length : 0;
};

export const isFiledAt = ({ status, fromMs, toMs }: Filed, atMs: InstantMs): boolean =>
  status === 'active' && fromMs <= atMs && (toMs === undefined || atMs < toMs);

/** The merchant of the longest filing in force that covers a port; undefined: none does, or the longest name several. */
export const filedMerchant = (
  port: PhoneNumber,
  filings: readonly Filed[],
  atMs: InstantMs,
): MerchantId | undefined => {
  const living = filings.filter((filing) => isFiledAt(filing, atMs));
  const longest = living.reduce((most, filing) => Math.max(most, digitsCovered(filing, port)), 0);
  if (longest === 0) return undefined;
  const merchants = new Set(living.filter((filing) => digitsCovered(filing, port) === longest).map((f) => f.merchant));
  return merchants.size === 1 ? [...merchants][0] : undefined;
};

/** Clocks of two networks differ, not by more (house default). */
export const CLOCKS_APART_MS = 5 * 60_000;

export const isSamePort = (a: string, b: string): boolean => {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short === long || (short.length >= MIN_BASE_PORT_DIGITS && long.startsWith(short));
};

/**
 * Whom a reply to a port is meant for: the merchant that the port with its extension is filed for; else every merchant that
 * reached this subscriber from the port within `REPLY_REACH_MS` before, or `CLOCKS_APART_MS` after, as clocks differ. Pure: `sent` is what the subscriber got, in any order.
 */
export const replyTarget = (
  reply: { readonly port: PhoneNumber; readonly atMs: InstantMs },
  filings: readonly Filed[],
  sent: readonly SentContact[],
): ReplyTarget => {
  const { port, atMs } = reply;
  const near = sent
    .filter(
      (each) =>
        each.atMs <= atMs + CLOCKS_APART_MS && each.atMs >= atMs - REPLY_REACH_MS && isSamePort(each.port, port),
    )
    .sort((a, b) => b.atMs - a.atMs);
  const filed = filedMerchant(port, filings, atMs);
  const meant = filed === undefined ? near : near.filter(({ merchant }) => merchant === filed);
  const worded = meant.filter(({ text }) => text !== undefined);
  // What came after a reply is what it answers only where nothing came before.
  const lastText = (worded.find((each) => each.atMs <= atMs) ?? worded.at(-1))?.text;
  if (filed !== undefined) return { how: 'filing', merchants: [filed], lastText };
  const merchants = [...new Set(near.map(({ merchant }) => merchant))];
  return { how: merchants.length === 0 ? 'nobody' : 'sent', merchants, lastText };
};
