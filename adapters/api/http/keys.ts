import { createHash } from 'node:crypto';
import { type ApiKey, asId, type KeyId } from '@wurao/domain';
import type { Actor } from '@wurao/registry';
import { TOKEN_CACHE_ENTRIES_MAX, TOKEN_CHARS_MAX } from '../options.ts';
import type { GatePort } from '../ports.ts';

const SCHEME = /^bearer +([\x21-\x7e]+)$/i;

export const bearerToken = (header: string | undefined): string | undefined => {
  if (header === undefined) return undefined;
  // The common spelling without a regular expression: this runs for every decision.
  const token = header.startsWith('Bearer ') ? header.slice(7) : SCHEME.exec(header)?.[1];
  return token === undefined || token === '' || token.length > TOKEN_CHARS_MAX ? undefined : token;
};

/** Finds the key of a bearer token. The hash is remembered, the key never: a revocation holds from the next call on. */
export class KeyLookUp {
  readonly #gate: GatePort;
  readonly #hashes = new Map<string, string>();

  constructor(gate: GatePort) {
    this.#gate = gate;
  }

  keyOf(token: string): ApiKey | undefined {
    return this.#gate.keyByHash(this.#hashOf(token));
  }

  #hashOf(token: string): string {
    const known = this.#hashes.get(token);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(token).digest('hex');
    // Only hashes of keys that exist are worth a place: guesses must not push them out.
    if (this.#gate.keyByHash(hash) === undefined) return hash;
    if (this.#hashes.size >= TOKEN_CACHE_ENTRIES_MAX) {
      const oldest = this.#hashes.keys().next().value;
      if (oldest !== undefined) this.#hashes.delete(oldest);
    }
    this.#hashes.set(token, hash);
    return hash;
  }
}

/** Who acts by a key: a member is one and the same over all its sessions, as whoever decided must not decide the appeal. */
export const actorIdOf = (key: ApiKey): KeyId => (key.member === undefined ? key.id : asId<KeyId>(key.member));

export const actorOf = (key: ApiKey): Actor => ({
  keyId: actorIdOf(key),
  role: key.role,
  party: key.party,
  subscriber: key.subscriber,
});

/** Who asks for a code or a session: nobody yet, for a number not yet proved. */
export const UNPROVED: Actor = { keyId: undefined, role: 'subscriber', party: undefined, subscriber: undefined };
