import type { Contacts, MayContact } from './choices.ts';

/** A merchant with everything that lets it contact this person. */
export interface MerchantPermissions {
  readonly merchant: string;
  readonly name: string;
  readonly bases: readonly MayContact[];
}

/** By merchant; whose last contact is the latest comes first. */
export const byMerchant = ({ mayContact }: Pick<Contacts, 'mayContact'>): readonly MerchantPermissions[] => {
  const lastOf = (bases: readonly MayContact[]): string =>
    bases.reduce((last, { lastContactAt = '' }) => (lastContactAt > last ? lastContactAt : last), '');
  const merchants = [...new Set(mayContact.map(({ merchant }) => merchant))].map((merchant) => {
    const bases = mayContact.filter((basis) => basis.merchant === merchant);
    return { merchant, name: bases.find(({ name }) => name !== undefined)?.name ?? merchant, bases };
  });
  return merchants.sort((one, other) => lastOf(other.bases).localeCompare(lastOf(one.bases)));
};
