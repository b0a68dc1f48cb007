import { describe, expect, test } from 'vitest';
import { checkPack, packData, wholePack } from './check-pack.ts';
import { CN_2020_DRAFT, LAW_PACKS } from './packs.ts';

type Data = Record<string, unknown>;

/** The draft as a file would say it, with one thing changed. */
const changed = (change: (data: Record<string, never>) => void): unknown => {
  const data = structuredClone(packData(CN_2020_DRAFT)) as Data;
  change(data as Record<string, never>);
  return data;
};

const set =
  (path: string, value: unknown) =>
  (data: Data): void => {
    const names = path.split('/');
    const last = names.pop() ?? '';
    const inner = names.reduce<Data>((table, name) => table[name] as Data, data);
    if (value === undefined) delete inner[last];
    else inner[last] = value;
  };

const fieldsOf = (data: unknown): string[] => {
  const checked = checkPack(data);
  return checked.ok ? [] : checked.errors.map(({ field }) => field);
};

test.each([...LAW_PACKS.values()].map((pack) => [pack.id, pack] as const))(
  '%s stands as data, unchanged',
  (_id, pack) => {
    const checked = checkPack(JSON.parse(JSON.stringify(packData(pack))));
    expect(checked).toEqual({ ok: true, value: pack });
  },
);

describe('what cannot stand is told by field, with what to do', () => {
  test.each([
    ['a purpose left out', set('matrix/care', undefined), 'matrix.care'],
    ['a purpose that does not exist', set('matrix/telesales', {}), 'matrix.telesales'],
    ['a predicate that does not exist', set('matrix/care/asks', ['mood']), 'matrix.care.asks[0]'],
    ['a predicate twice', set('matrix/care/asks', ['content', 'content']), 'matrix.care.asks'],
    ['marketing that is not commercial', set('matrix/marketing/commercial', false), 'matrix.marketing.commercial'],
    ['a basis that no kind can be', set('matrix/marketing/basisKinds', []), 'matrix.marketing.basisKinds'],
    ['a rule without a clause', set('matrix/care/clause', undefined), 'matrix.care.clause'],
    ['a clause that is not there', set('caps/care/clause', 'draft-99'), 'caps.care.clause'],
    ['a reason without a clause', set('reasonClauses/too-often', undefined), 'reasonClauses.too-often'],
    ['a reason that does not exist', set('reasonClauses/mood', 'draft-23'), 'reasonClauses.mood'],
    ['a number without a clause', set('cites/requestHours', undefined), 'cites.requestHours'],
    ['a predicate without a clause', set('cites/predicates.content', ''), 'cites.predicates.content'],
    ['a house default that says nothing', set('clauses/house-hours/source', 'because'), 'clauses.house-hours.source'],
    ['a clause that is the house', set('clauses/draft-23/source', 'house default'), 'clauses.draft-23.source'],
    ['a day that is not', set('effectiveFrom', '2026-02-30'), 'effectiveFrom'],
    ['a year that is not', set('effectiveFrom', '1026-02-01'), 'effectiveFrom'],
    ['hours that never open', set('hours/commercial/voice', []), 'hours.commercial.voice'],
    [
      'an hour that is not',
      set('hours/collection/sms', [{ days: [1], from: '9:00', to: '20:00' }]),
      'hours.collection.sms[0].from',
    ],
    [
      'a day of the week that is not',
      set('hours/commercial/sms', [{ days: [8], from: '09:00', to: '20:00' }]),
      'hours.commercial.sms[0].days[0]',
    ],
    ['a window beyond what is counted', set('caps/commercial/perWindow', 12), 'caps.commercial.perWindow'],
    ['a window where only days are counted', set('caps/collection/perWindow', 5), 'caps.collection.perWindow'],
    ['a day beyond what is counted', set('caps/care/callsPerDay', 256), 'caps.care.callsPerDay'],
    ['another length of the window', set('caps/care/windowDays', 90), 'caps.care.windowDays'],
    ['a clock left out', set('clocks/forward', undefined), 'clocks.forward'],
    ['a clock that does not exist', set('clocks/lunch', {}), 'clocks.lunch'],
    ['a clock of no day', set('clocks/report/days', 0), 'clocks.report.days'],
    ['a clock of more than a year', set('clocks/report/days', 367), 'clocks.report.days'],
    ['a clock of half a day', set('clocks/tell/days', 2.5), 'clocks.tell.days'],
    ['a clock of days unknown', set('clocks/tell/dayKind', 'bank'), 'clocks.tell.dayKind'],
    ['a clock without a clause', set('clocks/bad-list/clause', undefined), 'clocks.bad-list.clause'],
    ['a clock by a clause that is not there', set('clocks/appeal/clause', 'draft-99'), 'clocks.appeal.clause'],
    ['another zone', set('zoneMinutes', 60), 'zoneMinutes'],
    ['no emergency numbers', set('emergencyNumbers', []), 'emergencyNumbers'],
    ['an emergency number that is none', set('emergencyNumbers', ['+8613800000001']), 'emergencyNumbers[0]'],
    ['a word as nobody looks for it', set('promotionWords', ['SALE']), 'promotionWords[0]'],
    ['an id with blanks', set('id', 'my pack'), 'id'],
    ['a field that is not ours', set('speedLimit', 3), 'speedLimit'],
  ])('%s', (_what, change, field) => {
    const checked = checkPack(changed(change));
    expect(fieldsOf(changed(change))).toContain(field);
    if (!checked.ok)
      for (const { message, remedy } of checked.errors) expect([message, remedy].every(Boolean)).toBe(true);
  });

  test('all of it at once', () => {
    const data = changed((pack) => {
      set('effectiveFrom', 'soon')(pack);
      set('requestHours', 0)(pack);
      set('matrix/survey', undefined)(pack);
    });
    expect(fieldsOf(data)).toEqual(expect.arrayContaining(['effectiveFrom', 'requestHours', 'matrix.survey']));
  });

  test.each([[undefined], [null], [7], ['text'], [[]], [{}]])('%j is no pack', (data) => {
    expect(checkPack(data).ok).toBe(false);
  });
});

describe('whose messages must be signed', () => {
  const rule = { purposes: ['marketing', 'care'], clause: 'draft-consent' };

  test('stands as data, and is taken away with "none"', () => {
    const checked = checkPack(changed(set('signatureRequired', rule)));
    expect(checked).toEqual({ ok: true, value: { ...CN_2020_DRAFT, signatureRequired: rule } });
    if (checked.ok) expect(checkPack(JSON.parse(JSON.stringify(packData(checked.value))))).toEqual(checked);
    expect(checkPack(changed(set('signatureRequired', 'none')))).toEqual({ ok: true, value: CN_2020_DRAFT });
  });

  test.each([
    ['no purpose', { ...rule, purposes: [] }, 'signatureRequired.purposes'],
    ['an unknown purpose', { ...rule, purposes: ['selling'] }, 'signatureRequired.purposes[0]'],
    ['no clause', { purposes: ['marketing'] }, 'signatureRequired.clause'],
    ['a field that is not ours', { ...rule, channels: ['sms'] }, 'signatureRequired.channels'],
  ])('%s cannot stand', (_what, said, field) => {
    expect(fieldsOf(changed(set('signatureRequired', said)))).toContain(field);
  });
});

describe('rules by province', () => {
  const daily = (from: string, to: string) => [{ days: [1, 2, 3, 4, 5, 6, 7], from, to }];
  const west = {
    hours: { commercial: { voice: daily('11:00', '22:00'), sms: daily('10:00', '20:00') } },
    thresholds: [{ what: 'complaints', value: 3, per: '10000-attempts', clause: 'house-caps' }],
    clause: 'house-hours',
  };

  test('stand as data; flash follows sms', () => {
    const checked = checkPack(changed(set('provinces', { '650000': west })));
    const { voice, sms } = west.hours.commercial;
    const provinces = { '650000': { ...west, hours: { commercial: { voice, sms, flash: sms } } } };
    expect(checked).toEqual({ ok: true, value: { ...CN_2020_DRAFT, provinces } });
    if (checked.ok) expect(checkPack(JSON.parse(JSON.stringify(packData(checked.value))))).toEqual(checked);
  });

  test('are taken away with "none"', () => {
    expect(checkPack(changed(set('provinces', 'none')))).toEqual({ ok: true, value: CN_2020_DRAFT });
  });

  test.each([
    ['no province at all', {}, 'provinces'],
    ['a province that is none', { '990000': west }, 'provinces.990000'],
    ['a province by its key', { '65': west }, 'provinces.65'],
    ['a province that says nothing', { '650000': { clause: 'house-hours' } }, 'provinces.650000'],
    ['no clause', { '650000': { ...west, clause: undefined } }, 'provinces.650000.clause'],
    ['a clause that is not there', { '650000': { ...west, clause: 'draft-99' } }, 'provinces.650000.clause'],
    ['hours of no group', { '650000': { ...west, hours: {} } }, 'provinces.650000.hours'],
    [
      'a group of no channel',
      { '650000': { ...west, hours: { collection: {} } } },
      'provinces.650000.hours.collection',
    ],
    [
      'hours that never open',
      { '650000': { ...west, hours: { commercial: { voice: [] } } } },
      'provinces.650000.hours.commercial.voice',
    ],
    [
      'a figure of a thing unknown',
      { '650000': { ...west, thresholds: [{ ...west.thresholds[0], what: 'moods' }] } },
      'provinces.650000.thresholds[0].what',
    ],
    [
      'a figure without a clause',
      { '650000': { ...west, thresholds: [{ ...west.thresholds[0], clause: undefined }] } },
      'provinces.650000.thresholds[0].clause',
    ],
    [
      'two figures for one thing',
      { '650000': { ...west, thresholds: [west.thresholds[0], { ...west.thresholds[0], value: 9 }] } },
      'provinces.650000.thresholds',
    ],
    ['a field that is not ours', { '650000': { ...west, caps: {} } }, 'provinces.650000.caps'],
  ])('%s cannot stand', (_what, provinces, field) => {
    expect(fieldsOf(changed(set('provinces', provinces)))).toContain(field);
  });
});

describe('thresholds of the country, and how surely rates are judged', () => {
  const rate = { what: 'complaints', value: 3, per: '10000-attempts', clause: 'house-complaint-rate' };
  const count = { what: 'complaints', value: 5, per: 'days', days: 7, clause: 'house-complaint-rate' };
  const rates = CN_2020_DRAFT.complaintRates;

  test('stand as data, by line class, and are taken away with "none"', () => {
    const thresholds = [rate, { ...rate, value: 9, lineClass: 'personal' }, count, { ...count, days: 30 }];
    const checked = checkPack(changed(set('thresholds', thresholds)));
    expect(checked).toEqual({ ok: true, value: { ...CN_2020_DRAFT, thresholds } });
    const { thresholds: _none, complaintRates: _neither, ...without } = CN_2020_DRAFT;
    const data = changed((pack) => {
      set('thresholds', 'none')(pack);
      set('complaintRates', 'none')(pack);
    });
    expect(checkPack(data)).toEqual({ ok: true, value: without });
  });

  test.each([
    ['two figures for one class', [rate, { ...rate, value: 9 }], 'thresholds'],
    ['a class that is none', [{ ...rate, lineClass: 'satellite' }], 'thresholds[0].lineClass'],
    ['a rate of one and above', [{ ...rate, value: 10_000 }], 'thresholds[0].value'],
    ['per days, and not how many', [{ ...count, days: undefined }], 'thresholds[0].days'],
    ['days, and not per days', [{ ...rate, days: 10 }], 'thresholds[0].days'],
    ['no clause', [{ ...rate, clause: undefined }], 'thresholds[0].clause'],
  ])('%s cannot stand', (_what, thresholds, field) => {
    expect(fieldsOf(changed(set('thresholds', thresholds)))).toEqual([field]);
  });

  test.each([
    ['nothing may be wrong', { ...rates, wrongPerMillion: 0 }, 'complaintRates.wrongPerMillion'],
    ['no period', { ...rates, periodDays: [] }, 'complaintRates.periodDays'],
    ['periods that do not nest', { ...rates, periodDays: [31, 360] }, 'complaintRates.periodDays'],
    ['the longest first', { ...rates, periodDays: [360, 30] }, 'complaintRates.periodDays'],
    ['none at all makes a rate', { ...rates, fewest: 0 }, 'complaintRates.fewest'],
    ['no habit', { ...rates, habitual: undefined }, 'complaintRates.habitual'],
    ['a habit of no days', { ...rates, habitual: { moreThan: 3, days: 0 } }, 'complaintRates.habitual.days'],
    ['no clause', { ...rates, clause: undefined }, 'complaintRates.clause'],
  ])('%s cannot stand', (_what, said, field) => {
    expect(fieldsOf(changed(set('complaintRates', said)))).toContain(field);
  });
});

describe('a pack that builds on another', () => {
  const packOf = (id: string) => LAW_PACKS.get(id);

  test('says only what differs, under its own id', () => {
    const whole = wholePack({ extends: 'cn-2020-draft', id: 'mine-1', caps: { commercial: { perWindow: 2 } } }, packOf);
    const checked = whole.ok ? checkPack(whole.value) : whole;
    expect(checked).toMatchObject({ ok: true, value: { id: 'mine-1', requestHours: 72 } });
    if (checked.ok) expect(checked.value.caps.commercial).toEqual({ ...CN_2020_DRAFT.caps.commercial, perWindow: 2 });
  });

  test('takes a cap away with "none"', () => {
    const whole = wholePack({ extends: 'cn-2015', id: 'mine-1', caps: { care: { perWindow: 'none' } } }, packOf);
    const checked = whole.ok ? checkPack(whole.value) : whole;
    expect(checked.ok && checked.value.caps.care.perWindow).toBe(undefined);
  });

  test('must name its own id, and a pack that is there', () => {
    const whole = wholePack({ extends: 'cn-2015' }, packOf);
    expect(fieldsOf(whole.ok ? whole.value : undefined)).toEqual(['id']);
    expect(wholePack({ extends: 'de-1' }, packOf)).toMatchObject({ ok: false, errors: [{ field: 'extends' }] });
  });
});
