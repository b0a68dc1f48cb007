import type { PhoneNumber } from '@wurao/domain';
import type { BasisInput } from './envelope.ts';
import type { ImportedThing, ImportRow } from './imports.ts';

/**
 * Rows between the threads of one process, as text. Bases of a list mostly differ in person, instant and evidence only: what
 * they share is a shape, written once a batch, and a row names it by its place.
 */
type Shape = Omit<BasisInput, 'subscriber' | 'fromMs' | 'evidence'>;
type ShapedRow = readonly [number, number, number, number, PhoneNumber, number | null, BasisInput['evidence'] | null];
type WholeRow = readonly [number, number, number, ImportedThing];

/** More shapes than these: the list has one for each row, and rows are written whole. */
const MAX_SHAPES = 4_096;
export const NO_SHAPE = -1;
export const NO_SHAPES = '{}';

const isShapedLike = (basis: BasisInput, shape: Shape): boolean =>
  basis.words === shape.words &&
  basis.merchant === shape.merchant &&
  basis.toMs === shape.toMs &&
  basis.method === shape.method &&
  basis.kind === shape.kind &&
  basis.purposes === shape.purposes &&
  basis.categories === shape.categories &&
  basis.channels === shape.channels &&
  basis.matter === shape.matter;

const shapeOf = ({
  kind,
  merchant,
  purposes,
  categories,
  channels,
  matter,
  words,
  method,
  toMs,
}: BasisInput): Shape => ({
  kind,
  merchant,
  purposes,
  categories,
  channels,
  matter,
  words,
  method,
  toMs,
});

/** The shapes of one import. */
export class ShapeBook {
  readonly #texts: string[] = [];
  readonly #indexes = new Map<string, number>();
  #last: Shape | undefined;
  #lastIndex = NO_SHAPE;

  /** Place of the row's shape, or `NO_SHAPE`: it is written whole. */
  indexOf(thing: ImportedThing): number {
    if (thing.kind !== 'grantBasis') return NO_SHAPE;
    const { basis } = thing;
    if (this.#last !== undefined && isShapedLike(basis, this.#last)) return this.#lastIndex;
    const shape = shapeOf(basis);
    const text = JSON.stringify(shape);
    const index = this.#indexes.get(text) ?? this.#add(text);
    if (index === NO_SHAPE) return NO_SHAPE;
    this.#last = shape;
    this.#lastIndex = index;
    return index;
  }

  #add(text: string): number {
    if (this.#texts.length >= MAX_SHAPES) return NO_SHAPE;
    this.#indexes.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  /** Of these places, as a batch carries them. */
  textOf(indexes: Iterable<number>): string {
    return `{${Array.from(indexes, (index) => `"${index}":${this.#texts[index]}`).join(',')}}`;
  }
}

/** What a row says beside its place in the file, as a piece of JSON. */
export const tailOf = (thing: ImportedThing, shape: number): string => {
  if (shape === NO_SHAPE || thing.kind !== 'grantBasis') return JSON.stringify(thing);
  const { subscriber, fromMs, evidence } = thing.basis;
  return `${shape},"${subscriber}",${fromMs ?? null},${evidence === undefined ? 'null' : JSON.stringify(evidence)}`;
};

/** One row of a batch's `rows`. */
export const rowText = (row: number, line: number, patterns: number, tail: string): string =>
  `[${row},${line},${patterns},${tail}]`;

export const readRows = (rows: string, shapes: string): readonly ImportRow[] => {
  const known = JSON.parse(shapes) as Readonly<Record<number, Shape>>;
  const read = JSON.parse(rows) as readonly (ShapedRow | WholeRow)[];
  return read.map((packed) => {
    const [row, line, patterns, fourth] = packed;
    if (typeof fourth !== 'number') return { row, line, patterns, thing: fourth };
    const [, , , , subscriber, fromMs, evidence] = packed as ShapedRow;
    const shape = known[fourth];
    if (shape === undefined) throw new RangeError(`a row names shape ${fourth}, which its batch does not bring`);
    // Written field by field: every basis gets the same layout, and no field by way of a copy.
    const basis: BasisInput = {
      kind: shape.kind,
      subscriber,
      merchant: shape.merchant,
      purposes: shape.purposes,
      categories: shape.categories,
      channels: shape.channels,
      matter: shape.matter,
      words: shape.words,
      method: shape.method,
      evidence: evidence ?? undefined,
      fromMs: fromMs ?? undefined,
      toMs: shape.toMs,
    };
    return { row, line, patterns, thing: { kind: 'grantBasis', basis } };
  });
};
