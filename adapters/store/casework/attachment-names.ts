import { sql } from 'kysely';
import { type Session, statement } from '../session.ts';
import type { AttachmentNameRow } from './schema.ts';

/** Which case names which file: one that nobody names is deleted. */
export const ATTACHMENT_NAMED = statement<{ sha256: string }, { case_id: string }>((db, p) =>
  db.selectFrom('attachment_name').select('case_id').where('sha256', '=', p.sha256).limit(sql.lit(1)),
);
const NAME = statement<AttachmentNameRow>((db, p) =>
  db
    .insertInto('attachment_name')
    .values({ sha256: p.sha256, case_id: p.case_id, at: p.at })
    .onConflict((on) => on.columns(['sha256', 'case_id']).doNothing()),
);

export const nameAttachments = async (
  session: Session,
  caseId: string,
  attachments: readonly { readonly sha256: string }[],
  nowMs: number,
): Promise<void> => {
  for (const { sha256 } of attachments) await session.run(NAME, { sha256, case_id: caseId, at: nowMs });
};
