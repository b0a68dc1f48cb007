/** So many of them, each as likely as any other, in the order drawn; `chance` answers 0 to below 1. */
export const sampleOf = <Item>(items: readonly Item[], size: number, chance: () => number): readonly Item[] => {
  const left = [...items];
  const drawn: Item[] = [];
  while (drawn.length < size && left.length > 0) drawn.push(...left.splice(Math.floor(chance() * left.length), 1));
  return drawn;
};

export interface TextPart {
  readonly text: string;
  /** It stands for what the sender fills in. */
  readonly isVariable: boolean;
}

/** `您尾号{card}入账` in parts, so that what varies can be shown apart. */
export const partsOf = (text: string): readonly TextPart[] =>
  text
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, isVariable: part.startsWith('{') && part.endsWith('}') }));
