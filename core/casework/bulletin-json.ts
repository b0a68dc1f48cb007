import type { Bulletin, BulletinRow, Figure } from './bulletin.ts';

/** A number; `"hidden"`; null where there is nothing to say. Dividing once by a power of ten gives the nearest double. */
const figure = (value: Figure, decimals = 0): number | 'hidden' | null =>
  typeof value === 'number' ? value / 10 ** decimals : value === 'hidden' ? value : null;

const rowJson = (row: BulletinRow): object => ({
  key: row.key,
  label: { zh: row.label.zh, en: row.label.en },
  count: figure(row.count),
  sharePercent: figure(row.shareTenths, 1),
  perMillion: figure(row.perMillionHundredths, 2),
  onPreviousPercent: figure(row.onPreviousTenths, 1),
  onYearPercent: figure(row.onYearTenths, 1),
});

/** Keys in this order, two blanks a level, LF. UTF-8. */
export const bulletinJson = (bulletin: Bulletin): string => {
  const { form, period, previous, yearBefore, scope, scopeLabel, from, to, takenAt, sequence, law } = bulletin;
  const view = {
    form,
    period,
    previous: previous ?? null,
    yearBefore: yearBefore ?? null,
    scope,
    scopeLabel: { zh: scopeLabel.zh, en: scopeLabel.en },
    from,
    to,
    takenAt,
    sequence,
    law,
    smallNumber: bulletin.smallNumber,
    tables: bulletin.tables.map(({ id, title, rows, total }) => ({
      id,
      title: { zh: title.zh, en: title.en },
      rows: rows.map(rowJson),
      total: rowJson(total),
    })),
    lateness: bulletin.lateness.map(({ key, label, due, late, lateTenths }) => ({
      key,
      label: { zh: label.zh, en: label.en },
      due: figure(due),
      late: figure(late),
      latePercent: figure(lateTenths, 1),
    })),
    exposed: {
      count: bulletin.exposed.length,
      acted: bulletin.acted,
      firms: bulletin.exposed.map(({ name, creditCode, reason, onDay, acted }) => ({
        name,
        creditCode,
        reason,
        onDay,
        acted,
      })),
    },
    notes: bulletin.notes.map(({ zh, en }) => ({ zh, en })),
  };
  return `${JSON.stringify(view, undefined, 2)}\n`;
};
