import type { X509Certificate } from 'node:crypto';

/** Signer, intermediates, anchor: SHAKEN has three (ATIS-1000080); two more for who needs them. */
export const CHAIN_CERTIFICATES_MAX = 5;

/** When every certificate of the chain is valid, in milliseconds since 1970; both ends belong to it. */
export interface Chain {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The chain from a signer's certificate to an anchor; of several the one that holds longest. Without anchors the
 * certificate stands alone. Undefined: no anchor vouches for it. Names, signatures and the CA mark are checked
 * (RFC 5280, 6.1); revocation is the operator's: a certificate taken out of the folder is gone.
 */
export const chainOf = (
  signer: X509Certificate,
  between: readonly X509Certificate[],
  anchors: readonly X509Certificate[] | undefined,
): Chain | undefined =>
  anchors === undefined ? validityOf(signer) : follow(signer, between, anchors, CHAIN_CERTIFICATES_MAX - 1);

function follow(
  one: X509Certificate,
  between: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
  left: number,
): Chain | undefined {
  const own = validityOf(one);
  if (anchors.some((anchor) => anchor.fingerprint256 === one.fingerprint256)) return own;
  if (left === 0) return undefined;
  const above = [
    ...anchors.filter((anchor) => issued(anchor, one)).map(validityOf),
    ...between
      .filter((other) => issued(other, one))
      .map((other) =>
        follow(
          other,
          between.filter((rest) => rest !== other),
          anchors,
          left - 1,
        ),
      ),
  ].filter((chain) => chain !== undefined);
  const chains = above.map(({ fromMs, toMs }) => ({
    fromMs: Math.max(fromMs, own.fromMs),
    toMs: Math.min(toMs, own.toMs),
  }));
  return chains.reduce<Chain | undefined>(
    (best, chain) => (best === undefined || chain.toMs > best.toMs ? chain : best),
    undefined,
  );
}

const issued = (issuer: X509Certificate, one: X509Certificate): boolean =>
  issuer.ca && one.checkIssued(issuer) && one.verify(issuer.publicKey);

const validityOf = (one: X509Certificate): Chain => ({
  fromMs: one.validFromDate.getTime(),
  toMs: one.validToDate.getTime(),
});
