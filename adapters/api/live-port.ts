import type { Readable } from 'node:stream';
import type {
  ApiKey,
  Channel,
  Decision,
  InstantMs,
  LineId,
  MerchantId,
  PartyId,
  PhoneNumber,
  Result,
  Role,
  Sequence,
} from '@wurao/domain';

/** Attempts decided alike in one second. */
export interface TrafficCount {
  /** `none`: of no known line; `other`: of lines beyond those that are counted apart. */
  readonly line: LineId | 'none' | 'other';
  readonly channel: Channel;
  readonly decision: Decision['decision'];
  readonly reason: string;
  readonly count: number;
}

/** That something changed, and who may hear of it. Numbers choose who hears; no frame holds one. */
export interface ChangeMark {
  /** A word of the glossary. */
  readonly noun: string;
  /** Undefined: of several, or it has none that is shown. */
  readonly id: string | undefined;
  readonly roles: readonly Role[];
  /** Merchants and carriers that hear of it beside the roles. */
  readonly parties: readonly (MerchantId | PartyId)[];
  /** Whoever owns this line hears of it, too. */
  readonly line: LineId | undefined;
  /** Whoever holds one of these hears of it, without the id. */
  readonly numbers: readonly PhoneNumber[];
}

/** Milliseconds from a commit until the gate's tables had it, of the writes of the last minute; undefined: there was none. */
export interface NoDelay {
  readonly writes: number;
  readonly lastMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** A gate: one thread that decides, behind several doors that read the same tables. */
export interface GateFigures {
  readonly gate: string;
  readonly ready: boolean;
  readonly headSequence: Sequence;
  readonly appliedSequence: Sequence;
  readonly noDelay: NoDelay | undefined;
  readonly doors: readonly { readonly door: 'http' | 'sip' | 'smpp' | 'cmpp'; readonly open: boolean }[];
}

/** What came since the second before. */
export interface LiveSecond {
  readonly atMs: InstantMs;
  readonly traffic: readonly TrafficCount[];
  /** Of the merchants that are watched, by the reasons that they may read. */
  readonly ofMerchants: ReadonlyMap<string, readonly TrafficCount[]>;
  readonly marks: readonly ChangeMark[];
  readonly gates: readonly GateFigures[];
}

/** Who looks on, so that nothing is counted for nobody. */
export interface Watched {
  readonly merchants: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
}

/** Where the seconds come from. Counts nothing between `end` and `begin`. */
export interface LiveSource {
  /** `tick`: once a second from now on. `keysChanged`: at once when a key was revoked. */
  begin(hears: { readonly tick: () => void; readonly keysChanged: () => void }): void;
  watch(watched: Watched): void;
  second(): LiveSecond;
  end(): void;
}

/** What happens, as it happens. */
export interface LivePort {
  /** Server-sent events for whoever has this key. Failures: `too-many-requests`, `not-ready`. */
  open(key: ApiKey, lastEventId: string | undefined): Result<Readable>;
}
