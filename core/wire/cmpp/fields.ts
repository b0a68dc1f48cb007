// How a field of a CMPP message is described: as data, with what differs between 2.0 and 3.0 as two lengths.

/** Octets in 2.0 and in 3.0; 0 where the version has no such field. */
export type Octets = readonly [v20: number, v30: number];

/**
 * `uint`: unsigned, big-endian. `text`: an octet string, padded on the right with zero; one character an octet. `octets`: raw, of fixed
 * length. `id`: a Msg_Id as a 64-bit number. `count`: says how many `texts` come later. `texts`: that many of `octets` each.
 * `length`: says how long the `content` that follows is. A count and a length are not values of their own: the lists have them.
 */
export type FieldKind = 'uint' | 'text' | 'octets' | 'id' | 'count' | 'texts' | 'length' | 'content';

export interface Field {
  /** The name in code. */
  readonly key: string;
  /** The name in the specification, as failures give it. */
  readonly name: string;
  readonly kind: FieldKind;
  readonly octets: Octets;
  /** May be missing where the message ends before it: peers in the field leave it out. */
  readonly isOptional?: true;
}

interface Described<Key extends string, Kind extends FieldKind> extends Field {
  readonly key: Key;
  readonly kind: Kind;
}

type Length = number | Octets;

const both = (length: Length): Octets => (typeof length === 'number' ? [length, length] : length);

const describing =
  <Kind extends FieldKind>(kind: Kind) =>
  <const Key extends string>(key: Key, name: string, length: Length): Described<Key, Kind> => ({
    key,
    name,
    kind,
    octets: both(length),
  });

export const uint = describing('uint');
export const text = describing('text');
export const octets = describing('octets');
export const texts = describing('texts');
export const id = <const Key extends string>(key: Key, name: string): Described<Key, 'id'> =>
  describing('id')(key, name, 8);
export const count = (name: string): Described<'count', 'count'> => describing('count')('count', name, 1);
export const length = (name: string): Described<'length', 'length'> => describing('length')('length', name, 1);
export const content = (name: string): Described<'content', 'content'> => describing('content')('content', name, 0);
export const optional = <F extends Field>(field: F): F => ({ ...field, isOptional: true });

interface ValueOf {
  readonly uint: number;
  readonly text: string;
  readonly octets: Uint8Array;
  readonly id: bigint;
  readonly texts: readonly string[];
  readonly content: Uint8Array;
}

/** What a message of these fields holds. */
export type ValuesOf<Fields extends readonly Field[]> = {
  readonly [F in Fields[number] as F['kind'] extends keyof ValueOf ? F['key'] : never]: ValueOf[F['kind'] &
    keyof ValueOf];
};
