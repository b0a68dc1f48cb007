/**
 * The library makes some sheets without being told the nonce: a dialog that holds the page behind it still, the width of a scrollbar.
 * Sheets come of our own scripts alone, as the page's policy has it; so each gets the nonce as it is made.
 */
export const giveNonce = (nonce: string): void => {
  const make = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = make(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
};
