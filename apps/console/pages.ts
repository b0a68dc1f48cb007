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

type Row = readonly [path: string, component: string, menu?: string];

const pagesOf = (part: Part, roles: Page['roles'], rows: readonly Row[]): readonly Page[] =>
  rows.map(([path, component, menu]) => ({ path, part, component, roles, ...(menu !== undefined && { menu }) }));

/** Every address of the console: the router, the menus and the tests read it. */
export const PAGES: readonly Page[] = [
  ...pagesOf('sign-in', 'anyone', [['/sign-in', 'SignInPage']]),
  ...pagesOf('me', 'anyone', [['/invitation', 'InvitationPage']]),
  ...pagesOf('me', MEMBER, [['/me', 'MePage']]),
  ...pagesOf('my', PERSON, [
    ['/my', 'MyNumberPage', 'my'],
    ['/my/merchants', 'MerchantsPage', 'myMerchants'],
    ['/my/consents/:id', 'ConsentPage'],
    ['/my/attempts', 'AttemptsPage', 'myAttempts'],
    ['/my/attempts/:id', 'AttemptPage'],
    ['/my/complaints', 'ComplaintsPage', 'myComplaints'],
    ['/my/complaints/new', 'NewComplaintPage'],
    ['/my/complaints/:id', 'ComplaintPage'],
    ['/my/more', 'MorePage', 'myMore'],
    ['/my/askers', 'AskersPage'],
    ['/my/held-messages', 'HeldMessagesPage'],
    ['/my/family', 'FamilyPage'],
  ]),
  ...pagesOf('merchant', MERCHANT, [
    ['/merchant', 'MerchantOverviewPage', 'merchant'],
    ['/merchant/consents', 'ConsentsPage', 'merchantConsents'],
    ['/merchant/consents/import', 'ImportPage'],
    ['/merchant/consents/:id', 'ConsentPage'],
    ['/merchant/contents', 'ContentsPage', 'merchantContents'],
    ['/merchant/contents/new', 'NewContentPage'],
    ['/merchant/contents/:id', 'ContentPage'],
    ['/merchant/scrub', 'ScrubPage', 'merchantScrub'],
    ['/merchant/lines', 'LinesPage', 'merchantLines'],
    ['/merchant/cases', 'CasesPage', 'merchantCases'],
    ['/merchant/cases/:id', 'CasePage'],
    ['/merchant/sanctions', 'SanctionsPage', 'merchantSanctions'],
    ['/merchant/sanctions/:id', 'SanctionPage'],
    ['/merchant/promises', 'PromisesPage', 'merchantPromises'],
    ['/merchant/forms', 'FormsPage', 'merchantForms'],
    ['/merchant/keys', 'KeysPage', 'merchantKeys'],
  ]),
  ...pagesOf('carrier', CARRIER, [
    ['/carrier', 'CarrierLinesPage', 'carrierLines'],
    ['/carrier/lines/:id', 'LinePage'],
    ['/carrier/findings', 'FindingsPage', 'carrierFindings'],
    ['/carrier/contents', 'ContentsPage', 'carrierContents'],
    ['/carrier/sanctions', 'CarrierSanctionsPage', 'carrierSanctions'],
    ['/carrier/sanctions/:id', 'CarrierSanctionPage'],
    ['/carrier/numbers', 'NumbersPage', 'carrierNumbers'],
    ['/carrier/cases', 'CarrierCasesPage', 'carrierCases'],
    ['/carrier/cases/:id', 'CarrierCasePage'],
  ]),
  ...pagesOf('handler', HANDLER, [
    ['/handler', 'CaseQueuePage', 'handlerQueue'],
    ['/handler/cases/:id', 'CasePage'],
    ['/handler/me', 'MyWorkPage', 'handlerMe'],
    ['/handler/appeals', 'AppealsPage', 'handlerAppeals'],
    ['/handler/sanctions', 'HandlerSanctionsPage', 'handlerSanctions'],
    ['/handler/sanctions/:id', 'HandlerSanctionPage'],
    ['/handler/findings', 'FindingsPage', 'handlerFindings'],
    ['/handler/imports', 'HeldImportsPage', 'handlerImports'],
    ['/handler/imports/:id', 'HeldImportPage'],
    ['/handler/promises', 'PromisesPage', 'handlerPromises'],
    ['/handler/inquiries/:id', 'InquiryPage'],
  ]),
  ...pagesOf('regulator', REGULATOR, [
    ['/regulator', 'CountryPage', 'regulatorCountry'],
    ['/regulator/provinces/:code', 'ProvincePage'],
    ['/regulator/parties', 'PartiesPage', 'regulatorParties'],
    ['/regulator/parties/:id', 'PartyPage'],
    ['/regulator/bulletins', 'BulletinsPage', 'regulatorBulletins'],
    ['/regulator/bulletins/:period', 'BulletinPage'],
    ['/regulator/law', 'LawPage', 'regulatorLaw'],
    ['/regulator/law/:id', 'LawPackPage'],
    ['/regulator/replays', 'ReplaysPage', 'regulatorReplays'],
    ['/regulator/replays/:id', 'ReplayPage'],
    ['/regulator/sanctions', 'RegulatorSanctionsPage', 'regulatorSanctions'],
    ['/regulator/sanctions/:id', 'RegulatorSanctionPage'],
    ['/regulator/audit', 'AuditPage', 'regulatorAudit'],
    ['/regulator/simulator', 'SimulatorPage', 'regulatorSimulator'],
  ]),
  ...pagesOf('admin', ADMIN, [
    ['/admin', 'MembersPage', 'adminMembers'],
    ['/admin/keys', 'KeysPage', 'adminKeys'],
    ['/admin/registry', 'RegistryPage', 'adminRegistry'],
    ['/admin/outbox', 'OutboxPage', 'adminOutbox'],
    ['/admin/system', 'SystemPage', 'adminSystem'],
  ]),
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
