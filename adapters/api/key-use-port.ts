import type { ApiKey, InstantMs, KeyId } from '@wurao/domain';

export interface KeyUse {
  /** To the minute. */
  readonly lastUsedMs: InstantMs;
  /** Of the present day in China. */
  readonly callsToday: number;
}

/** How keys are used: counted in memory and kept now and then, so that a crash forgets some minutes. */
export interface KeyUsePort {
  /** A call with it was let in. Of subscribers nothing is kept. */
  note(key: ApiKey): void;
  of(key: KeyId): KeyUse | undefined;
}
