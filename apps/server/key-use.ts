import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { KeyUse, KeyUsePort } from '@wurao/api';
import type { ApiKey, InstantMs, KeyId } from '@wurao/domain';
import type { Log } from './log.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** China, whatever law is in force: a day of a figure must not move. */
const ZONE_MS = 8 * 3_600_000;
const KEPT_EVERY_MS = 10 * MINUTE_MS;
/** Sessions come and go: then those that were used longest ago are forgotten, a tenth at once. */
const KEYS_MAX = 100_000;
const FORGOTTEN_AT_ONCE = 0.1;

interface Used {
  minute: number;
  day: number;
  calls: number;
}

export interface KeyUsesParts {
  readonly path: string;
  readonly nowMs: () => InstantMs;
  readonly log: Log;
  readonly keysMax?: number;
}

/** In memory; written beside the store every ten minutes and at the end, never on the way of a call. */
export class KeyUses implements KeyUsePort {
  readonly #parts: KeyUsesParts;
  readonly #used: Map<string, Used>;
  #isKept = true;
  readonly #keeping: NodeJS.Timeout;

  constructor(parts: KeyUsesParts) {
    this.#parts = parts;
    this.#used = readUses(parts);
    this.#keeping = setInterval(() => this.#keep(), KEPT_EVERY_MS);
    this.#keeping.unref();
  }

  note({ id, role }: ApiKey): void {
    if (role === 'subscriber') return;
    const nowMs = this.#parts.nowMs();
    const day = Math.floor((nowMs + ZONE_MS) / DAY_MS);
    this.#isKept = false;
    const used = this.#used.get(id);
    if (used === undefined) {
      if (this.#used.size >= (this.#parts.keysMax ?? KEYS_MAX)) this.#forgetSome();
      this.#used.set(id, { minute: Math.floor(nowMs / MINUTE_MS), day, calls: 1 });
      return;
    }
    used.calls = used.day === day ? used.calls + 1 : 1;
    used.day = day;
    used.minute = Math.floor(nowMs / MINUTE_MS);
  }

  of(id: KeyId): KeyUse | undefined {
    const used = this.#used.get(id);
    if (used === undefined) return undefined;
    const today = Math.floor((this.#parts.nowMs() + ZONE_MS) / DAY_MS);
    return { lastUsedMs: used.minute * MINUTE_MS, callsToday: used.day === today ? used.calls : 0 };
  }

  #forgetSome(): void {
    const byAge = [...this.#used].sort(([, a], [, b]) => a.minute - b.minute);
    for (const [id] of byAge.slice(0, Math.ceil(byAge.length * FORGOTTEN_AT_ONCE))) this.#used.delete(id);
  }

  #keep(): void {
    const { path, log } = this.#parts;
    if (this.#isKept) return;
    try {
      writeFileSync(`${path}.new`, JSON.stringify([...this.#used]), { mode: 0o600 });
      renameSync(`${path}.new`, path);
      this.#isKept = true;
    } catch (error) {
      // A full disk: the figures of some minutes, nothing else.
      log('warn', 'use of keys not kept', { problem: error instanceof Error ? error.message : String(error) });
    }
  }

  close(): void {
    clearInterval(this.#keeping);
    this.#keep();
  }
}

const isUse = (entry: unknown): entry is [string, Used] => {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const { minute, day, calls } = (entry[1] ?? {}) as Partial<Record<keyof Used, unknown>>;
  return [minute, day, calls].every(Number.isSafeInteger);
};

/** What cannot be read is forgotten: it is a figure, no fact. */
const readUses = ({ path, log }: KeyUsesParts): Map<string, Used> => {
  if (!existsSync(path)) return new Map();
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return new Map(Array.isArray(read) ? read.filter(isUse) : []);
  } catch (error) {
    log('warn', 'use of keys not read', { path, problem: error instanceof Error ? error.message : String(error) });
    return new Map();
  }
};
