import {
  type Change,
  type ChangeBody,
  type Failure,
  type PhoneNumber,
  type Result,
  type Sequence,
  success,
} from '@wurao/domain';
import {
  type Actor,
  type BasisInput,
  type BasisRecord,
  basisRecord,
  type CommandContext,
  checkBasis,
  checkReferences,
  checkRoom,
  pairStateOf,
} from '@wurao/registry';
import { changeText } from './change-body.ts';
import { basisRow, type NewBasisRow, type NewProofRow, proofRow } from './rows.ts';
import type { ChangeRow } from './schema.ts';
import type { Session } from './session.ts';
import { INSERT_CHANGE } from './transaction.ts';
import { nounPart } from './transaction-nouns.ts';
import { INSERT_BASIS, INSERT_PROOF, indexOfMerchant, wordingOf } from './transaction-numbers.ts';

interface Parts {
  readonly session: Session;
  readonly actor: Actor;
  readonly context: CommandContext;
  hashSecret(secret: string): string;
}

const NO_TENURE = 0 as Sequence;
const SEQUENCE_DIGITS = 10;
const BASE = 36;

/**
 * Bases of numbers of which nothing stood before the batch: no fact can stand against them but those of the batch itself, so that
 * they need no reading, and their rows are written together. Every other basis goes the way of the single command. Rows come
 * in order of number.
 */
export class BulkBases {
  readonly #parts: Parts;
  /** For reading only. */
  readonly #nouns: ReturnType<typeof nounPart>;
  readonly #references = new Map<string, Failure | undefined>();
  readonly #merchants = new Map<string, number>();
  readonly #wordings = new Map<string, number>();
  /** Bases of the number that comes now, by merchant. */
  readonly #present = new Map<string, readonly BasisRecord[]>();
  #number: PhoneNumber | undefined;
  readonly #bases: NewBasisRow[] = [];
  readonly #proofs: NewProofRow[] = [];
  readonly #changes: ChangeRow[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    const { session, context, hashSecret } = parts;
    this.#nouns = nounPart({ session, sequence: NO_TENURE, nowMs: context.nowMs, hashSecret, noteFact: () => {} });
  }

  /** Takes the sequence unless it fails. The rows are written by `flush`. */
  async take(input: BasisInput, sequence: Sequence): Promise<Result<Change>> {
    const { actor, context } = this.#parts;
    const checked = checkBasis(input, actor, context);
    if (!checked.ok) return checked;
    const bad = await this.#checkReferences(input);
    if (bad) return bad;
    const basis = basisRecord(input, checked.value, { id: this.#idAt(sequence), nowMs: context.nowMs, sequence });
    const before = this.#presentOf(basis);
    const full = before.length === 0 ? undefined : checkRoom(before, basis, actor.role, context.nowMs);
    if (full) return full;
    await this.#keep(basis);
    const bases = [...before, basis];
    this.#present.set(basis.merchant, bases);
    const state = pairStateOf({
      merchant: basis.merchant,
      bases,
      refusals: [],
      preference: undefined,
      tenureFrom: NO_TENURE,
    });
    const body: ChangeBody = { kind: 'pair', number: basis.subscriber, merchant: basis.merchant, state };
    this.#changes.push({ sequence, position: 0, at: context.nowMs, body: changeText(body) });
    return success({ sequence, atMs: context.nowMs, body });
  }

  async flush(): Promise<void> {
    const { session } = this.#parts;
    await session.runMany(INSERT_BASIS, this.#bases.splice(0));
    await session.runMany(INSERT_PROOF, this.#proofs.splice(0));
    await session.runMany(INSERT_CHANGE, this.#changes.splice(0));
  }

  /** What the batch stated of its pair so far. */
  #presentOf({ subscriber, merchant }: BasisRecord): readonly BasisRecord[] {
    if (subscriber !== this.#number) {
      this.#number = subscriber;
      this.#present.clear();
    }
    return this.#present.get(merchant) ?? [];
  }

  /** In order of sequence, so that the index of ids grows at its end; unguessable by what follows. */
  #idAt(sequence: Sequence): string {
    const random = this.#parts.context.newId('basis').slice('basis-'.length);
    return `basis-${sequence.toString(BASE).padStart(SEQUENCE_DIGITS, '0')}${random}`;
  }

  async #checkReferences(input: BasisInput): Promise<Failure | undefined> {
    const key = `${input.merchant}/${input.matter ?? ''}`;
    if (!this.#references.has(key)) {
      const checked = await checkReferences(this.#nouns, input);
      this.#references.set(key, checked.ok ? undefined : checked);
    }
    return this.#references.get(key);
  }

  async #keep(basis: BasisRecord): Promise<void> {
    const { session } = this.#parts;
    let merchant = this.#merchants.get(basis.merchant);
    if (merchant === undefined) {
      merchant = await indexOfMerchant(session, basis.merchant);
      this.#merchants.set(basis.merchant, merchant);
    }
    let wording = this.#wordings.get(basis.words);
    if (wording === undefined) {
      wording = await wordingOf(this.#parts, basis.words);
      this.#wordings.set(basis.words, wording);
    }
    this.#bases.push(basisRow(basis, merchant));
    this.#proofs.push(proofRow(basis, merchant, wording));
  }
}
