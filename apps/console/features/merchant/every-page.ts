interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

const MOST_ITEMS = 5_000;

/** All pages of a list; of lines, filings, contents a merchant has a few hundred at most. */
export const everyPage = async <Item>(
  ask: (query: { readonly limit: number; readonly after?: string }) => Promise<PageOf<Item>>,
  most: number = MOST_ITEMS,
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  for (let after: string | undefined; found.length < most; ) {
    const page = await ask({ limit: 200, ...(after === undefined ? {} : { after }) });
    found.push(...page.items);
    if (page.next === undefined) break;
    after = page.next;
  }
  return found;
};
