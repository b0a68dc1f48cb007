import { join } from 'node:path';

/** Derived by tools/derive-numbering.ts, which says from what. */
export const BUILT_IN_PLAN_FILE: string = join(import.meta.dirname, 'data', 'numbering-2023-02.plan');
