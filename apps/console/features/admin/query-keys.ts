/** By what lists are asked again after a change. */
export const KEYS_KEY = ['keys'] as const;
export const MEMBERS_KEY = ['members', 'list'] as const;
