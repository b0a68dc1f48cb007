import type { Filing } from '@wurao/domain';

const NONE: readonly never[] = [];

/** Values under a key, each group an immutable array that is replaced on change: readers may keep what they got. */
export class Groups<Value extends { readonly id: string }> {
  private readonly groups = new Map<string, readonly Value[]>();

  of(key: string): readonly Value[] {
    return this.groups.get(key) ?? NONE;
  }

  add(key: string, value: Value): void {
    this.groups.set(key, [...this.of(key).filter((other) => other.id !== value.id), value]);
  }

  remove(key: string, id: string): void {
    const rest = this.of(key).filter((other) => other.id !== id);
    if (rest.length === 0) this.groups.delete(key);
    else this.groups.set(key, rest);
  }
}

/** Filings by exact caller, else by the longest prefix that has any. Strings of digits: ports reach 21 of them. */
export class FilingIndex {
  private readonly exact = new Groups<Filing>();
  private readonly prefixed = new Groups<Filing>();
  /** How many filings stand at each prefix length: few lengths are in use at a time. */
  private readonly perLength = new Map<number, number>();
  /** The lengths in use, longest first. */
  private lengths: readonly number[] = NONE;

  add(filing: Filing): void {
    const groups = filing.prefix ? this.prefixed : this.exact;
    groups.add(filing.caller, filing);
    if (filing.prefix) this.countLength(filing.caller.length, 1);
  }

  remove(filing: Filing): void {
    const groups = filing.prefix ? this.prefixed : this.exact;
    groups.remove(filing.caller, filing.id);
    if (filing.prefix) this.countLength(filing.caller.length, -1);
  }

  private countLength(length: number, by: number): void {
    const count = (this.perLength.get(length) ?? 0) + by;
    if (count > 0) this.perLength.set(length, count);
    else this.perLength.delete(length);
    this.lengths = [...this.perLength.keys()].sort((a, b) => b - a);
  }

  covering(caller: string): readonly Filing[] {
    const exact = this.exact.of(caller);
    if (exact.length > 0) return exact;
    for (const length of this.lengths) {
      if (length > caller.length) continue;
      const group = this.prefixed.of(caller.slice(0, length));
      if (group.length > 0) return group;
    }
    return NONE;
  }
}
