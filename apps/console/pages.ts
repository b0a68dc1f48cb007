import type { Role } from './api/roles.ts';

/** The parts of the console, each loaded when one of its pages is opened. */
export type Part = 'sign-in' | 'my' | 'merchant' | 'carrier' | 'handler' | 'regulator' | 'admin';

/** A page: its address, who may open it (`anyone`: without signing in), its component in its part's `mod.tsx`. */
export interface Page {
  /** With the router's colons. */
  readonly path: string;
  readonly part: Part;
  readonly component: string;
  readonly roles: readonly Role[] | 'anyone';
  /** In the menu: the key of its text in `texts/<language>/common.ts`, under `menu`; left out: reached from another page. */
  readonly menu?: string;
}

const MERCHANT = ['merchant'] as const;
const CARRIER = ['carrier', 'admin'] as const;
const HANDLER = ['handler', 'admin'] as const;
const REGULATOR = ['regulator', 'admin'] as const;
const ADMIN = ['admin'] as const;
const PERSON = ['subscriber'] as const;

/** Every address of the console: the router, the menus and the tests read it. */
export const PAGES: readonly Page[] = [
  { path: '/sign-in', part: 'sign-in', component: 'SignInPage', roles: 'anyone' },

  { path: '/my', part: 'my', component: 'MyNumberPage', roles: PERSON, menu: 'my' },

  { path: '/merchant', part: 'merchant', component: 'MerchantOverviewPage', roles: MERCHANT, menu: 'merchant' },
  {
    path: '/merchant/consents',
    part: 'merchant',
    component: 'ConsentsPage',
    roles: MERCHANT,
    menu: 'merchantConsents',
  },
  { path: '/merchant/consents/import', part: 'merchant', component: 'ImportPage', roles: MERCHANT },
  { path: '/merchant/consents/:id', part: 'merchant', component: 'ConsentPage', roles: MERCHANT },
  {
    path: '/merchant/contents',
    part: 'merchant',
    component: 'ContentsPage',
    roles: MERCHANT,
    menu: 'merchantContents',
  },
  { path: '/merchant/contents/new', part: 'merchant', component: 'NewContentPage', roles: MERCHANT },
  { path: '/merchant/contents/:id', part: 'merchant', component: 'ContentPage', roles: MERCHANT },
  { path: '/merchant/scrub', part: 'merchant', component: 'ScrubPage', roles: MERCHANT, menu: 'merchantScrub' },
  { path: '/merchant/lines', part: 'merchant', component: 'LinesPage', roles: MERCHANT, menu: 'merchantLines' },
  { path: '/merchant/cases', part: 'merchant', component: 'CasesPage', roles: MERCHANT, menu: 'merchantCases' },
  { path: '/merchant/cases/:id', part: 'merchant', component: 'CasePage', roles: MERCHANT },
  {
    path: '/merchant/sanctions',
    part: 'merchant',
    component: 'SanctionsPage',
    roles: MERCHANT,
    menu: 'merchantSanctions',
  },
  { path: '/merchant/sanctions/:id', part: 'merchant', component: 'SanctionPage', roles: MERCHANT },
  {
    path: '/merchant/promises',
    part: 'merchant',
    component: 'PromisesPage',
    roles: MERCHANT,
    menu: 'merchantPromises',
  },
  { path: '/merchant/forms', part: 'merchant', component: 'FormsPage', roles: MERCHANT, menu: 'merchantForms' },
  { path: '/merchant/keys', part: 'merchant', component: 'KeysPage', roles: MERCHANT, menu: 'merchantKeys' },

  { path: '/carrier', part: 'carrier', component: 'CarrierLinesPage', roles: CARRIER, menu: 'carrierLines' },

  { path: '/handler', part: 'handler', component: 'CaseQueuePage', roles: HANDLER, menu: 'handlerQueue' },

  { path: '/regulator', part: 'regulator', component: 'CountryPage', roles: REGULATOR, menu: 'regulatorCountry' },

  { path: '/admin', part: 'admin', component: 'MembersPage', roles: ADMIN, menu: 'adminMembers' },
];

/** Where a role's desk begins. */
export const HOME_OF: Readonly<Record<Role, string>> = {
  subscriber: '/my',
  merchant: '/merchant',
  carrier: '/carrier',
  handler: '/handler',
  regulator: '/regulator',
  admin: '/admin',
};
