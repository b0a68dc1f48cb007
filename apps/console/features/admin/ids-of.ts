/** Ids in one line, parted by commas or blanks. */
export const idsOf = (written: string): string[] => written.split(/[\s,，、;；]+/).filter((id) => id !== '');
