import {
  type BasisKind,
  type Category,
  categoriesIn,
  type InstantMs,
  type Mask,
  type MerchantId,
  type Method,
  type Result,
  success,
} from '@wurao/domain';

/** A basis in what is counted by, as its merchant sees it: that a number changed hands is none of its business (DESIGN, rule 5). */
export interface BasisScope {
  /** Of the person: the key of the number, for counting people once. */
  readonly person: number;
  readonly kind: BasisKind;
  readonly method: Method;
  readonly confirmed: boolean;
  readonly categories: Mask;
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs | undefined;
  readonly ended: boolean;
}

/** Live bases of one merchant. Categories overlap: one basis may cover several. */
export interface BasisCoverage {
  readonly people: number;
  readonly live: number;
  readonly confirmed: number;
  /** Live ones that end within `EXPIRING_DAYS`. */
  readonly expiring: number;
  readonly byKind: Readonly<Partial<Record<BasisKind, number>>>;
  readonly byMethod: Readonly<Partial<Record<Method, number>>>;
  readonly byCategory: Readonly<Partial<Record<Category, number>>>;
}

export const EXPIRING_DAYS = 30;
/** Some milliseconds of a store's time, so that nobody's "no" waits for a count. */
const COUNTED_AT_ONCE = 5_000;
const MS_PER_DAY = 86_400_000;

/** Counts page by page. */
export class CoverageCount {
  readonly #nowMs: InstantMs;
  readonly #people = new Set<number>();
  #live = 0;
  #confirmed = 0;
  #expiring = 0;
  readonly #kinds = new Map<BasisKind, number>();
  readonly #methods = new Map<Method, number>();
  readonly #categories = new Map<Category, number>();

  constructor(nowMs: InstantMs) {
    this.#nowMs = nowMs;
  }

  add(scope: BasisScope): void {
    const { fromMs, toMs = Number.POSITIVE_INFINITY } = scope;
    if (scope.ended || fromMs > this.#nowMs || toMs <= this.#nowMs) return;
    this.#live++;
    this.#people.add(scope.person);
    if (scope.confirmed) this.#confirmed++;
    if (toMs <= this.#nowMs + EXPIRING_DAYS * MS_PER_DAY) this.#expiring++;
    addOne(this.#kinds, scope.kind);
    addOne(this.#methods, scope.method);
    for (const category of categoriesIn(scope.categories)) addOne(this.#categories, category);
  }

  get coverage(): BasisCoverage {
    return {
      people: this.#people.size,
      live: this.#live,
      confirmed: this.#confirmed,
      expiring: this.#expiring,
      byKind: Object.fromEntries(this.#kinds),
      byMethod: Object.fromEntries(this.#methods),
      byCategory: Object.fromEntries(this.#categories),
    };
  }
}

export interface CoverageCounting {
  readonly questions: {
    ask(query: {
      readonly kind: 'basisScopes';
      readonly merchant: MerchantId;
      readonly after: string | undefined;
      readonly limit: number;
    }): Promise<Result<{ readonly items: readonly BasisScope[]; readonly next: string | undefined }>>;
  };
  /** Between two pages: others have their turn. */
  readonly pause: () => Promise<void>;
}

export const coverageOf = async (
  { questions, pause }: CoverageCounting,
  merchant: MerchantId,
  nowMs: InstantMs,
): Promise<Result<BasisCoverage>> => {
  const count = new CoverageCount(nowMs);
  let after: string | undefined;
  do {
    const page = await questions.ask({ kind: 'basisScopes', merchant, after, limit: COUNTED_AT_ONCE });
    if (!page.ok) return page;
    for (const scope of page.value.items) count.add(scope);
    after = page.value.next;
    await pause();
  } while (after !== undefined);
  return success(count.coverage);
};

const addOne = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
