import type { Content } from '../questions.ts';

/** A content with all its versions, the newest first. */
export interface VersionedContent {
  readonly id: string;
  readonly versions: readonly Content[];
  readonly newest: Content;
}

/** Versions beside the one in force are listed under `id@version`. */
const baseId = (id: string): string => id.split('@')[0] ?? id;

export const byContent = (contents: readonly Content[]): readonly VersionedContent[] => {
  const groups = new Map<string, Content[]>();
  for (const content of contents) {
    const id = baseId(content.id);
    groups.set(id, [...(groups.get(id) ?? []), content]);
  }
  return [...groups].flatMap(([id, group]) => {
    const versions = group.toSorted((a, b) => b.version - a.version);
    const [newest] = versions;
    return newest === undefined ? [] : [{ id, versions, newest }];
  });
};
