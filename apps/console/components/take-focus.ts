/** For what appears because somebody pressed, and is what they write next. The same function at each drawing, or it would take the focus again. */
export const takeFocus = (field: HTMLInputElement | null): void => field?.focus();
