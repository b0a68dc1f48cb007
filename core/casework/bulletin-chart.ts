import { escapeHtml } from '@wurao/domain';
import type { Figure } from './bulletin.ts';
import { shownText } from './bulletin-figures.ts';

export interface Bar {
  readonly label: string;
  readonly value: Figure;
}

export interface BarChart {
  /** Letters, digits and `-`: what the parts of the drawing are named after. */
  readonly id: string;
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly decimals: number;
  readonly unit: string;
}

/** All in whole units of the drawing, so that no machine writes them another way. */
const WIDTH = 720;
const LABEL_WIDTH = 200;
const GAP = 8;
const BAR_WIDTH = 400;
const ROW_HEIGHT = 26;
const BAR_HEIGHT = 16;
const TEXT_DOWN = 13;

/** Bars lying on their sides, each with its figure; the same in words for whoever does not see them. Negative figures have no bar. */
export const barChart = ({ id, title, bars, decimals, unit }: BarChart): string => {
  const most = Math.max(1, ...bars.map(({ value }) => (typeof value === 'number' ? value : 0)));
  const textOf = (value: Figure): string => {
    const text = shownText(value, decimals);
    return typeof value === 'number' ? `${text}${unit}` : text;
  };
  const rows = bars.map(({ label, value }, at) => {
    const top = at * ROW_HEIGHT + GAP;
    const width = typeof value === 'number' ? Math.floor((Math.max(0, value) * BAR_WIDTH) / most) : 0;
    const x = LABEL_WIDTH + GAP;
    return [
      `<text x="${LABEL_WIDTH}" y="${top + TEXT_DOWN}" text-anchor="end">${escapeHtml(label)}</text>`,
      `<rect x="${x}" y="${top}" width="${width}" height="${BAR_HEIGHT}"/>`,
      `<text x="${x + width + GAP}" y="${top + TEXT_DOWN}">${escapeHtml(textOf(value))}</text>`,
    ].join('');
  });
  const height = bars.length * ROW_HEIGHT + GAP;
  const said = bars.map(({ label, value }) => `${label} ${textOf(value)}`).join('; ');
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc" xmlns="http://www.w3.org/2000/svg">`,
    `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-desc">${escapeHtml(said)}</desc>`,
    ...rows,
    '</svg>',
  ].join('\n');
};
