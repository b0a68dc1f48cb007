/** One cell of CSV (RFC 4180 §2.5–2.7): quoted where a comma, a quotation mark or a line break stands in it. */
export const csvCell = (value: string | number | undefined): string => {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** What a spreadsheet runs: a formula's first character, in full width too, behind blanks, and the controls that begin a cell anew. */
const FORMULA = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** A cell of somebody else's words, which no spreadsheet takes for a formula: an apostrophe stands before those. Not for figures. */
export const csvTextCell = (text: string): string => csvCell(FORMULA.test(text) ? `'${text}` : text);
