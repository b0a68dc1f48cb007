import type { CountedPage, FiledComplaintFinding } from '@wurao/casework';
import type { LineClass, LineId } from '@wurao/domain';
import { need, stopInvalid } from '../../http/need.ts';
import { ownsLine } from '../../read/attempt.ts';
import { rateFindingView, rateLookView, ratePreviewView } from '../../views/rate-view.ts';
import { instantText } from '../../views/wire-form.ts';
import { pageAnswer, pageOf } from '../list.ts';
import { type Handler, ok } from '../route.ts';

/** GET /v1/complaint-rates: staff all of them, a carrier those of its lines. */
export const findComplaintRates: Handler = async (call, ports) => {
  const look = need(await ports.rates.look(call.query['fresh'] === 'true'));
  const asked = call.query['windowDays'];
  const days = asked === undefined ? undefined : Number(asked);
  const known = [...new Set(look.windows.map((window) => window.days))];
  if (days !== undefined && known.length > 0 && !known.includes(days))
    throw stopInvalid('windowDays', `the law counts over no ${days} days`, `Name one of ${known.join(', ')}.`);
  const isStaff = call.actor.role !== 'carrier';
  const { key } = call;
  const findings = look.findings.filter(({ subject, evidence }) => {
    if (days !== undefined && evidence.window.days !== days) return false;
    if (isStaff) return true;
    return subject.kind === 'line' && key !== undefined && ownsLine(key, subject.id as LineId, ports.gate);
  });
  const windows = look.windows.filter((window) => days === undefined || window.days === days);
  return ok(rateLookView({ ...look, windows, findings }, isStaff));
};

interface PreviewBody {
  readonly threshold: string;
  readonly days?: number;
  readonly lineClass?: LineClass;
}
const DAYS = 30;

/** POST /v1/complaint-rates/preview */
export const previewComplaintRate: Handler = async (call, { rates }) => {
  const { threshold, days = DAYS, lineClass } = call.body as PreviewBody;
  const [complaints = 0, attempts = 0] = threshold.split('/').map(Number);
  if (complaints >= attempts)
    throw stopInvalid('threshold', 'as many complaints as attempts, or more', 'Write it like 1/10000.');
  const wish = { complaints, attempts, days, lineClass };
  return ok(ratePreviewView(wish, need(await rates.preview(wish))));
};

/** GET /v1/complaint-findings */
export const listComplaintFindings: Handler = async (call, ports) => {
  const found = need(await ports.control.ask({ kind: 'complaintFindings', ...pageOf(call) }));
  return pageAnswer(found as CountedPage<FiledComplaintFinding>, ({ id, atMs, finding }) => ({
    id,
    at: instantText(atMs),
    ...rateFindingView(finding, true),
  }));
};
