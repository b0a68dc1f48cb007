import type { Role } from './api/roles.ts';

/** A page of the console: its address below `/`, who may open it (`anyone`: without signing in), its text key in the menu. */
export interface Page {
  readonly path: string;
  readonly roles: readonly Role[] | 'anyone';
  readonly title: string;
}

/** Every address of the console. A feature adds its own; tests walk the list. */
export const PAGES: readonly Page[] = [];
