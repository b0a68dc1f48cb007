import type { Role } from './api/roles.ts';

/** The parts of the console, each loaded when one of its pages is opened. */
export type Part = 'sign-in' | 'me' | 'my' | 'merchant' | 'carrier' | 'handler' | 'regulator' | 'admin';

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
const MEMBER = ['merchant', 'carrier', 'handler', 'regulator', 'admin'] as const;
const PERSON = ['subscriber'] as const;

/** Every address of the console: the router, the menus and the tests read it. */
export const PAGES: readonly Page[] = [
  { path: '/sign-in', part: 'sign-in', component: 'SignInPage', roles: 'anyone' },
  { path: '/invitation', part: 'me', component: 'InvitationPage', roles: 'anyone' },
  { path: '/me', part: 'me', component: 'MePage', roles: MEMBER },

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
  { path: '/carrier/lines/:id', part: 'carrier', component: 'LinePage', roles: CARRIER },
  { path: '/carrier/findings', part: 'carrier', component: 'FindingsPage', roles: CARRIER, menu: 'carrierFindings' },
  { path: '/carrier/contents', part: 'carrier', component: 'ContentsPage', roles: CARRIER, menu: 'carrierContents' },
  {
    path: '/carrier/sanctions',
    part: 'carrier',
    component: 'CarrierSanctionsPage',
    roles: CARRIER,
    menu: 'carrierSanctions',
  },
  { path: '/carrier/sanctions/:id', part: 'carrier', component: 'CarrierSanctionPage', roles: CARRIER },
  { path: '/carrier/numbers', part: 'carrier', component: 'NumbersPage', roles: CARRIER, menu: 'carrierNumbers' },
  { path: '/carrier/cases', part: 'carrier', component: 'CarrierCasesPage', roles: CARRIER, menu: 'carrierCases' },
  { path: '/carrier/cases/:id', part: 'carrier', component: 'CarrierCasePage', roles: CARRIER },

  { path: '/handler', part: 'handler', component: 'CaseQueuePage', roles: HANDLER, menu: 'handlerQueue' },
  { path: '/handler/cases/:id', part: 'handler', component: 'CasePage', roles: HANDLER },
  { path: '/handler/me', part: 'handler', component: 'MyWorkPage', roles: HANDLER, menu: 'handlerMe' },
  { path: '/handler/appeals', part: 'handler', component: 'AppealsPage', roles: HANDLER, menu: 'handlerAppeals' },
  {
    path: '/handler/sanctions',
    part: 'handler',
    component: 'HandlerSanctionsPage',
    roles: HANDLER,
    menu: 'handlerSanctions',
  },
  { path: '/handler/sanctions/:id', part: 'handler', component: 'HandlerSanctionPage', roles: HANDLER },
  { path: '/handler/findings', part: 'handler', component: 'FindingsPage', roles: HANDLER, menu: 'handlerFindings' },
  { path: '/handler/imports', part: 'handler', component: 'HeldImportsPage', roles: HANDLER, menu: 'handlerImports' },
  { path: '/handler/imports/:id', part: 'handler', component: 'HeldImportPage', roles: HANDLER },
  { path: '/handler/promises', part: 'handler', component: 'PromisesPage', roles: HANDLER, menu: 'handlerPromises' },
  { path: '/handler/inquiries/:id', part: 'handler', component: 'InquiryPage', roles: HANDLER },

  { path: '/regulator', part: 'regulator', component: 'CountryPage', roles: REGULATOR, menu: 'regulatorCountry' },
  { path: '/regulator/provinces/:code', part: 'regulator', component: 'ProvincePage', roles: REGULATOR },
  {
    path: '/regulator/parties',
    part: 'regulator',
    component: 'PartiesPage',
    roles: REGULATOR,
    menu: 'regulatorParties',
  },
  { path: '/regulator/parties/:id', part: 'regulator', component: 'PartyPage', roles: REGULATOR },
  {
    path: '/regulator/bulletins',
    part: 'regulator',
    component: 'BulletinsPage',
    roles: REGULATOR,
    menu: 'regulatorBulletins',
  },
  { path: '/regulator/bulletins/:period', part: 'regulator', component: 'BulletinPage', roles: REGULATOR },
  { path: '/regulator/law', part: 'regulator', component: 'LawPage', roles: REGULATOR, menu: 'regulatorLaw' },
  { path: '/regulator/law/:id', part: 'regulator', component: 'LawPackPage', roles: REGULATOR },
  {
    path: '/regulator/replays',
    part: 'regulator',
    component: 'ReplaysPage',
    roles: REGULATOR,
    menu: 'regulatorReplays',
  },
  { path: '/regulator/replays/:id', part: 'regulator', component: 'ReplayPage', roles: REGULATOR },
  {
    path: '/regulator/sanctions',
    part: 'regulator',
    component: 'RegulatorSanctionsPage',
    roles: REGULATOR,
    menu: 'regulatorSanctions',
  },
  { path: '/regulator/sanctions/:id', part: 'regulator', component: 'RegulatorSanctionPage', roles: REGULATOR },
  { path: '/regulator/audit', part: 'regulator', component: 'AuditPage', roles: REGULATOR, menu: 'regulatorAudit' },
  {
    path: '/regulator/simulator',
    part: 'regulator',
    component: 'SimulatorPage',
    roles: REGULATOR,
    menu: 'regulatorSimulator',
  },

  { path: '/admin', part: 'admin', component: 'MembersPage', roles: ADMIN, menu: 'adminMembers' },
  { path: '/admin/keys', part: 'admin', component: 'KeysPage', roles: ADMIN, menu: 'adminKeys' },
  { path: '/admin/registry', part: 'admin', component: 'RegistryPage', roles: ADMIN, menu: 'adminRegistry' },
  { path: '/admin/outbox', part: 'admin', component: 'OutboxPage', roles: ADMIN, menu: 'adminOutbox' },
  { path: '/admin/system', part: 'admin', component: 'SystemPage', roles: ADMIN, menu: 'adminSystem' },
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
