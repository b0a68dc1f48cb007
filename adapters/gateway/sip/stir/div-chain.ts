import type { Passport, PassportAddress } from '@wurao/wire';

/** The PASSporTs that lead from the call as it began to the call as it is: first the origin's, then each diversion's. */
export type DivChain = readonly [Passport, ...Passport[]];

/** Numbers may be written with a plus or without (RFC 8224, 8.3 leaves it out; RFC 8688's example has it). */
export const isAddress = (address: PassportAddress, canonical: string): boolean =>
  address.kind === 'tn' ? bare(address.value) === bare(canonical) : address.value === canonical;

const bare = (number: string): string => (number.startsWith('+') ? number.slice(1) : number);

const isSame = (one: PassportAddress, other: PassportAddress): boolean =>
  one.kind === other.kind && isAddress(one, other.value);

/**
 * RFC 8946, 4 and 5: a `div` names in `div` whom an earlier PASSporT had in `dest`, keeps `orig`, and names the new
 * target in `dest`. The shortest way from `origin` to `callee`, or undefined when there is none.
 */
export const chainTo = (origin: Passport, divs: readonly Passport[], callee: string): DivChain | undefined => {
  let ways: DivChain[] = [[origin]];
  const unused = new Set(divs.filter((div) => isSame(div.orig, origin.orig)));
  while (ways.length > 0) {
    const arrived = ways.find((way) => reaches(way, callee));
    if (arrived !== undefined) return arrived;
    ways = ways.flatMap((way) =>
      [...unused]
        .filter((div) => follows(way, div))
        .map((div): DivChain => {
          // One that leads on from two ways is enough on one of them: both have the same length.
          unused.delete(div);
          return [...way, div];
        }),
    );
  }
  return undefined;
};

const last = (way: DivChain): Passport => way[way.length - 1] ?? way[0];

const reaches = (way: DivChain, callee: string): boolean => last(way).dest.some((dest) => isAddress(dest, callee));

const follows = (way: DivChain, next: Passport): boolean => {
  const { div } = next;
  return div !== undefined && last(way).dest.some((dest) => isSame(dest, div));
};
