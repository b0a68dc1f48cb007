import type { AuditRow, AuditSubject } from '@wurao/casework';
import type { Page } from '@wurao/registry';
import { need, stopInvalid } from '../../http/need.ts';
import { readInstant } from '../../read/fields.ts';
import { instantText } from '../../views/wire-form.ts';
import { pageAnswer, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** `case:case-17` */
const subjectAsked = (text: string): AuditSubject => {
  const cut = text.indexOf(':');
  if (cut < 1)
    throw stopInvalid('subject', 'no kind before a colon', 'Write it as case:case-17 or number:13800000001.');
  return { kind: text.slice(0, cut), id: text.slice(cut + 1) };
};

const rowView = ({ sequence, atMs, who, role, act, what, subject, previous, hash }: AuditRow) => ({
  sequence,
  at: instantText(atMs),
  who,
  role,
  act,
  what,
  subject,
  previous,
  hash,
});

/** GET /v1/audit */
export const listAudit: Handler = async (call, ports) => {
  const said = call.query['subject'];
  const subject = said === undefined ? undefined : ports.audit.subject(subjectAsked(String(said)));
  const since = call.query['since'];
  const sinceMs = readInstant(since === undefined ? undefined : String(since));
  const page = need(await ports.control.ask({ kind: 'auditRows', subject, sinceMs, ...pageOf(call) }));
  return pageAnswer(page as Page<AuditRow>, rowView);
};

/** POST /v1/audit/checkpoints: a line to keep elsewhere. */
export const signAuditCheckpoint: Handler = async (_call, ports) => {
  const { sequence, hash, atMs, line } = need(await ports.audit.checkpoint());
  return { status: 201, body: { sequence, hash, at: instantText(atMs), line } };
};
