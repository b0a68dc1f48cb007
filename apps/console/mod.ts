export { PAGES, type Page } from './pages.ts';
