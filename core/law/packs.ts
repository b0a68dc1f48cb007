import { CN_2015 } from './cn-2015.ts';
import { CN_2020_DRAFT } from './cn-2020-draft.ts';
import type { LawPack } from './pack.ts';

export { CN_2015, CN_2020_DRAFT };

export const DEFAULT_LAW = 'cn-2020-draft';

/** Every pack the product ships, by id. */
export const LAW_PACKS: ReadonlyMap<string, LawPack> = new Map([CN_2020_DRAFT, CN_2015].map((pack) => [pack.id, pack]));
