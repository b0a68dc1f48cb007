import { type TextTree, textsOf } from '@wurao/console';

const PARTS = ['common', 'my', 'merchant', 'carrier', 'handler', 'sanctions', 'regulator', 'admin'] as const;

export type Language = 'zh-CN' | 'en-GB';

/** What the page says in one language, by the key that the page has it under: `my:merchants.withdraw`. */
export interface Say {
  (key: string, values?: Readonly<Record<string, string>>): string;
  /** The same, whatever stands in its places. */
  like(key: string): RegExp;
}

const PLACE = /\{\{(\w+)\}\}/g;
const PLACE_ONLY = /\{\{\w+\}\}/;

const textAt = (tree: TextTree | undefined, key: string): string => {
  let at: unknown = tree;
  for (const name of key.split('.')) at = (at as TextTree | undefined)?.[name];
  if (typeof at !== 'string') throw new Error(`the page has no text ${key}`);
  return at;
};

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const sayIn = async (language: Language): Promise<Say> => {
  const folder = language === 'zh-CN' ? 'zh' : 'en';
  const parts = new Map<string, TextTree>();
  for (const part of PARTS) parts.set(part, await textsOf(folder, part));
  const textOf = (whole: string): string => {
    const [part = '', key = ''] = whole.split(':');
    return textAt(parts.get(part), key);
  };
  const say = (key: string, values: Readonly<Record<string, string>> = {}): string =>
    textOf(key).replaceAll(PLACE, (place, name: string) => values[name] ?? place);
  const like = (key: string): RegExp => new RegExp(textOf(key).split(PLACE_ONLY).map(quoted).join('.*'));
  return Object.assign(say, { like });
};
