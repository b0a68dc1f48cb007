import type { BulletinRow, Figure } from './bulletin.ts';

/** Figures as text, from whole numbers by text alone: the same on every machine, in every place. */

/** Shown for a hidden figure. */
export const HIDDEN_MARK = '*';
/** Shown where there is nothing to say. */
export const NONE_MARK = '–';

/** 626 and one decimal: `62.6`. */
export const decimalText = (value: number, decimals: number): string => {
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return value < 0 ? `-${text}` : text;
};

/** 1234567.8 as `1,234,567.8`. */
export const groupedText = (text: string): string => {
  const [whole = '', rest] = text.split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return rest === undefined ? grouped : `${grouped}.${rest}`;
};

/** Of each column how many decimals its whole number has, and whether growth is marked. */
export const COLUMNS = [
  { name: 'count', decimals: 0, isChange: false, of: ({ count }: BulletinRow): Figure => count },
  { name: 'share_percent', decimals: 1, isChange: false, of: ({ shareTenths }: BulletinRow): Figure => shareTenths },
  {
    name: 'per_million',
    decimals: 2,
    isChange: false,
    of: ({ perMillionHundredths }: BulletinRow): Figure => perMillionHundredths,
  },
  {
    name: 'on_previous_percent',
    decimals: 1,
    isChange: true,
    of: ({ onPreviousTenths }: BulletinRow): Figure => onPreviousTenths,
  },
  { name: 'on_year_percent', decimals: 1, isChange: true, of: ({ onYearTenths }: BulletinRow): Figure => onYearTenths },
] as const;

/** As a page shows it. */
export const shownText = (figure: Figure, decimals: number, isChange = false): string => {
  if (figure === 'hidden') return HIDDEN_MARK;
  if (figure === 'none') return NONE_MARK;
  const text = groupedText(decimalText(figure, decimals));
  return isChange && figure > 0 ? `+${text}` : text;
};
