// The two versions of CMPP that are spoken, and how the Version octet of CONNECT says which.

export type CmppVersion = '2.0' | '3.0';

/** The Version octet of each (8.4.1.1): the high half is the main version, the low half the lesser one. */
export const VERSION_OCTETS: Readonly<Record<CmppVersion, number>> = { '2.0': 0x20, '3.0': 0x30 };

/**
 * The version whose layouts a peer of this Version octet uses; undefined for one that is older or newer than both. 2.1 (0x21) is in
 * the field and has the layouts of 2.0, so the high half decides.
 */
export function versionOf(octet: number): CmppVersion | undefined {
  const main = octet >> 4;
  if (main === 2) return '2.0';
  return main === 3 ? '3.0' : undefined;
}
