/** One cell of CSV (RFC 4180 §2.5–2.7): quoted where a comma, a quotation mark or a line break stands in it. */
export const csvCell = (value: string | number | undefined): string => {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
