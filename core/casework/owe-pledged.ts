import { type MerchantId, type Result, success } from '@wurao/domain';
import type { CommandContext } from '@wurao/registry';
import { type CaseFile, type CaseHand, type ComplaintRecord, isTrusted } from './case-file.ts';
import type { CaseTransaction } from './case-ports.ts';
import { newObligations, PLEDGE_COMPLAINTS_MAX, type PledgedComplaint } from './pledge.ts';

const pledgedOf = (file: CaseFile, { id, state, complaint, attempt }: ComplaintRecord): readonly PledgedComplaint[] =>
  complaint?.complainant === undefined || !isTrusted(attempt)
    ? []
    : [
        {
          id,
          withdrawn: state === 'withdrawn',
          proved: complaint.proved,
          subscriber: complaint.complainant,
          caseState: file.state,
          decision: file.decision,
          attempt: { merchant: attempt.merchant, atMs: attempt.atMs, doNotDisturb: attempt.doNotDisturb },
        },
      ];

const merchantsOf = (complaints: readonly PledgedComplaint[]): readonly MerchantId[] => [
  ...new Set(complaints.flatMap(({ attempt }) => attempt?.merchant ?? [])),
];

const standingAmong = async (
  tx: CaseTransaction,
  complaints: readonly PledgedComplaint[],
): Promise<ReadonlySet<string>> => {
  const standing = new Set<string>();
  for (const { id } of complaints) if ((await tx.obligationFor(id)) !== undefined) standing.add(id);
  return standing;
};

/** What pledges owe for the complaints of a case that was upheld, in the same transaction; what stands already is not owed again. */
export const owePledged = async (
  tx: CaseTransaction,
  context: CommandContext,
  file: CaseFile,
  hand: CaseHand,
): Promise<Result<number>> => {
  const records = await tx.provedComplaints(file.id, PLEDGE_COMPLAINTS_MAX);
  const receivedMs = new Map(records.map((record) => [record.id, record.receivedMs]));
  const complaints = records.flatMap((record) => pledgedOf(file, record));
  let owed = 0;
  for (const merchant of merchantsOf(complaints)) {
    const its = complaints.filter(({ attempt }) => attempt?.merchant === merchant);
    for (const pledge of await tx.pledgesOf(merchant)) {
      const due = newObligations(pledge, its, await standingAmong(tx, its), context.nowMs);
      if (!due.ok) return due;
      for (const obligation of due.value) {
        await tx.insertObligation({
          ...obligation,
          ...hand,
          id: context.newId('obligation'),
          pledge: pledge.id,
          caseId: file.id,
          complainedMs: receivedMs.get(obligation.complaint) ?? file.openedMs,
          updatedMs: context.nowMs,
          reason: undefined,
        });
        owed += 1;
      }
    }
  }
  return success(owed);
};
