import {
  type Attachment,
  type Complaint,
  type ComplaintAttempt,
  type ComplaintClaim,
  type ComplaintRecord,
  type ComplaintSource,
  type ComplaintTransaction,
  type ReportedNumber,
  wordsOfComplaint,
} from '@wurao/casework';
import {
  type Category,
  type Channel,
  type ContentId,
  type DecisionId,
  type LineClass,
  type LineId,
  type MerchantId,
  type PartyId,
  type PhoneNumber,
  parseNumber,
} from '@wurao/domain';
import { sql } from 'kysely';
import { keepVersion } from '../row-versions.ts';
import { keyAsked, numberOf, textOrNull } from '../rows.ts';
import { statement } from '../session.ts';
import { LATEST, tenureAsOf } from '../statements.ts';
import type { Scope } from '../transaction-scope.ts';
import { nameAttachments } from './attachment-names.ts';
import type { ComplaintRow } from './schema.ts';
import { addWords } from './search-texts.ts';

export const COMPLAINT = statement<{ id: string }, ComplaintRow>((db, p) =>
  db.selectFrom('complaint').selectAll().where('id', '=', p.id),
);
const COMPLAINTS_BY = statement<{ complainant: number; limit: number }, ComplaintRow>((db, p) =>
  db
    .selectFrom('complaint')
    .selectAll()
    .where('complainant', '=', p.complainant)
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
);
export const STANDING_COMPLAINTS = statement<{ case_id: string; limit: number }, ComplaintRow>((db, p) =>
  db
    .selectFrom('complaint')
    .selectAll()
    .where('case_id', '=', p.case_id)
    .where('state', '!=', sql.lit('withdrawn'))
    .orderBy('received_at')
    .orderBy('id')
    .limit(p.limit),
);
const PROVED_COMPLAINTS = statement<{ case_id: string; limit: number }, ComplaintRow>((db, p) =>
  db
    .selectFrom('complaint')
    .selectAll()
    .where('case_id', '=', p.case_id)
    .where('state', '=', sql.lit('stands'))
    .where('proved', '=', sql.lit(1))
    .orderBy('received_at')
    .orderBy('id')
    .limit(p.limit),
);
export const INSERT_COMPLAINT = statement<ComplaintRow>((db, p) =>
  db.insertInto('complaint').values({
    id: p.id,
    received_at: p.received_at,
    kept_at: p.kept_at,
    case_id: p.case_id,
    state: p.state,
    complainant: p.complainant,
    proved: p.proved,
    reported: p.reported,
    number: p.number,
    pattern: p.pattern,
    channel: p.channel,
    at: p.at,
    duration: p.duration,
    province: p.province,
    category: p.category,
    source: p.source,
    text: p.text,
    description: p.description,
    attachments: p.attachments,
    decision: p.decision,
    confidence: p.confidence,
    attempt_at: p.attempt_at,
    caller: p.caller,
    merchant: p.merchant,
    line: p.line,
    line_class: p.line_class,
    campaign: p.campaign,
    content: p.content,
    carrier: p.carrier,
    chain: p.chain,
    attempt_province: p.attempt_province,
    do_not_disturb: p.do_not_disturb,
    claim: p.claim,
  }),
);
const DELETE_COMPLAINT = statement<{ id: string }>((db, p) => db.deleteFrom('complaint').where('id', '=', p.id));

const attemptColumns = (attempt: ComplaintAttempt | undefined) => ({
  decision: textOrNull(attempt?.decision),
  confidence: textOrNull(attempt?.confidence),
  attempt_at: attempt?.atMs ?? null,
  caller: textOrNull(attempt?.caller),
  merchant: textOrNull(attempt?.merchant),
  line: textOrNull(attempt?.line),
  line_class: textOrNull(attempt?.lineClass),
  campaign: attempt?.campaign ? 1 : 0,
  content: textOrNull(attempt?.content),
  carrier: textOrNull(attempt?.chain[0]),
  chain: JSON.stringify(attempt?.chain ?? []),
  attempt_province: textOrNull(attempt?.province),
  do_not_disturb: attempt?.doNotDisturb ? 1 : 0,
});

const keyOrNull = (number: PhoneNumber | undefined): number | null => (number === undefined ? null : keyAsked(number));

const claimedNumber = (text: string | undefined): number | null => {
  const number = parseNumber(text ?? '', 'complainant');
  return number.ok ? keyAsked(number.value) : null;
};

export const complaintRow = (record: ComplaintRecord, keptMs: number): ComplaintRow => {
  const { id, caseId, receivedMs, state, claim, complaint, attempt } = record;
  const reported = complaint?.reported;
  return {
    id,
    received_at: receivedMs,
    kept_at: keptMs,
    case_id: caseId,
    state,
    complainant: complaint ? keyOrNull(complaint.complainant) : claimedNumber(claim?.complainant),
    proved: (complaint ?? claim)?.proved ? 1 : 0,
    reported: textOrNull(reported?.written ?? claim?.reported),
    number: reported?.kind === 'known' ? reported.number : null,
    pattern: reported?.kind === 'masked' ? reported.pattern : null,
    channel: textOrNull(complaint?.channel),
    at: complaint?.atMs ?? null,
    duration: complaint?.durationMs ?? null,
    province: textOrNull(complaint?.province),
    category: textOrNull(complaint?.category),
    source: (complaint ?? claim)?.source ?? '',
    text: textOrNull(complaint?.text),
    description: textOrNull(complaint?.description),
    attachments: JSON.stringify(complaint?.attachments ?? []),
    ...attemptColumns(attempt),
    claim: claim ? JSON.stringify(claim) : null,
  };
};

const reportedOf = ({ reported, number, pattern }: ComplaintRow): ReportedNumber => {
  const written = reported ?? '';
  if (number !== null) return { kind: 'known', written, number: number as PhoneNumber };
  return pattern === null ? { kind: 'unreadable', written } : { kind: 'masked', written, pattern };
};

const attemptOf = (row: ComplaintRow): ComplaintAttempt | undefined =>
  row.decision === null
    ? undefined
    : {
        decision: row.decision as DecisionId,
        confidence: row.confidence as ComplaintAttempt['confidence'],
        atMs: row.attempt_at ?? 0,
        caller: (row.caller ?? undefined) as PhoneNumber | undefined,
        merchant: (row.merchant ?? undefined) as MerchantId | undefined,
        line: (row.line ?? undefined) as LineId | undefined,
        lineClass: (row.line_class ?? undefined) as LineClass | undefined,
        campaign: row.campaign === 1,
        content: (row.content ?? undefined) as ContentId | undefined,
        chain: JSON.parse(row.chain) as PartyId[],
        province: row.attempt_province ?? undefined,
        doNotDisturb: row.do_not_disturb === 1,
      };

const isComplete = (row: ComplaintRow): boolean => row.claim === null;

const completeOf = (row: ComplaintRow): Complaint | undefined =>
  !isComplete(row)
    ? undefined
    : {
        id: row.id,
        receivedMs: row.received_at,
        complainant: row.complainant === null ? undefined : numberOf(row.complainant),
        proved: row.proved === 1,
        reported: reportedOf(row),
        channel: row.channel as Channel,
        atMs: row.at ?? row.received_at,
        durationMs: row.duration ?? undefined,
        text: row.text ?? undefined,
        description: row.description ?? undefined,
        attachments: JSON.parse(row.attachments) as Attachment[],
        province: row.province ?? undefined,
        category: (row.category ?? undefined) as Category | undefined,
        source: row.source as ComplaintSource,
      };

export const complaintOf = (row: ComplaintRow): ComplaintRecord => ({
  id: row.id,
  caseId: row.case_id,
  receivedMs: row.received_at,
  state: row.state as ComplaintRecord['state'],
  claim: isComplete(row) ? undefined : (JSON.parse(row.claim as string) as ComplaintClaim),
  complaint: completeOf(row),
  attempt: attemptOf(row),
});

const attachmentsOf = ({ complaint, claim }: ComplaintRecord) => (complaint ?? claim)?.attachments ?? [];

type ComplaintPart = Pick<
  ComplaintTransaction,
  'complaint' | 'complaintsBy' | 'provedComplaints' | 'insertComplaint' | 'replaceComplaint' | 'tenureBeganMs'
>;

export const complaintPart = ({ session, nowMs }: Scope): ComplaintPart => ({
  complaint: async (id) => {
    const row = await session.one(COMPLAINT, { id });
    return row && complaintOf(row);
  },
  complaintsBy: async (complainant, limit) =>
    (await session.all(COMPLAINTS_BY, { complainant: keyAsked(complainant), limit })).map(complaintOf),
  tenureBeganMs: async (number) => (await tenureAsOf(session, keyAsked(number), LATEST))?.at ?? 0,
  provedComplaints: async (caseId, limit) =>
    (await session.all(PROVED_COMPLAINTS, { case_id: caseId, limit })).map(complaintOf),
  insertComplaint: async (record) => {
    await session.run(INSERT_COMPLAINT, complaintRow(record, nowMs));
    await addWords(session, { caseId: record.caseId, atMs: nowMs, words: wordsOfComplaint(record) });
    await nameAttachments(session, record.caseId, attachmentsOf(record), nowMs);
  },
  replaceComplaint: async (record) => {
    const before = await session.one(COMPLAINT, { id: record.id });
    if (before === undefined) throw new Error(`complaint ${record.id} is not there to be replaced`);
    await keepVersion(session, 'complaint', before, nowMs);
    await session.run(DELETE_COMPLAINT, { id: record.id });
    await session.run(INSERT_COMPLAINT, complaintRow(record, before.kept_at));
    const words = wordsOfComplaint(record);
    if (!words.isSubsetOf(wordsOfComplaint(complaintOf(before))))
      await addWords(session, { caseId: record.caseId, atMs: nowMs, words });
    await nameAttachments(session, record.caseId, attachmentsOf(record), nowMs);
  },
});
