export { HOME_OF, PAGES, type Page, type Part } from './pages.ts';
export { type TextTree, textsOf } from './texts-of.ts';
