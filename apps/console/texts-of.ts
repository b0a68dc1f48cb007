/** Texts by their keys, as deep as the pages have them. */
export interface TextTree {
  readonly [key: string]: string | readonly TextTree[] | TextTree;
}

/** The texts of one part as the page says them, for whoever reads the page from outside. */
export const textsOf = async (language: 'zh' | 'en', part: string): Promise<TextTree> =>
  ((await import(`./texts/${language}/${part}.ts`)) as { readonly texts: TextTree }).texts;
