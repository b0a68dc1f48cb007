import { evil, evilContent, evilFile } from './markup-world.ts';

/** Who looks: the tours that a sample member or a person may go. */
export type Desk = 'my' | 'merchant' | 'carrier' | 'handler' | 'operator' | 'regulator';

/** Where what was written can be read, by who looks: an address, with ids of the world in braces, and the fields shown there. */
export const SHOWN: Readonly<Record<Desk, Readonly<Record<string, readonly string[]>>>> = {
  my: {
    '/my/merchants': ['bank', 'consent', 'evidence'],
    '/my/consents/{consent}': ['bank', 'consent', 'evidence'],
    '/my/consents/{ended}': ['bank', 'ended'],
    '/my/attempts': ['bank'],
    '/my/attempts/{attempt}': ['bank'],
    '/my/complaints': ['description', 'bank', 'supplier', 'source'],
    '/my/complaints/{complaint}': ['picture', 'message', 'description'],
    '/my/complaints/new?attempt={attempt}': ['bank'],
    '/my/askers': ['bank'],
    '/v1/subscribers/%2B8613800000001/export?format=html&lang=en': ['bank', 'consent', 'evidence'],
  },
  merchant: {
    '/merchant': ['bank'],
    '/merchant/consents/{ended}': ['ended', 'evidence'],
    '/merchant/consents/import': ['import'],
    '/merchant/contents': ['content', 'submitted'],
    '/merchant/contents/{content}': ['content', 'review'],
    '/merchant/lines': ['line'],
    '/merchant/cases/{case}': ['description', 'message', 'judged', 'appeal', 'answer', 'proof'],
    '/merchant/sanctions/{cap}': ['against'],
    '/merchant/promises': ['source'],
    '/merchant/forms': ['title', 'form'],
    '/forms/{form}?lang=en': ['bank', 'title', 'form'],
  },
  carrier: {
    '/carrier': ['carrier', 'line', 'provider'],
    '/carrier/lines/line-sample-1': ['line', 'provider', 'bank'],
    '/carrier/findings': ['reported'],
    '/carrier/contents': ['bank', 'submitted'],
    '/carrier/sanctions': ['bank'],
    '/carrier/sanctions/{cap}': ['sanction', 'against'],
    '/carrier/sanctions/{lifted}': ['lifted'],
    '/carrier/cases/{asked}': ['message', 'description'],
  },
  handler: {
    '/handler/cases/{case}': [
      'bank',
      'description',
      'message',
      'picture',
      'judged',
      'appeal',
      'pause',
      'answer',
      'proof',
      'note',
    ],
    '/handler/cases/{asked}': ['carrier', 'carrier-answer'],
    '/handler/cases/{owed}': ['upheld'],
    '/handler/sanctions': ['bank'],
    '/handler/sanctions/{cap}': ['sanction', 'against'],
    '/handler/imports': ['import', 'bank'],
    '/handler/imports/{held}': ['released'],
    '/handler/promises?tab=inquiries': ['bank'],
    '/handler/inquiries/{inquiry}': ['bank', 'supplier', 'source', 'objection', 'escalated'],
    '/handler/appeals?shown=all': ['statement', 'contact', 'granted'],
  },
  operator: {
    '/admin': ['carrier', 'bank', 'member'],
    '/admin/keys': ['bank', 'carrier'],
    '/admin/registry?tab=lines': ['line'],
  },
  regulator: {
    '/regulator/parties': ['bank', 'carrier', 'provider'],
    '/regulator/parties/party-with-markup': ['provider'],
    '/regulator/sanctions': ['bank'],
    '/regulator/sanctions/{fine}': ['bank', 'sanction', 'notice'],
    '/v1/bulletins/{period}?format=html': [],
    '/v1/laws/cn-2020-draft/page': [],
  },
};

/** Written, and kept for the record: no page shows them. */
export const UNSHOWN = ['withdrawal', 'resumption'];

/** As a page shows this field. */
export const shownAs = (field: string): string => {
  if (['content', 'submitted'].includes(field)) return evilContent(field);
  return ['picture', 'proof'].includes(field) ? evilFile(field) : evil(field);
};
