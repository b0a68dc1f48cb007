export { HOME_OF, PAGES, type Page, type Part } from './pages.ts';
