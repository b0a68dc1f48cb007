import { useAskers, useContacts } from './questions.ts';

/** Merchants by their names, as far as they ever had to do with this number; else by their ids. */
export const useNames = (): ((merchant: string) => string) => {
  const contacts = useContacts();
  const askers = useAskers();
  const { mayContact = [], refused = [], contacted = [] } = contacts.data ?? {};
  const names = new Map<string, string>();
  for (const { merchant, name } of [...mayContact, ...refused, ...contacted, ...(askers.data?.items ?? [])])
    if (merchant !== undefined && name !== undefined) names.set(merchant, name);
  return (merchant) => names.get(merchant) ?? merchant;
};
