import { expect } from 'vitest';
import type { Window } from './chromium.ts';
import { sidewaysPx } from './in-page.ts';

/** A stop of a tour: an address, and what is told there when everything that it asks for has come. */
export interface Stop {
  /** `{name}`: an id that the test's world has. */
  readonly path: string;
  readonly tells?: string | RegExp;
}

/**
 * Every address that the browser tests open with `expectOpen`, by the test that does. Each page of the console stands in one: see
 * tours.test.ts. Names are those of the pictures that are kept. Markup (`onerror`) is shown as it was written.
 */
export const TOURS = {
  console: { 'sign-in': { path: '/sign-in' } },
  me: { invitation: { path: '/invitation' }, me: { path: '/me' } },
  // No two of a kind follow each other.
  my: {
    merchants: { path: '/my/merchants' },
    number: { path: '/my' },
    consent: { path: '/my/consents/{consent}' },
    attempts: { path: '/my/attempts' },
    attempt: { path: '/my/attempts/{attempt}' },
    complaints: { path: '/my/complaints' },
    complaint: { path: '/my/complaints/{complaint}' },
    'complaint-new': { path: '/my/complaints/new' },
    'complaint-incomplete': { path: '/my/complaints/{incomplete}' },
    'complaint-listed': { path: '/my/complaints/new?attempt={attempt}' },
    askers: { path: '/my/askers' },
    'held-messages': { path: '/my/held-messages' },
    family: { path: '/my/family' },
    more: { path: '/my/more' },
  },
  merchant: {
    overview: { path: '/merchant' },
    consents: { path: '/merchant/consents' },
    consent: { path: '/merchant/consents/{basis}' },
    import: { path: '/merchant/consents/import' },
    contents: { path: '/merchant/contents' },
    'new-content': { path: '/merchant/contents/new' },
    content: { path: '/merchant/contents/{content}' },
    scrub: { path: '/merchant/scrub' },
    lines: { path: '/merchant/lines' },
    cases: { path: '/merchant/cases' },
    case: { path: '/merchant/cases/{case}' },
    sanctions: { path: '/merchant/sanctions' },
    sanction: { path: '/merchant/sanctions/{sanction}' },
    promises: { path: '/merchant/promises' },
    forms: { path: '/merchant/forms' },
    keys: { path: '/merchant/keys' },
  },
  carrier: {
    lines: { path: '/carrier', tells: 'HTTP' },
    line: { path: '/carrier/lines/line-sample-1', tells: '95000' },
    findings: { path: '/carrier/findings', tells: 'onerror' },
    contents: { path: '/carrier/contents', tells: 'onerror' },
    sanctions: { path: '/carrier/sanctions', tells: '95001' },
    sanction: { path: '/carrier/sanctions/{cap}', tells: '95001' },
    numbers: { path: '/carrier/numbers' },
    cases: { path: '/carrier/cases', tells: /case-/ },
    case: { path: '/carrier/cases/{asked}', tells: 'onerror' },
  },
  // No two of a title follow each other.
  handler: {
    queue: { path: '/handler' },
    case: { path: '/handler/cases/{answered}' },
    me: { path: '/handler/me' },
    appeals: { path: '/handler/appeals' },
    sanctions: { path: '/handler/sanctions' },
    findings: { path: '/handler/findings' },
    sanction: { path: '/handler/sanctions/{cap}' },
    imports: { path: '/handler/imports' },
    promises: { path: '/handler/promises?tab=inquiries' },
    import: { path: '/handler/imports/{held}' },
    inquiry: { path: '/handler/inquiries/{inquiry}' },
  },
  operator: {
    members: { path: '/admin' },
    keys: { path: '/admin/keys' },
    registry: { path: '/admin/registry?tab=lines' },
    outbox: { path: '/admin/outbox' },
    system: { path: '/admin/system' },
  },
  regulator: {
    country: { path: '/regulator', tells: '36' },
    province: { path: '/regulator/provinces/110000' },
    parties: { path: '/regulator/parties', tells: 'onerror' },
    party: { path: '/regulator/parties/party-with-markup', tells: 'onerror' },
    bulletins: { path: '/regulator/bulletins', tells: /\d{4}-\d\d/ },
    merchant: { path: '/regulator/parties/merchant-sample-bank', tells: /case-/ },
    bulletin: { path: '/regulator/bulletins/{period}' },
    law: { path: '/regulator/law', tells: 'cn-2015' },
    'law-pack': { path: '/regulator/law/cn-2020-draft' },
    replays: { path: '/regulator/replays' },
    replay: { path: '/regulator/replays/{replay}' },
    sanctions: { path: '/regulator/sanctions', tells: '95001' },
    sanction: { path: '/regulator/sanctions/{fine}' },
    audit: { path: '/regulator/audit' },
    simulator: { path: '/regulator/simulator' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Stop>>>>;

export interface Visit extends Stop {
  readonly name: string;
}

/** The stops of a tour, with the ids of this world in their places. */
export const visitsOf = (tour: keyof typeof TOURS, ids: Readonly<Record<string, string>> = {}): readonly Visit[] =>
  Object.entries<Stop>(TOURS[tour]).map(([name, stop]) => ({
    ...stop,
    name,
    path: stop.path.replaceAll(/\{(\w+)\}/g, (place, id: string) => {
      if (!ids[id]) throw new Error(`${stop.path}: the world has no ${place}`);
      return ids[id];
    }),
  }));

/** Of the page that is shown now, once it is there: one head, nothing beside the window, no barrier, no fault. Keeps a picture. */
export const expectOpen = async (window: Window, name: string): Promise<void> => {
  await window.screenshot(name);
  expect.soft(await window.barriers(), name).toEqual([]);
  expect.soft(await sidewaysPx(window.page), name).toBe(0);
  expect.soft(await window.page.getByRole('heading', { level: 1 }).count(), name).toBe(1);
  expect.soft(window.faults(), name).toEqual([]);
};
