import { ATTACHMENT_BODY_BYTES_MAX, CALL_RECORDS_BYTES_MAX, ROWS_BYTES_MAX } from '../options.ts';
import { answerAppeal } from './appeals/answer.ts';
import { fileAppeal } from './appeals/file.ts';
import { listAppeals, readAppeal } from './appeals/read.ts';
import { listAudit, signAuditCheckpoint } from './audit/read.ts';
import { createBackup, readBackupProgress } from './backups/create.ts';
import { grantBasis } from './bases/grant.ts';
import { listBases } from './bases/list.ts';
import { readBasis } from './bases/read.ts';
import { withdrawBasis } from './bases/withdraw.ts';
import { freezeBulletin } from './bulletins/freeze.ts';
import { listBulletins, readBulletin, readFrozenCounts } from './bulletins/read.ts';
import { keepAttachment, readAttachment } from './cases/attachments.ts';
import { countCases, listCases, readCase, searchCases } from './cases/read.ts';
import { appealComplaint, assignCases, noteCase, pauseCase, resumeCase, stepCases } from './cases/work.ts';
import { fileComplaint, supplementComplaint, withdrawComplaint } from './complaints/file.ts';
import { listComplaints, readComplaint } from './complaints/read.ts';
import { readConsentFormPage } from './consent-forms/page.ts';
import {
  agreeToForm,
  endConsentForm,
  listConsentForms,
  publishConsentForm,
  readConsentForm,
} from './consent-forms/work.ts';
import { askConsent } from './consent-requests/ask.ts';
import { checkContent } from './contents/check.ts';
import { registerContent } from './contents/register.ts';
import { reviewContent } from './contents/review.ts';
import { explainDecision } from './decisions/explain.ts';
import { ADMIN, door, EVERYONE_WITH_A_KEY } from './door.ts';
import { listEvents } from './events/list.ts';
import { exportBases } from './exports/bases.ts';
import { exportSubscriber } from './exports/subscriber.ts';
import { readCaseFigures } from './figures/cases.ts';
import { readLineFigures } from './figures/lines.ts';
import { readMerchantFigures } from './figures/merchant.ts';
import { readSubscriberFigures } from './figures/subscribers.ts';
import { readTraffic } from './figures/traffic.ts';
import { bindMiddleNumber } from './filings/bind.ts';
import { fileNumber } from './filings/file.ts';
import { revokeFiling } from './filings/revoke.ts';
import { listFindings } from './findings/list.ts';
import { listHeldMessages, readHeldMessage, releaseHeldMessage, setHeldMessages } from './held-messages/work.ts';
import { createImport } from './imports/create.ts';
import { listImportRows, listImports, readImport } from './imports/read.ts';
import { reviewImport } from './imports/review.ts';
import { sendImportContent, startImport } from './imports/send.ts';
import { askInquiry, listInquiries, readInquiry, stepInquiry } from './inquiries/work.ts';
import { createKey } from './keys/create.ts';
import { listKeys } from './keys/list.ts';
import { revokeKey } from './keys/revoke.ts';
import { checkLaw, installLaw } from './law/install.ts';
import { listLaw, listReasons, readLaw, readLawPage } from './law/list.ts';
import { putLawInForce } from './law/put-in-force.ts';
import { registerLine } from './lines/register.ts';
import { followLive } from './live/follow.ts';
import { MEMBER_ROUTES } from './member-table.ts';
import { registerMerchant } from './merchants/register.ts';
import { reportMessage } from './message-reports/report.ts';
import { classifyMessage } from './messages/classify.ts';
import { listUnsure } from './messages/list-unsure.ts';
import { listNoun, readNoun } from './nouns.ts';
import { readNumbering, readNumberingPlan } from './numbering/read.ts';
import { replaceNumbering } from './numbering/replace.ts';
import { recordOwnership } from './numbers/own.ts';
import { recycleNumber } from './numbers/recycle.ts';
import { listObligations, stepObligations } from './obligations/work.ts';
import { listOutbox } from './outbox/list.ts';
import { recordOutcomes } from './outcomes/record.ts';
import { registerParty } from './parties/register.ts';
import { createPermit } from './permits/create.ts';
import { endPledge, listPledges, makePledge } from './pledges/work.ts';
import { readPreference } from './preferences/read.ts';
import { addListEntry, removeListEntry, replacePreference, undoPreference } from './preferences/replace.ts';
import { findComplaintRates, listComplaintFindings, previewComplaintRate } from './rates/read.ts';
import { readRedress } from './redress/read.ts';
import { recordRefusal } from './refusals/record.ts';
import { cancelReplay, explainExample, listReplays, readReplay } from './replays/read.ts';
import { startReplay } from './replays/start.ts';
import { receiveReply } from './replies/receive.ts';
import type { Rights, Route } from './route.ts';
import { listBadList } from './sanctions/bad-list.ts';
import { previewSanction } from './sanctions/preview.ts';
import { proposeSanctions } from './sanctions/propose.ts';
import { listSanctions, readSanction } from './sanctions/read.ts';
import { liftSanction, stepSanctions } from './sanctions/step.ts';
import { readHealth, readMetrics, readReadiness } from './service/health.ts';
import { openSession } from './sessions/open.ts';
import { requestCode } from './sessions/request-code.ts';
import { listAskers } from './subscribers/askers.ts';
import { listAttempts } from './subscribers/attempts.ts';
import { readContacts } from './subscribers/contacts.ts';
import { endExpectation, expectCall, readExpectation } from './subscribers/expectation.ts';
import {
  askWard,
  confirmGuardian,
  confirmWard,
  endGuardian,
  endWard,
  listGuardians,
  listWards,
} from './subscribers/guardians.ts';
import { listWebhooks } from './webhooks/list.ts';
import { registerWebhook } from './webhooks/register.ts';
import { removeWebhook } from './webhooks/remove.ts';

/** Sets of roles that several doors share. `own` is checked by the handlers: a role here may knock, not look at others' things. */
const ASKERS = ['admin', 'merchant', 'carrier'] as const;
const PERSON = ['admin', 'subscriber'] as const;
const PERSON_AND_STAFF = ['admin', 'subscriber', 'handler', 'regulator'] as const;
const BASIS_WRITERS = ['admin', 'merchant', 'subscriber'] as const;
const NOUN_READERS = ['admin', 'merchant', 'carrier', 'handler', 'regulator'] as const;
const NETWORK = ['admin', 'carrier'] as const;
const SUPERVISORS = ['admin', 'carrier', 'regulator'] as const;
const SANCTION_MAKERS = ['admin', 'carrier', 'handler', 'regulator'] as const;
const PARTY_READERS = ['admin', 'carrier', 'handler', 'regulator'] as const;
const FILERS = ['admin', 'carrier', 'subscriber', 'handler', 'regulator'] as const;
const COMPLETERS = ['admin', 'subscriber', 'handler'] as const;
const OPERATORS = ['admin', 'regulator'] as const;
const OWN_COMMERCE = ['admin', 'merchant'] as const;
const IMPORT_READERS = ['admin', 'merchant', 'carrier', 'handler', 'regulator'] as const;
const REVIEWERS = ['admin', 'handler', 'regulator'] as const;
const PLEDGERS = ['admin', 'merchant', 'handler'] as const;
const PLEDGE_READERS = ['admin', 'merchant', 'handler', 'regulator'] as const;
const PROMISE_SIDES = ['admin', 'merchant', 'subscriber', 'handler', 'regulator'] as const;
const BASIS_LISTERS = ['admin', 'merchant', 'handler', 'regulator'] as const;

/** Every door but POST /v1/decisions, which has a way of its own (http/decision-door.ts). */
export const ROUTES: readonly Route[] = [
  door('explainDecision', 'GET', '/v1/decisions/{id}/explanation', EVERYONE_WITH_A_KEY, explainDecision),
  door('fileComplaint', 'POST', '/v1/complaints', FILERS, fileComplaint),
  door('listComplaints', 'GET', '/v1/complaints', PERSON_AND_STAFF, listComplaints),
  door('readComplaint', 'GET', '/v1/complaints/{id}', PERSON_AND_STAFF, readComplaint),
  door('supplementComplaint', 'POST', '/v1/complaints/{id}/supplement', COMPLETERS, supplementComplaint),
  door('withdrawComplaint', 'POST', '/v1/complaints/{id}/withdrawal', COMPLETERS, withdrawComplaint),
  door('appealComplaint', 'POST', '/v1/complaints/{id}/appeal', PERSON, appealComplaint),
  door('listCases', 'GET', '/v1/cases', NOUN_READERS, listCases),
  door('searchCases', 'GET', '/v1/cases/search', REVIEWERS, searchCases),
  door('countCases', 'GET', '/v1/cases/counts', REVIEWERS, countCases),
  door('stepCases', 'POST', '/v1/cases/steps', EVERYONE_WITH_A_KEY, stepCases),
  door('assignCases', 'POST', '/v1/cases/assignment', REVIEWERS, assignCases),
  {
    ...door('keepAttachment', 'PUT', '/v1/attachments', EVERYONE_WITH_A_KEY, keepAttachment),
    isBytes: true,
    bodyBytesMax: ATTACHMENT_BODY_BYTES_MAX,
  },
  door('readAttachment', 'GET', '/v1/cases/{id}/attachments/{sha256}', NOUN_READERS, readAttachment),
  door('readCase', 'GET', '/v1/cases/{id}', NOUN_READERS, readCase),
  door('pauseCase', 'POST', '/v1/cases/{id}/pause', REVIEWERS, pauseCase),
  door('resumeCase', 'POST', '/v1/cases/{id}/resumption', REVIEWERS, resumeCase),
  door('noteCase', 'POST', '/v1/cases/{id}/notes', REVIEWERS, noteCase),

  door('freezeBulletin', 'POST', '/v1/bulletins', OPERATORS, freezeBulletin),
  door('listBulletins', 'GET', '/v1/bulletins', EVERYONE_WITH_A_KEY, listBulletins),
  door('readBulletin', 'GET', '/v1/bulletins/{period}', EVERYONE_WITH_A_KEY, readBulletin),
  door('readFrozenCounts', 'GET', '/v1/bulletins/{period}/frozen', OPERATORS, readFrozenCounts),
  door('findComplaintRates', 'GET', '/v1/complaint-rates', PARTY_READERS, findComplaintRates),
  door('previewComplaintRate', 'POST', '/v1/complaint-rates/preview', REVIEWERS, previewComplaintRate),
  door('listComplaintFindings', 'GET', '/v1/complaint-findings', REVIEWERS, listComplaintFindings),
  door('listPledges', 'GET', '/v1/pledges', PLEDGE_READERS, listPledges),
  door('makePledge', 'POST', '/v1/pledges', PLEDGERS, makePledge),
  door('endPledge', 'POST', '/v1/pledges/{id}/end', PLEDGERS, endPledge),
  door('listObligations', 'GET', '/v1/obligations', PROMISE_SIDES, listObligations),
  door('stepObligations', 'POST', '/v1/obligations/steps', PROMISE_SIDES, stepObligations),
  door('listInquiries', 'GET', '/v1/inquiries', PROMISE_SIDES, listInquiries),
  door('askInquiry', 'POST', '/v1/inquiries', PERSON, askInquiry),
  door('readInquiry', 'GET', '/v1/inquiries/{id}', PROMISE_SIDES, readInquiry),
  door('stepInquiry', 'POST', '/v1/inquiries/{id}/steps', PROMISE_SIDES, stepInquiry),

  door('listAudit', 'GET', '/v1/audit', OPERATORS, listAudit),
  door('signAuditCheckpoint', 'POST', '/v1/audit/checkpoints', OPERATORS, signAuditCheckpoint),

  door('readRedress', 'GET', '/v1/redress/{reference}', 'anyone', readRedress),
  door('fileAppeal', 'POST', '/v1/appeals', 'anyone', fileAppeal),
  door('listAppeals', 'GET', '/v1/appeals', NOUN_READERS, listAppeals),
  door('answerAppeal', 'POST', '/v1/appeals/{id}/answer', REVIEWERS, answerAppeal),
  door('readAppeal', 'GET', '/v1/appeals/{id}', NOUN_READERS, readAppeal),
  {
    ...door('recordOutcomes', 'POST', '/v1/outcomes', NETWORK, recordOutcomes),
    bodyBytesMax: CALL_RECORDS_BYTES_MAX,
  },
  {
    operationId: 'classifyMessage',
    method: 'POST',
    path: '/v1/messages/classification',
    roles: EVERYONE_WITH_A_KEY,
    handle: classifyMessage,
    takesRows: true,
    bodyBytesMax: ROWS_BYTES_MAX,
  },
  door('createPermit', 'POST', '/v1/permits', ASKERS, createPermit),

  door('readPreference', 'GET', '/v1/subscribers/{number}/preference', PERSON_AND_STAFF, readPreference),
  door('replacePreference', 'PUT', '/v1/subscribers/{number}/preference', PERSON, replacePreference),
  door('undoPreference', 'POST', '/v1/subscribers/{number}/preference/undo', PERSON, undoPreference),
  door('readExpectation', 'GET', '/v1/subscribers/{number}/expectation', PERSON_AND_STAFF, readExpectation),
  door('expectCall', 'PUT', '/v1/subscribers/{number}/expectation', PERSON, expectCall),
  door('endExpectation', 'DELETE', '/v1/subscribers/{number}/expectation', PERSON, endExpectation),
  door('addListEntry', 'PUT', '/v1/subscribers/{number}/lists/{list}/{caller}', PERSON, addListEntry),
  door('removeListEntry', 'DELETE', '/v1/subscribers/{number}/lists/{list}/{caller}', PERSON, removeListEntry),
  door('readContacts', 'GET', '/v1/subscribers/{number}/contacts', PERSON_AND_STAFF, readContacts),
  door('listAttempts', 'GET', '/v1/subscribers/{number}/attempts', PERSON_AND_STAFF, listAttempts),
  door('listAskers', 'GET', '/v1/subscribers/{number}/askers', PERSON_AND_STAFF, listAskers),
  door('setHeldMessages', 'PUT', '/v1/subscribers/{number}/held-messages/setting', ['subscriber'], setHeldMessages),
  door('listHeldMessages', 'GET', '/v1/subscribers/{number}/held-messages', ['subscriber'], listHeldMessages),
  door('readHeldMessage', 'GET', '/v1/subscribers/{number}/held-messages/{id}', ['subscriber'], readHeldMessage),
  door(
    'releaseHeldMessage',
    'POST',
    '/v1/subscribers/{number}/held-messages/{id}/release',
    ['subscriber'],
    releaseHeldMessage,
  ),
  door('exportSubscriber', 'GET', '/v1/subscribers/{number}/export', PERSON, exportSubscriber),
  door('listWards', 'GET', '/v1/subscribers/{number}/wards', PERSON, listWards),
  door('askWard', 'POST', '/v1/subscribers/{number}/wards', PERSON, askWard),
  door('confirmWard', 'POST', '/v1/subscribers/{number}/wards/{ward}/confirmation', PERSON, confirmWard),
  door('endWard', 'DELETE', '/v1/subscribers/{number}/wards/{ward}', PERSON, endWard),
  door('listGuardians', 'GET', '/v1/subscribers/{number}/guardians', PERSON, listGuardians),
  door(
    'confirmGuardian',
    'POST',
    '/v1/subscribers/{number}/guardians/{guardian}/confirmation',
    PERSON,
    confirmGuardian,
  ),
  door('endGuardian', 'DELETE', '/v1/subscribers/{number}/guardians/{guardian}', PERSON, endGuardian),
  door('requestCode', 'POST', '/v1/subscribers/{number}/codes', 'anyone', requestCode),
  door('openSession', 'POST', '/v1/subscribers/{number}/sessions', 'anyone', openSession),

  door('grantConsent', 'POST', '/v1/consents', BASIS_WRITERS, grantBasis('consent')),
  door('recordRequest', 'POST', '/v1/requests', BASIS_WRITERS, grantBasis('request')),
  door('recordRelation', 'POST', '/v1/relations', BASIS_WRITERS, grantBasis('relation')),
  door('withdrawConsent', 'POST', '/v1/consents/{id}/withdrawal', BASIS_WRITERS, withdrawBasis('consent')),
  door('withdrawRequest', 'POST', '/v1/requests/{id}/withdrawal', BASIS_WRITERS, withdrawBasis('request')),
  door('withdrawRelation', 'POST', '/v1/relations/{id}/withdrawal', BASIS_WRITERS, withdrawBasis('relation')),
  door('listBases', 'GET', '/v1/consents', BASIS_LISTERS, listBases),
  door('readBasis', 'GET', '/v1/consents/{id}', ['admin', 'merchant', 'subscriber', 'handler', 'regulator'], readBasis),
  door('recordRefusal', 'POST', '/v1/refusals', ['admin', 'merchant', 'carrier', 'subscriber'], recordRefusal),
  door('publishConsentForm', 'POST', '/v1/consent-forms', OWN_COMMERCE, publishConsentForm),
  door('listConsentForms', 'GET', '/v1/consent-forms', OWN_COMMERCE, listConsentForms),
  door('readConsentForm', 'GET', '/v1/consent-forms/{id}', 'anyone', readConsentForm),
  door('endConsentForm', 'POST', '/v1/consent-forms/{id}/end', OWN_COMMERCE, endConsentForm),
  door('agreeToForm', 'POST', '/v1/consent-forms/{id}/consents', ['subscriber'], agreeToForm),
  door('readConsentFormPage', 'GET', '/forms/{id}', 'anyone', readConsentFormPage),
  door('requestConsent', 'POST', '/v1/consent-requests', OWN_COMMERCE, askConsent),
  door('receiveReply', 'POST', '/v1/replies', NETWORK, receiveReply),
  door('reportMessage', 'POST', '/v1/message-reports', PERSON_AND_STAFF, reportMessage),

  door('registerMerchant', 'POST', '/v1/merchants', ADMIN, registerMerchant),
  door('listMerchants', 'GET', '/v1/merchants', NOUN_READERS, listNoun('merchant')),
  door('readMerchant', 'GET', '/v1/merchants/{id}', NOUN_READERS, readNoun('merchant')),
  door('registerParty', 'POST', '/v1/parties', ADMIN, registerParty),
  door('listParties', 'GET', '/v1/parties', PARTY_READERS, listNoun('party')),
  door('readParty', 'GET', '/v1/parties/{id}', PARTY_READERS, readNoun('party')),
  door('registerLine', 'POST', '/v1/lines', NETWORK, registerLine),
  door('listLines', 'GET', '/v1/lines', NOUN_READERS, listNoun('line')),
  door('readLine', 'GET', '/v1/lines/{id}', NOUN_READERS, readNoun('line')),
  door('fileNumber', 'POST', '/v1/filings', ASKERS, fileNumber),
  door('listFilings', 'GET', '/v1/filings', NOUN_READERS, listNoun('filing')),
  door('readFiling', 'GET', '/v1/filings/{id}', NOUN_READERS, readNoun('filing')),
  door('revokeFiling', 'POST', '/v1/filings/{id}/revocation', ASKERS, revokeFiling),
  door('bindMiddleNumber', 'POST', '/v1/filings/{id}/bindings', ASKERS, bindMiddleNumber),
  door('registerContent', 'POST', '/v1/contents', OWN_COMMERCE, registerContent),
  door('listContents', 'GET', '/v1/contents', NOUN_READERS, listNoun('content')),
  door('readContent', 'GET', '/v1/contents/{id}', NOUN_READERS, readNoun('content')),
  door('checkContent', 'POST', '/v1/contents/check', OWN_COMMERCE, checkContent),
  door('reviewContent', 'POST', '/v1/contents/{id}/review', SUPERVISORS, reviewContent),
  door('proposeSanctions', 'POST', '/v1/sanctions', SANCTION_MAKERS, proposeSanctions),
  door('previewSanction', 'POST', '/v1/sanctions/preview', SANCTION_MAKERS, previewSanction),
  door('stepSanctions', 'POST', '/v1/sanctions/steps', NOUN_READERS, stepSanctions),
  door('listSanctions', 'GET', '/v1/sanctions', NOUN_READERS, listSanctions),
  door('readSanction', 'GET', '/v1/sanctions/{id}', NOUN_READERS, readSanction),
  door('liftSanction', 'POST', '/v1/sanctions/{id}/lifting', SANCTION_MAKERS, liftSanction),
  door('listBadList', 'GET', '/v1/bad-list', EVERYONE_WITH_A_KEY, listBadList),
  door('listFindings', 'GET', '/v1/findings', SUPERVISORS, listFindings),
  door('listUnsureTexts', 'GET', '/v1/messages/unsure', OPERATORS, listUnsure),
  door('recycleNumber', 'POST', '/v1/numbers/{number}/recycling', NETWORK, recycleNumber),
  door('recordOwnership', 'PUT', '/v1/numbers/{number}/ownership', NETWORK, recordOwnership),

  door('readNumberingPlan', 'GET', '/v1/numbering', EVERYONE_WITH_A_KEY, readNumberingPlan),
  door('readNumbering', 'GET', '/v1/numbering/{number}', EVERYONE_WITH_A_KEY, readNumbering),
  door('replaceNumbering', 'PUT', '/v1/numbering', ADMIN, replaceNumbering),
  door('createImport', 'POST', '/v1/imports', ASKERS, createImport),
  door('listImports', 'GET', '/v1/imports', IMPORT_READERS, listImports),
  door('readImport', 'GET', '/v1/imports/{id}', IMPORT_READERS, readImport),
  {
    operationId: 'sendImportContent',
    method: 'PUT',
    path: '/v1/imports/{id}/content',
    roles: ASKERS,
    handle: sendImportContent,
    isBytes: true,
  },
  door('startImport', 'POST', '/v1/imports/{id}/start', ASKERS, startImport),
  door('listImportRows', 'GET', '/v1/imports/{id}/rows', IMPORT_READERS, listImportRows),
  door('reviewImport', 'POST', '/v1/imports/{id}/review', REVIEWERS, reviewImport),
  door('exportBases', 'GET', '/v1/exports/bases', OWN_COMMERCE, exportBases),

  ...MEMBER_ROUTES,

  door('createKey', 'POST', '/v1/keys', ASKERS, createKey),
  door('listKeys', 'GET', '/v1/keys', ASKERS, listKeys),
  door('revokeKey', 'DELETE', '/v1/keys/{id}', ASKERS, revokeKey),
  door('listOutbox', 'GET', '/v1/outbox', ADMIN, listOutbox),
  door('readTraffic', 'GET', '/v1/figures/traffic', NOUN_READERS, readTraffic),
  door('readMerchantFigures', 'GET', '/v1/figures/merchant', BASIS_LISTERS, readMerchantFigures),
  door('readSubscriberFigures', 'GET', '/v1/figures/subscribers', OPERATORS, readSubscriberFigures),
  door('readCaseFigures', 'GET', '/v1/figures/cases', REVIEWERS, readCaseFigures),
  door('readLineFigures', 'GET', '/v1/figures/lines', PARTY_READERS, readLineFigures),
  door('followLive', 'GET', '/v1/live', EVERYONE_WITH_A_KEY, followLive),
  door('listEvents', 'GET', '/v1/events', OWN_COMMERCE, listEvents),
  door('registerWebhook', 'POST', '/v1/webhooks', OWN_COMMERCE, registerWebhook),
  door('listWebhooks', 'GET', '/v1/webhooks', OWN_COMMERCE, listWebhooks),
  door('removeWebhook', 'DELETE', '/v1/webhooks/{id}', OWN_COMMERCE, removeWebhook),
  door('createBackup', 'POST', '/v1/backups', ADMIN, createBackup),
  door('readBackupProgress', 'GET', '/v1/backups/progress', ADMIN, readBackupProgress),
  door('listLaw', 'GET', '/v1/law', 'anyone', listLaw),
  door('readLaw', 'GET', '/v1/law/{id}', 'anyone', readLaw),
  door('installLaw', 'POST', '/v1/laws', OPERATORS, installLaw),
  door('checkLaw', 'POST', '/v1/laws/check', OPERATORS, checkLaw),
  door('readLawPack', 'GET', '/v1/laws/{id}', 'anyone', readLaw),
  door('readLawPage', 'GET', '/v1/laws/{id}/page', 'anyone', readLawPage),
  door('startReplay', 'POST', '/v1/replays', OPERATORS, startReplay),
  door('listReplays', 'GET', '/v1/replays', OPERATORS, listReplays),
  door('readReplay', 'GET', '/v1/replays/{id}', OPERATORS, readReplay),
  door('cancelReplay', 'POST', '/v1/replays/{id}/cancellation', OPERATORS, cancelReplay),
  door('explainReplayExample', 'GET', '/v1/replays/{id}/examples/{decision}', OPERATORS, explainExample),
  door('putLawInForce', 'PUT', '/v1/law', ADMIN, putLawInForce),
  door('listReasons', 'GET', '/v1/reasons', 'anyone', listReasons),
  door('readHealth', 'GET', '/healthz', 'anyone', readHealth),
  door('readReadiness', 'GET', '/readyz', 'anyone', readReadiness),
  door('readMetrics', 'GET', '/metrics', 'anyone', readMetrics),
];

/** Doors that watch the process: never limited, so that nobody can blind an operator by asking. */
export const UNLIMITED: ReadonlySet<string> = new Set(['readHealth', 'readReadiness', 'readMetrics']);

/**
 * Doors that ask for no key on this machine, and for one of these roles from elsewhere: a merchant that saw which reason was
 * counted would know what its own answer hides.
 */
export const ROLES_FROM_AFAR: ReadonlyMap<string, Rights> = new Map([['readMetrics', ['admin', 'regulator'] as const]]);

/** For the role table of the door with a way of its own. */
export const DECISION_ROLES: Rights = ASKERS;
