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
  { path: '/my/merchants', part: 'my', component: 'MerchantsPage', roles: PERSON, menu: 'myMerchants' },
  { path: '/my/consents/:id', part: 'my', component: 'ConsentPage', roles: PERSON },
  { path: '/my/attempts', part: 'my', component: 'AttemptsPage', roles: PERSON, menu: 'myAttempts' },
  { path: '/my/attempts/:id', part: 'my', component: 'AttemptPage', roles: PERSON },
  { path: '/my/complaints', part: 'my', component: 'ComplaintsPage', roles: PERSON, menu: 'myComplaints' },
  { path: '/my/complaints/new', part: 'my', component: 'NewComplaintPage', roles: PERSON },
  { path: '/my/complaints/:id', part: 'my', component: 'ComplaintPage', roles: PERSON },
  { path: '/my/more', part: 'my', component: 'MorePage', roles: PERSON, menu: 'myMore' },
  { path: '/my/askers', part: 'my', component: 'AskersPage', roles: PERSON },
  { path: '/my/held-messages', part: 'my', component: 'HeldMessagesPage', roles: PERSON },
  { path: '/my/family', part: 'my', component: 'FamilyPage', roles: PERSON },

  { path: '/merchant', part: 'merchant', component: 'MerchantOverviewPage', roles: MERCHANT, menu: 'merchant' },

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
