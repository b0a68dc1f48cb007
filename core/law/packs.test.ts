import {
  BASIS_KINDS,
  CHANNELS,
  COMMERCIAL_PURPOSES,
  compileHours,
  PURPOSES,
  parseNumber,
  provinceNamed,
} from '@wurao/domain';
import { describe, expect, test } from 'vitest';
import { CAP_GROUPS, CLOCKS } from './pack.ts';
import { CN_2015, CN_2020_DRAFT, DEFAULT_LAW, LAW_PACKS } from './packs.ts';
import { REASONS, type ReasonKey, reasonOf } from './reasons.ts';

describe('the reasons file', () => {
  test('gives each reason a code and a key of its own', () => {
    expect(new Set(REASONS.map(({ code }) => code)).size).toBe(REASONS.length);
    expect(new Set(REASONS.map(({ key }) => key)).size).toBe(REASONS.length);
  });

  test.each(REASONS)('$code $key is in its range and says so in both tongues', ({ code, decision, text, key }) => {
    const [low, high] = decision === 'allow' ? [1, 99] : [100, 199];
    expect(code).toBeGreaterThanOrEqual(low);
    expect(code).toBeLessThanOrEqual(high);
    expect(text.zh).toMatch(/\p{Script=Han}.*。$/u);
    expect(text.en).toMatch(/^[A-Z].*\.$/);
    expect(reasonOf(key as ReasonKey).code).toBe(code);
  });

  // Codes are spoken on wires and kept in journals: a reader of an old record must find the same reason.
  test('never renumbers', () => {
    expect(REASONS.map(({ code, key }) => `${code} ${key}`)).toEqual([
      '1 emergency',
      '2 public-interest',
      '3 personally-allowed',
      '4 not-commercial',
      '5 consented',
      '6 requested',
      '7 related',
      '8 basis-not-required',
      '9 observed',
      '100 line-unknown',
      '101 caller-not-filed',
      '102 caller-spoofed',
      '103 sanctioned',
      '104 personally-refused',
      '105 content-not-approved',
      '106 content-mismatch',
      '107 disguised-promotion',
      '108 personal-line-overuse',
      '109 refused-by-subscriber',
      '110 do-not-disturb',
      '111 consent-withdrawn',
      '112 consent-of-former-holder',
      '113 consent-expired',
      '114 consent-out-of-scope',
      '115 consent-unconfirmed',
      '116 no-consent',
      '117 outside-hours',
      '118 too-often',
      '119 no-basis',
      '120 refused',
    ]);
  });

  test('knows no other key', () => {
    expect(() => reasonOf('nothing' as ReasonKey)).toThrow('nothing');
  });
});

describe.each([...LAW_PACKS.values()].map((law) => [law.id, law] as const))('%s', (_id, law) => {
  const cited = (clause: string | undefined): boolean => clause !== undefined && law.clauses[clause] !== undefined;

  test('rules every purpose, each by a clause it has', () => {
    expect(Object.keys(law.matrix).sort()).toEqual([...PURPOSES].sort());
    expect(PURPOSES.filter((purpose) => !cited(law.matrix[purpose].clause))).toEqual([]);
  });

  test('has rules for provinces that there are, each with a clause and hours that compile', () => {
    for (const [code, { clause, hours, thresholds = [] }] of Object.entries(law.provinces ?? {})) {
      expect(provinceNamed(code)?.code).toBe(code);
      expect([clause, ...thresholds.map((one) => one.clause)].filter((one) => !cited(one))).toEqual([]);
      for (const windows of Object.values(hours ?? {}).flatMap((channels) => Object.values(channels)))
        expect(compileHours(windows).length).toBeGreaterThan(0);
    }
    expect(law.numbering, 'put there where the pack is put in force').toBeUndefined();
  });

  test('has thresholds with a clause that says where each comes from', () => {
    const all = law.thresholds ?? [];
    expect(all.map(({ what, value, per, days, lineClass }) => [what, value, per, days, lineClass])).toEqual([
      ['complaints', 1, '10000-attempts', undefined, undefined],
      ['complaints', 5, 'days', 10, undefined],
      ['complaints-of-a-campaign-line', 2, 'days', 30, undefined],
    ]);
    for (const { clause } of all) expect(law.clauses[clause]?.source).toMatch(/house default.*(reported|TCCCPR)/);
    expect(cited(law.complaintRates?.clause)).toBe(true);
  });

  test('is commercial exactly where the words say so', () => {
    expect(PURPOSES.filter((purpose) => law.matrix[purpose].commercial)).toEqual(
      PURPOSES.filter((purpose) => COMMERCIAL_PURPOSES.includes(purpose)),
    );
  });

  test('asks for a basis only where some kind can serve', () => {
    for (const purpose of PURPOSES) {
      const { basis, basisKinds } = law.matrix[purpose];
      expect(basis.every((channel) => CHANNELS.includes(channel))).toBe(true);
      expect(basisKinds.every((kind) => BASIS_KINDS.includes(kind))).toBe(true);
      if (basis.length > 0) expect(basisKinds.length).toBeGreaterThan(0);
    }
  });

  test('gives every reason a clause it has', () => {
    expect(REASONS.filter(({ key }) => !cited(law.reasonClauses[key])).map(({ key }) => key)).toEqual([]);
    expect(Object.keys(law.reasonClauses).filter((key) => !REASONS.some((reason) => reason.key === key))).toEqual([]);
  });

  test('names every clause, with its source', () => {
    for (const [id, clause] of Object.entries(law.clauses)) {
      expect(clause.id).toBe(id);
      expect([clause.title.zh, clause.title.en, clause.source].every((words) => words.length > 0)).toBe(true);
    }
  });

  test('has hours that compile, for every channel', () => {
    for (const hours of [law.hours.commercial, law.hours.collection]) {
      for (const channel of CHANNELS) expect(compileHours(hours[channel]).length).toBeGreaterThan(0);
    }
  });

  test('has caps for every group, each by a clause it has', () => {
    for (const group of CAP_GROUPS) {
      const cap = law.caps[group];
      expect(cited(cap.clause)).toBe(true);
      expect(cap.windowDays).toBeGreaterThan(0);
      expect(cap.coolOffDays).toBeGreaterThanOrEqual(0);
      for (const most of [cap.callsPerDay, cap.messagesPerDay, cap.perWindow]) expect(most ?? 1).toBeGreaterThan(0);
    }
  });

  test('has every clock, each by a clause it has', () => {
    expect(Object.keys(law.clocks).sort()).toEqual([...CLOCKS].sort());
    expect(CLOCKS.filter((name) => !cited(law.clocks[name].clause))).toEqual([]);
  });

  // REGULATION: 21 working days in all; the bad list by the calendar.
  test('gives 3, 15 and 3 working days, and 30 days for the bad list', () => {
    const { forward, report, tell } = law.clocks;
    expect([forward, report, tell].map(({ days, dayKind }) => `${days} ${dayKind}`)).toEqual([
      '3 working',
      '15 working',
      '3 working',
    ]);
    expect(law.clocks['bad-list']).toEqual({ days: 30, dayKind: 'calendar', clause: 'order42-bad-list' });
  });

  test('writes its promotion words as they are looked for, each once', () => {
    const words = law.promotionWords;
    expect(words.filter((word) => word !== word.normalize('NFKC').toLowerCase() || word.trim() === '')).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
  });

  test('writes its emergency numbers canonically', () => {
    for (const number of law.emergencyNumbers) expect(parseNumber(number)).toEqual({ ok: true, value: number });
  });
});

describe('the packs', () => {
  test('rest the clocks of a complaint on art. 31 where it is, on the house elsewhere', () => {
    for (const name of ['forward', 'report', 'tell'] as const) {
      expect([CN_2020_DRAFT, CN_2015].map((law) => law.clocks[name].clause)).toEqual(['draft-31', 'house-clocks']);
    }
  });

  test('hold the default under its own id', () => {
    expect(LAW_PACKS.get(DEFAULT_LAW)?.id).toBe(DEFAULT_LAW);
    for (const [id, law] of LAW_PACKS) expect(law.id).toBe(id);
  });

  test('differ in what Order 31 leaves out: no basis on calls', () => {
    for (const purpose of COMMERCIAL_PURPOSES) {
      expect(CN_2020_DRAFT.matrix[purpose].basis).toEqual(['voice', 'sms', 'flash']);
      expect(CN_2015.matrix[purpose].basis).toEqual(['sms', 'flash']);
    }
    expect(CN_2015.matrix.collection.basis).toEqual(CN_2020_DRAFT.matrix.collection.basis);
  });
});
