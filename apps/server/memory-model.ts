import type { MemoryModel } from '@wurao/engine';

/** How this machine orders loads: docs/adr/0002. */
export const MEMORY_MODEL: MemoryModel = process.arch === 'x64' ? 'total-store-order' : 'weak';
