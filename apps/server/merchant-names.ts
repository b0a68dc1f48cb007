import { foldOrder, type Merchant, type MerchantId, type Result, success } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import type { ControlHandle } from './control-client.ts';

type Ask = ControlHandle['calls']['ask'];

const AT_ONCE = 1_000;

/** Merchants by their names and signatures, folded: read once, when the first is looked for, and from then on only those that changed. */
export class MerchantNames {
  readonly #merchants = new Map<string, Set<MerchantId>>();
  readonly #names = new Map<MerchantId, readonly string[]>();
  readonly #changed = new Set<MerchantId>();
  #reading: Promise<Result<void>> | undefined;

  /** From the feed; before the first look there is nothing to put right. */
  changed(id: MerchantId): void {
    if (this.#reading !== undefined) this.#changed.add(id);
  }

  /** `name` folded; undefined: nobody that is active has it, or several have. */
  async find(name: string, ask: Ask): Promise<Result<MerchantId | undefined>> {
    this.#reading ??= this.#readAll(ask);
    const read = await this.#reading;
    if (!read.ok) {
      this.#reading = undefined;
      return read;
    }
    for (const id of this.#changed) {
      // One that changes again meanwhile is asked for again.
      this.#changed.delete(id);
      const found = await ask({ kind: 'noun', noun: 'merchant', id });
      if (!found.ok) {
        this.#changed.add(id);
        return found;
      }
      this.#put(id, found.value as Merchant | undefined);
    }
    const [only, ...others] = this.#merchants.get(name) ?? [];
    return success(others.length === 0 ? only : undefined);
  }

  async #readAll(ask: Ask): Promise<Result<void>> {
    let after: string | undefined;
    do {
      const page = await ask({ kind: 'nouns', noun: 'merchant', merchant: undefined, after, limit: AT_ONCE });
      if (!page.ok) return page;
      const { items, next } = page.value as Page<Merchant>;
      for (const merchant of items) this.#put(merchant.id, merchant);
      after = next;
    } while (after !== undefined);
    return success(undefined);
  }

  #put(id: MerchantId, merchant: Merchant | undefined): void {
    for (const name of this.#names.get(id) ?? []) this.#merchants.get(name)?.delete(id);
    const isActive = merchant?.status === 'active';
    const names = isActive ? [...new Set([merchant.name, ...(merchant.signatures ?? [])].map(foldOrder))] : [];
    this.#names.set(id, names);
    for (const name of names) this.#merchants.set(name, (this.#merchants.get(name) ?? new Set()).add(id));
  }
}
