import type { Desk } from './markup-shown.ts';
import { type Stop, TOURS } from './tours.ts';

/** Where a text field of a file is met: the desk (or nobody's), the address, with ids of the world in braces, and the field's label. */
type Place = readonly [desk: Desk | 'sign-in', path: string, label: string];

/** Every file of the console that draws a text field, and one that it draws: to be met by who tries everything there. */
export const FIELDS: Readonly<Record<string, Place>> = {
  'components/labelled.tsx': ['operator', '/admin/registry?tab=merchants', 'Name'],
  'components/secret-input.tsx': ['sign-in', '/sign-in', 'Password'],
  'features/carrier/carrier-case-page.tsx': [
    'carrier',
    '/carrier/cases/{put}',
    'What you looked into, and what came of it',
  ],
  'features/carrier/content-review.tsx': [
    'carrier',
    '/carrier/contents',
    'Note (needed to reject; the merchant reads it)',
  ],
  'features/carrier/numbers-page.tsx': ['carrier', '/carrier/numbers', 'A number that you hold'],
  'features/carrier/register-line.tsx': ['carrier', '/carrier', 'Name of the line'],
  'features/handler/case/case-notes.tsx': ['handler', '/handler/cases/{open}', 'New note, for staff only'],
  'features/handler/desk/appeals-page.tsx': ['handler', '/handler/appeals?shown=all', 'Sanction to be lifted with it'],
  'features/handler/hand-field.tsx': ['handler', '/handler/cases/{open}', 'To whom'],
  'features/handler/queue/queue-filters.tsx': ['handler', '/handler', 'Search'],
  'features/handler/reason-field.tsx': ['handler', '/handler/appeals?shown=all', 'Answer'],
  'features/me/fields.tsx': ['merchant', '/me', 'Code (6 digits)'],
  'features/merchant/consents/consents-page.tsx': ['merchant', '/merchant/consents', 'Last four digits'],
  'features/merchant/field.tsx': ['merchant', '/merchant/forms', 'Title (English)'],
  'features/merchant/imports/mapping-form.tsx': [
    'merchant',
    '/merchant/consents/import',
    'Exact words: the same in every row',
  ],
  'features/merchant/promises/inquiries.tsx': ['merchant', '/merchant/promises', 'Which basis'],
  'features/merchant/scrub/choose-list.tsx': ['merchant', '/merchant/scrub', 'Paste numbers, one a line'],
  'features/my/complaint-fields.tsx': ['my', '/my/complaints/new', 'What happened, in your own words'],
  'features/my/family-page.tsx': ['my', '/my/family', "Your relative's number"],
  'features/my/list-panel.tsx': ['my', '/my', 'Number'],
  'features/my/prefix-panel.tsx': ['my', '/my', 'First digits'],
  'features/my/reason-button.tsx': ['my', '/my/complaints/{rejected}', 'Why the decision is wrong'],
  'features/regulator/audit-page.tsx': ['regulator', '/regulator/audit', 'About (kind:id)'],
  'features/regulator/freeze-form.tsx': [
    'regulator',
    '/regulator/bulletins',
    'A line each: province code,carrier id,subscribers',
  ],
  'features/regulator/install-law.tsx': ['regulator', '/regulator/law', 'The pack, as JSON'],
  'features/regulator/parties-page.tsx': ['regulator', '/regulator/parties', 'Name or id'],
  'features/sanctions/impose-form.tsx': ['regulator', '/regulator/sanctions', 'Note'],
  'features/sanctions/step-buttons.tsx': ['regulator', '/regulator/sanctions/{fine}', 'Reason'],
  'features/sign-in/member-form.tsx': ['sign-in', '/sign-in', 'Sign-in name'],
  'features/sign-in/number-form.tsx': ['sign-in', '/sign-in', 'Mobile or landline number'],
};

/** By desk, what a tour does not open: a thing in a state in which it takes words. */
const MORE: Readonly<Partial<Record<Desk, readonly string[]>>> = {
  my: ['/my/complaints/{rejected}'],
  merchant: ['/merchant/cases/{open}', '/merchant/sanctions/{bound}'],
  carrier: ['/carrier/cases/{put}'],
  handler: ['/handler/cases/{open}', '/handler/appeals?shown=all', '/handler/promises'],
  operator: ['/admin/registry?tab=merchants', '/admin/registry?tab=parties'],
};

/** What must be met at an address of a desk. */
export const labelsAt = (at: Place[0], path: string): readonly string[] =>
  Object.values(FIELDS)
    .filter(([desk, where]) => desk === at && where === path)
    .map(([, , label]) => label);

/** Where everything is tried at a desk: in the soak at every address, else where one of the fields above is met. */
export const placesOf = (desk: Desk): readonly string[] => {
  const needed = new Set(Object.values(FIELDS).flatMap(([of, path]) => (of === desk ? [path] : [])));
  if (process.env['WURAO_TIER'] !== 'soak') return [...needed];
  const toured = Object.values<Stop>(TOURS[desk]).map(({ path }) => path);
  return [...new Set([...needed, ...toured, ...(MORE[desk] ?? []), ...(desk === 'my' ? [] : ['/me'])])];
};
