import type { Page } from 'playwright-core';

const DAY_MS = 86_400_000;
const dayBefore = (days: number): string => new Date(Date.UTC(2026, 2, 1) - days * DAY_MS).toISOString();

const RATE = {
  complaints: 12,
  attempts: 40_000,
  verdict: 'above',
  lower: 0.0002,
  upper: 0.0005,
  bound: { value: 1, per: '10000-attempts', clause: 'house-complaint-rate' },
  window: { days: 30, from: dayBefore(30), to: dayBefore(0) },
};

const FIGURES = {
  merchant: 'merchant-sample-bank',
  at: dayBefore(0),
  days: 30,
  reach: { people: 900 },
  bases: { live: 1000, confirmed: 800, unconfirmed: 200, expiring: 40, expiringDays: 30, byCategory: { loan: 1000 } },
  refusals: { days: [3, 2, 1].map((days) => ({ day: dayBefore(days), refused: days, withdrawn: 1 })) },
  attempts: [
    { channel: 'voice', decision: 'allow', reason: 'consented', attempts: 1200 },
    { channel: 'voice', decision: 'refuse', reason: 'no-basis', attempts: 300 },
  ],
  cases: [{ state: 'forwarded', cases: 1, overdue: 0 }],
  lines: [{ line: 'line-sample-1', state: 'above', rates: [RATE] }],
  sanctionsInForce: 1,
};

const FORM = {
  id: 'form-1',
  version: 1,
  purposes: ['marketing'],
  categories: ['loan'],
  channels: ['sms'],
  title: { zh: '贷款资讯', en: 'News about loans' },
  words: { zh: '我同意样例银行向我发送贷款类营销短信。', en: 'I agree to marketing messages about loans.' },
  origins: ['https://shop.example'],
  publishedAt: dayBefore(9),
  sha256: 'a'.repeat(64),
};

/** Answers of calls that the server does not have yet, in their agreed shapes: each goes when the server has its call. */
const ANSWERS: readonly (readonly [string, unknown])[] = [
  ['/v1/figures/merchant', FIGURES],
  [
    '/v1/figures/traffic',
    { rows: [3, 2, 1].flatMap((days) => FIGURES.attempts.map((row) => ({ ...row, at: dayBefore(days) }))) },
  ],
  ['/v1/consent-forms', { items: [FORM] }],
  [
    '/v1/keys',
    { items: [{ id: 'key-7', role: 'merchant', lines: ['line-sample-1'], status: 'active', callsToday: 7 }] },
  ],
];

export const standInFigures = async (page: Page): Promise<void> => {
  for (const [address, json] of ANSWERS)
    await page.route(
      ({ pathname }) => pathname === address,
      (route) => route.fulfill({ json }),
    );
};
