import type { CaseTransaction } from '@wurao/casework';
import type { Change, ChangeBody, InstantMs, Sequence } from '@wurao/domain';
import { appealPart } from './appeals.ts';
import { bulletinPart } from './casework/bulletin-part.ts';
import { casePart } from './casework/cases.ts';
import { complaintPart } from './casework/complaints.ts';
import { inquiryPart } from './casework/inquiries.ts';
import { pledgePart } from './casework/pledges.ts';
import { sanctionPart } from './casework/sanctions.ts';
import { changeText } from './change-body.ts';
import { consentFormPart } from './consent-forms.ts';
import { consentRequestPart } from './consent-requests.ts';
import { findingPart, noticePart } from './findings.ts';
import { guardianshipPart } from './guardianships.ts';
import { heldWishPart } from './held-wishes.ts';
import { memberPart } from './members.ts';
import type { ChangeRow } from './schema.ts';
import { type Session, statement } from './session.ts';
import { edgePart } from './transaction-edges.ts';
import { nounPart } from './transaction-nouns.ts';
import { numberPart } from './transaction-numbers.ts';
import type { Scope } from './transaction-scope.ts';

export const INSERT_CHANGE = statement<ChangeRow>((db, p) =>
  db.insertInto('change').values({ sequence: p.sequence, position: p.position, at: p.at, body: p.body }),
);

export interface CommandTransaction extends CaseTransaction {
  readonly changes: readonly Change[];
  readonly hasWrittenFact: boolean;
}

export const openTransaction = (
  session: Session,
  sequence: Sequence,
  nowMs: InstantMs,
  hashSecret: (secret: string) => string,
): CommandTransaction => {
  const changes: Change[] = [];
  let hasWrittenFact = false;
  const noteFact = () => {
    hasWrittenFact = true;
  };
  const scope: Scope = { session, sequence, nowMs, hashSecret, noteFact };
  return {
    sequence,
    changes,
    get hasAppended() {
      return changes.length > 0;
    },
    get hasWrittenFact() {
      return hasWrittenFact;
    },
    append: async (body: ChangeBody) => {
      const position = changes.length;
      changes.push({ sequence, atMs: nowMs, body });
      await session.run(INSERT_CHANGE, { sequence, position, at: nowMs, body: changeText(body) });
    },
    ...nounPart(scope),
    ...numberPart(scope),
    ...edgePart(scope),
    ...memberPart(scope),
    ...appealPart(scope),
    ...noticePart(scope),
    ...findingPart(scope),
    ...consentRequestPart(scope),
    ...guardianshipPart(scope),
    ...consentFormPart(scope),
    ...heldWishPart(scope),
    ...complaintPart(scope),
    ...casePart(scope),
    ...bulletinPart(scope),
    ...sanctionPart(scope),
    ...pledgePart(scope),
    ...inquiryPart(scope),
  };
};
