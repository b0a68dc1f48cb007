import type { LawListing } from '@wurao/api';
import type { InstantMs } from '@wurao/domain';
import type { Directory } from '@wurao/engine';
import { installedPack, LAW_PACKS, type LawPack, type Term, termAt } from '@wurao/law';

/** The packs of the product and those of the register, as one gate thread knows them, and which is in force when. */
export class LawShelf {
  readonly #directory: Directory;
  readonly #standard: string;
  readonly #bind: (law: LawPack) => LawPack;
  /** What was in force at the last asking, for how long, and by which state of the directory. */
  #posted = -1;
  #term: Term = { law: '', fromMs: Number.POSITIVE_INFINITY, untilMs: Number.NEGATIVE_INFINITY };
  #inForce: LawPack | undefined;

  /** `standard`: in force where the register names none. `bind`: puts the numbering plan in force into packs with rules by province. */
  constructor(directory: Directory, standard: string, bind: (law: LawPack) => LawPack) {
    this.#directory = directory;
    this.#standard = standard;
    this.#bind = bind;
  }

  pack(id: string): LawPack | undefined {
    const shipped = LAW_PACKS.get(id);
    if (shipped !== undefined) return shipped;
    const installed = this.#directory.lawPack(id);
    return installed && installedPack(installed);
  }

  /** By instant: a law takes effect when its instant comes, and nobody has to do anything. */
  inForce(atMs: InstantMs): LawPack {
    const { fromMs, untilMs } = this.#term;
    const isKnown = this.#posted === this.#directory.posted && atMs >= fromMs && atMs < untilMs;
    if (isKnown && this.#inForce !== undefined) return this.#bind(this.#inForce);
    const term = this.#termAt(atMs);
    const pack = this.pack(term.law);
    if (pack === undefined) throw new Error(`no law pack ${term.law}`);
    this.#term = term;
    this.#posted = this.#directory.posted;
    this.#inForce = pack;
    return this.#bind(pack);
  }

  #termAt(atMs: InstantMs): Term {
    const always = { law: this.#standard, fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
    return termAt(this.#terms(), atMs) ?? always;
  }

  #terms(): LawListing['terms'] {
    const { law, terms } = this.#directory;
    return terms ?? (law === undefined ? [] : [{ law, fromMs: 0 }]);
  }

  listing(nowMs: InstantMs): LawListing {
    const shipped = [...LAW_PACKS.values()].map((pack) => ({ pack, installedMs: undefined }));
    const installed = [...this.#directory.installedLaws()].map((law) => ({
      pack: installedPack(law),
      installedMs: law.installedMs,
    }));
    return { inForce: this.inForce(nowMs).id, packs: [...shipped, ...installed], terms: this.#terms() };
  }

  /** Records are kept as long as any law that is, or was, in force asks. */
  retentionMonths(nowMs: InstantMs): number {
    const begun = this.#terms().filter(({ fromMs }) => fromMs <= nowMs);
    return Math.max(0, ...begun.map(({ law }) => this.pack(law)?.retentionMonths ?? 0));
  }
}
