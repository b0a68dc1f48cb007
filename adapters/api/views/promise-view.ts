import type { InquiryRecord, InquiryStepRecord, ObligationRecord, PledgeRecord } from '@wurao/casework';
import { maskNumber, type Role } from '@wurao/domain';
import { CASE_STAFF } from './case-view.ts';
import { instantText, type WireRecord } from './wire-form.ts';

const at = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : instantText(ms));

/** What is undefined is left out. */
const said = (fields: Readonly<Record<string, unknown>>): WireRecord =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const pledgeView = ({ id, merchant, yuan, fromMs, toMs, madeMs }: PledgeRecord): WireRecord =>
  said({ id, merchant, yuan, from: at(fromMs), to: at(toMs), madeAt: at(madeMs) });

/** A merchant is told which complaint it owes for, whose attempt it knows; not the number. */
export const obligationView = (role: Role, record: ObligationRecord): WireRecord =>
  said({
    id: record.id,
    pledge: record.pledge,
    merchant: record.merchant,
    case: record.caseId,
    complaint: record.complaint,
    subscriber: role === 'merchant' ? maskNumber(record.subscriber) : record.subscriber,
    amountYuan: record.amountYuan,
    state: record.state,
    reason: record.reason,
    owedAt: at(record.owedMs),
    updatedAt: at(record.updatedMs),
    ...(CASE_STAFF.includes(role) ? { who: record.who, role: record.role } : {}),
  });

/** Its merchant reads the number: it reached it, or said that it has a basis. */
export const inquiryView = (record: InquiryRecord): WireRecord =>
  said({
    id: record.id,
    merchant: record.merchant,
    subscriber: record.subscriber,
    state: record.state,
    askedAt: at(record.askedMs),
    updatedAt: at(record.updatedMs),
    clock: record.clock?.name,
    dueAt: at(record.clock?.dueMs),
    missingYear: record.clock?.missingYear,
    objections: record.objections,
    contact: record.contact && { decision: record.contact.decision, at: at(record.contact.atMs) },
    answer: record.answer,
  });

export const inquiryStepView = (role: Role, step: InquiryStepRecord): WireRecord =>
  said({
    at: at(step.atMs),
    input: step.input,
    from: step.from,
    to: step.to,
    reason: step.reason,
    answer: step.answer,
    wasLate: step.wasLate,
    ...(CASE_STAFF.includes(role) ? { who: step.who, role: step.role } : {}),
  });
