// Where each answer and each further rule of a clause is made: what the regulation map cannot read from the law packs.
import type { LawPack, ReasonKey } from '@wurao/law';

/** A named declaration. The test of the map looks whether it is still there. */
export interface Place {
  readonly file: string;
  readonly symbol: string;
}

export interface Answering {
  /** Of docs/decision.md; 0 = at any step. */
  readonly step: number;
  readonly places: readonly Place[];
}

const at = (step: number, file: string, ...symbols: readonly string[]): Answering => ({
  step,
  places: symbols.map((symbol) => ({ file, symbol })),
});

const LEAVES = 'core/engine/leaves.ts';
const RESOLVE = 'core/engine/resolve.ts';
const BASIS_OF = 'core/engine/basis-of.ts';
const DECIDE = 'core/engine/decide.ts';
const SIGHT = 'adapters/api/views/merchant-sight.ts';

export const ANSWERED_BY: Readonly<Record<ReasonKey, Answering>> = {
  emergency: at(1, LEAVES, 'isEmergency'),
  'line-unknown': at(2, RESOLVE, 'resolveCaller'),
  'caller-not-filed': at(2, RESOLVE, 'callerWrong', 'narrow', 'boundCaller'),
  'caller-spoofed': at(2, RESOLVE, 'callerWrong', 'assertedWrong'),
  sanctioned: at(3, LEAVES, 'sanctionBites'),
  'public-interest': at(4, LEAVES, 'isPublicInterest'),
  'personally-allowed': at(5, LEAVES, 'personalListing'),
  'personally-refused': at(5, LEAVES, 'personalListing'),
  'content-not-approved': at(6, LEAVES, 'contentWrong'),
  'content-mismatch': at(6, LEAVES, 'contentWrong'),
  'disguised-promotion': at(6, LEAVES, 'disguised'),
  'personal-line-overuse': at(7, LEAVES, 'isOverused'),
  'not-commercial': at(7, DECIDE, 'decideIn'),
  'refused-by-subscriber': at(8, LEAVES, 'isRefused'),
  'do-not-disturb': at(9, LEAVES, 'isBarred'),
  'consent-withdrawn': at(10, BASIS_OF, 'SHORTFALLS'),
  'consent-of-former-holder': at(10, BASIS_OF, 'SHORTFALLS'),
  'consent-expired': at(10, BASIS_OF, 'SHORTFALLS'),
  'consent-out-of-scope': at(10, BASIS_OF, 'SHORTFALLS'),
  'consent-unconfirmed': at(10, BASIS_OF, 'SHORTFALLS'),
  'no-consent': at(10, BASIS_OF, 'shortfall'),
  'outside-hours': at(11, LEAVES, 'isOutsideHours'),
  'too-often': at(12, LEAVES, 'isTooOften'),
  consented: at(13, BASIS_OF, 'findBasis'),
  requested: at(13, BASIS_OF, 'findBasis'),
  related: at(13, BASIS_OF, 'findBasis'),
  'basis-not-required': at(13, DECIDE, 'decideIn'),
  observed: at(0, LEAVES, 'isEnforced'),
  'no-basis': at(0, SIGHT, 'shownRefusal'),
  refused: at(0, SIGHT, 'shownRefusal'),
};

/** A rule that is no answer of the decision: what a write checks, what is kept, what is a number of the pack. */
export interface FurtherRule {
  readonly clause: string;
  readonly rule: (pack: LawPack) => string;
  readonly places: readonly Place[];
}

const place = (file: string, symbol: string): Place => ({ file, symbol });

const unconfirmed = ({ unconfirmed: rules }: LawPack): string =>
  Object.entries(rules)
    .map(([kind, rule]) => {
      if (!rule.counts) return `${kind}: no`;
      return rule.days === undefined ? `${kind}: yes` : `${kind}: for ${rule.days} days`;
    })
    .join('; ');

const CONSENT_RULES: readonly FurtherRule[] = [
  {
    clause: 'draft-consent',
    rule: (pack) => `A basis on the merchant's word alone counts? ${unconfirmed(pack)}.`,
    places: [place('core/engine/basis-of.ts', 'counts'), place('core/registry/bases.ts', 'grantBasis')],
  },
  {
    clause: 'draft-consent',
    rule: ({ requestHours }) => `A request is good for ${requestHours} hours from its receipt.`,
    places: [place('core/registry/bases.ts', 'requestEnd')],
  },
  {
    clause: 'draft-refusal',
    rule: () => 'A refusal outlives every consent given before it; only an act that the subscriber confirms revives.',
    places: [place('core/registry/refusals.ts', 'recordRefusal'), place('core/engine/context.ts', 'confirmedSince')],
  },
  {
    clause: 'draft-refusal',
    rule: () => 'The subscriber may withdraw any basis at any time, and its merchant is told.',
    places: [place('core/registry/bases.ts', 'withdrawBasis')],
  },
  {
    clause: 'draft-records',
    rule: ({ retentionMonths }) =>
      `Decisions are kept ${retentionMonths} months, then deleted by whole days; no shorter time can be configured.`,
    places: [place('adapters/journal/retention.ts', 'retain'), place('apps/server/config.ts', 'retentionOf')],
  },
  {
    clause: 'draft-records',
    rule: () => "A merchant's basis names its evidence; the words shown are stored and never overwritten.",
    places: [place('core/registry/bases.ts', 'checkProof'), place('core/registry/bases.ts', 'checkWords')],
  },
];

const NO_BY_REPLY = [
  place('core/domain/reply-meaning.ts', 'readReply'),
  place('core/domain/reply-target.ts', 'replyTarget'),
  place('core/registry/reply-refusals.ts', 'refuseByReply'),
];
const CLASSIFIED = [
  place('apps/server/sms/message-desk.ts', 'MessageDesk'),
  place('apps/server/sms/message-reader.ts', 'MessageReader'),
  place('core/engine/leaves.ts', 'disguised'),
];

/** What both texts ask of messages: each has a clause of its own for it. */
const ofMessages = (clauses: {
  readonly commercial: string;
  readonly refusal: string;
  readonly service: string;
}): readonly FurtherRule[] => [
  {
    clause: clauses.commercial,
    rule: () =>
      "A commercial template carries the merchant's name, a telephone number and the way to refuse, and links to filed domains only; else it does not go to review.",
    places: [place('core/registry/content-duties.ts', 'checkDuties')],
  },
  {
    clause: clauses.refusal,
    rule: () =>
      'A reply that means no (TD and the rest of a reviewed list) refuses its merchant at once, for every purpose, on every port and channel.',
    places: NO_BY_REPLY,
  },
  {
    clause: clauses.refusal,
    rule: () => 'It is confirmed by one message in fixed words, one for each merchant in 30 days.',
    places: [place('core/registry/notices.ts', 'confirmRefusal')],
  },
  {
    clause: clauses.service,
    rule: () => 'At the SMS gates a text that is of no approved template is classified; marketing in it is no service.',
    places: CLASSIFIED,
  },
];

const MESSAGE_RULES: readonly FurtherRule[] = [
  ...ofMessages({ commercial: 'draft-consent', refusal: 'draft-refusal', service: 'draft-service' }),
  ...ofMessages({ commercial: 'order31-consent', refusal: 'order31-refusal', service: 'order31-service' }),
  {
    clause: 'draft-records',
    rule: () => 'Of each message both numbers, the time, the text and the decision stand in the journal.',
    places: [
      place('adapters/gateway/sms/relay/submissions.ts', 'attemptOf'),
      place('adapters/journal/encode.ts', 'BatchEncoder'),
    ],
  },
  {
    clause: 'draft-records',
    rule: () => 'Refusals by reply and consents by code are kept with their words, port and time.',
    places: [
      place('core/registry/reply-refusals.ts', 'refuse'),
      place('core/registry/consent-requests.ts', 'confirmConsent'),
    ],
  },
];

const ORDER_31_RULES: readonly FurtherRule[] = [
  {
    clause: 'order31-consent',
    rule: (pack) => `A basis on the merchant's word alone counts? ${unconfirmed(pack)}.`,
    places: [place('core/engine/basis-of.ts', 'counts')],
  },
  {
    clause: 'order31-calls',
    rule: () => 'A commercial call needs no basis; refusals, do-not-disturb, hours and caps hold all the same.',
    places: [place('core/law/cn-2015.ts', 'onMessages')],
  },
];

const NETWORK_RULES: readonly FurtherRule[] = [
  {
    clause: 'draft-numbers',
    rule: () => 'A caller number is filed with merchant, purposes, categories, channels, line and time.',
    places: [place('core/registry/filings.ts', 'fileNumber')],
  },
  {
    clause: 'plan-2018',
    rule: () => 'Every line names the chain of parties, beginning with the carrier that connects.',
    places: [place('core/registry/lines.ts', 'checkChain')],
  },
  {
    clause: 'draft-22',
    rule: () => 'A sanction names its clause, its target, and for how long it bites.',
    places: [place('core/registry/sanctions.ts', 'imposeSanction')],
  },
  {
    clause: 'draft-22',
    rule: () =>
      'A sanction rests on a case or finding, has a term, is told to the party, may be appealed against, and is lifted, overturned or lapses.',
    places: [
      place('core/casework/sanction-states.ts', 'SANCTION_TABLE'),
      place('core/casework/take-sanction-step.ts', 'takeSanctionStep'),
    ],
  },
  {
    clause: 'draft-22',
    rule: () => 'New lines, filings and contents are refused while a restriction of new resources is in force.',
    places: [place('core/registry/restrictions.ts', 'checkUnrestricted')],
  },
  {
    clause: 'draft-31',
    rule: () =>
      'What may follow what in a case, and who may, is a table; before the party has answered, a case is decided only once its clock has run out.',
    places: [place('core/casework/case-states.ts', 'CASE_TABLE'), place('core/casework/case-states.ts', 'stepCase')],
  },
  {
    clause: 'draft-31',
    rule: () => 'The person is told each step, with the day by which the next comes.',
    places: [place('core/casework/case-texts.ts', 'tellText')],
  },
  {
    clause: 'draft-31',
    rule: () => "Working days are the State Council's, with the weekends that are worked; an unknown year is refused.",
    places: [place('core/casework/working-days.ts', 'isWorkingDay'), place('core/casework/calendar.ts', 'NOTICES')],
  },
  {
    clause: 'notice-81',
    rule: () => 'A script or template is reviewed before it is used; a version is never changed.',
    places: [
      place('core/registry/contents.ts', 'registerContent'),
      place('core/registry/contents.ts', 'reviewContent'),
    ],
  },
  {
    clause: 'draft-service',
    rule: ({ promotionWords }) =>
      `${promotionWords.length} words mark promotion in a text that is not commercial; where a reviewed template matches, only what was filled in is looked at.`,
    places: [
      place('core/engine/match-content.ts', 'promotionIn'),
      place('core/law/promotion-words.ts', 'PROMOTION_WORDS'),
    ],
  },
  {
    clause: 'draft-23',
    rule: () => 'A person sets channels, categories, hours, lists and prefixes, and sees who may contact and who did.',
    places: [
      place('core/registry/preferences.ts', 'setPreference'),
      place('adapters/api/routes/subscribers/contacts.ts', 'readContacts'),
    ],
  },
];

/** Thresholds of complaints: kept in the pack, judged by casework. */
const COMPLAINT_RULES: readonly FurtherRule[] = [
  {
    clause: 'house-complaint-rate',
    rule: () => 'A rate of complaints is found above its threshold by its exact lower bound, however often one looks.',
    places: [
      place('core/casework/exact-bound.ts', 'lowerBound'),
      place('core/casework/judge-rate.ts', 'judgeRate'),
      place('core/casework/complaint-rates.ts', 'findComplaints'),
    ],
  },
  {
    clause: 'house-complaints-in-days',
    rule: () =>
      'So many complaints in so many days are told to a handler, unless the rate lies surely below its threshold.',
    places: [place('core/casework/complaint-rates.ts', 'countFindings')],
  },
  {
    clause: 'house-campaign-line',
    rule: () => 'Two complaints about a line on which campaigns run are told to a handler.',
    places: [place('core/casework/complaint-rates.ts', 'countFindings')],
  },
  {
    clause: 'house-complaint-weight',
    rule: () =>
      'Each complainant counts once, with a number proved by code and a matching attempt; habitual ones are weighed down. Automation may cap for a term.',
    places: [
      place('core/casework/count-complaints.ts', 'weighComplaints'),
      place('core/casework/automatic-action.ts', 'automaticCap'),
    ],
  },
];

const HOUSE_RULES: readonly FurtherRule[] = [
  {
    clause: 'house-emergency',
    rule: ({ emergencyNumbers }) => `Emergency numbers: ${emergencyNumbers.join(', ')}.`,
    places: [place('core/engine/leaves.ts', 'isEmergency')],
  },
  {
    clause: 'house-personal',
    rule: ({ personalDistinctCallees }) =>
      `A personal number reaches ${personalDistinctCallees} different people a day.`,
    places: [place('core/engine/leaves.ts', 'countsDistinct')],
  },
  {
    clause: 'house-privacy',
    rule: () => 'What each role reads of a decision and of its explanation is a table of fields by role.',
    places: [
      place('adapters/api/views/decision-view.ts', 'SIGHT_OF_ROLE'),
      place('adapters/api/views/explanation-view.ts', 'LOOKED'),
    ],
  },
];

export const FURTHER_RULES: readonly FurtherRule[] = [
  ...CONSENT_RULES,
  ...MESSAGE_RULES,
  ...ORDER_31_RULES,
  ...NETWORK_RULES,
  ...COMPLAINT_RULES,
  ...HOUSE_RULES,
];

/** What a clause asks and no code does yet. */
export interface Missing {
  readonly clause: string;
  readonly what: string;
  readonly comesWith: string;
}

export const NOT_YET: readonly Missing[] = [
  {
    clause: 'draft-31',
    what: 'Complaints and cases that these clocks run for.',
    comesWith: 'complaints and cases (a later issue)',
  },
  {
    clause: 'draft-22',
    what: 'Telling the party before a suspension: it is told as it comes into force. Notice is owed of penalties.',
    comesWith: 'a decision of the house, no issue',
  },
  {
    clause: 'draft-numbers',
    what: 'The time limit for reporting a change of a filing.',
    comesWith: 'complaints and cases (a later issue)',
  },
  {
    clause: 'notice-81',
    what: 'Recordings of outbound calls, kept at least 30 days.',
    comesWith: 'no issue yet',
  },
  {
    clause: 'draft-service',
    what: 'Weighing a whole text of a decision over HTTP, beyond the list of words.',
    comesWith: 'no issue yet',
  },
  {
    clause: 'draft-records',
    what: 'How a message ended: the merchant is told, and it is not kept.',
    comesWith: 'no issue yet',
  },
];
