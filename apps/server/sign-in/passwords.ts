import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordHash } from '@wurao/registry';

type Cost = Pick<PasswordHash, 'cost' | 'blockSize' | 'parallel'>;

/** For what people choose: 16 MiB and about a tenth of a second (OWASP's table for scrypt, 2024). */
const CHOSEN: Cost = { cost: 2 ** 14, blockSize: 8, parallel: 5 };
/** For what chance chose: as hard to guess as a key, of which we keep a plain hash. */
const BY_CHANCE: Cost = { cost: 2 ** 10, blockSize: 8, parallel: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Each takes 16 MiB and a thread of the pool that also reads files. */
const AT_ONCE = 2;
const WAITING_MAX = 100;

const derive = (password: string, salt: Buffer, { cost, blockSize, parallel }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const options = { N: cost, r: blockSize, p: parallel };
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });

export const hashPassword = async (password: string, by: 'people' | 'chance' = 'people'): Promise<PasswordHash> => {
  const cost = by === 'people' ? CHOSEN : BY_CHANCE;
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  return { ...cost, salt: salt.toString('base64url'), hash: hash.toString('base64url') };
};

/** Takes the time of a check, and checks nothing. */
const spend = (password: string): Promise<Buffer> => derive(password, Buffer.alloc(SALT_BYTES), CHOSEN);

const isChosenCost = ({ cost, blockSize, parallel }: PasswordHash): boolean =>
  cost === CHOSEN.cost && blockSize === CHOSEN.blockSize && parallel === CHOSEN.parallel;

/** Few at a time, and each as long as every other: who asks about a name nobody has waits as long. */
export class PasswordChecks {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Undefined: too many wait already. */
  async check(password: string, against: PasswordHash | undefined): Promise<boolean | undefined> {
    if (this.#waiting.length >= WAITING_MAX) return undefined;
    await this.#turn();
    try {
      if (against === undefined || !isChosenCost(against)) await spend(password);
      return against !== undefined && (await isSame(password, against));
    } finally {
      // Whoever waits has this turn: one that comes meanwhile does not overtake it.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running >= AT_ONCE) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#running++;
  }
}

const isSame = async (password: string, against: PasswordHash): Promise<boolean> => {
  const kept = Buffer.from(against.hash, 'base64url');
  const hash = await derive(password, Buffer.from(against.salt, 'base64url'), against);
  return hash.length === kept.length && timingSafeEqual(hash, kept);
};
