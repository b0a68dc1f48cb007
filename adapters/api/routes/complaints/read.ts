import { type CaseSheet, type ComplaintRecord, pageSubject } from '@wurao/casework';
import type { Page } from '@wurao/registry';
import { need, notFound, stopInvalid } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { readNumber } from '../../read/fields.ts';
import { subscriberOf } from '../../read/owner.ts';
import { readLogged } from '../../read/read-logged.ts';
import { CASE_STAFF, caseView, complaintView, stepView } from '../../views/case-view.ts';
import { sightOf } from '../cases/read.ts';
import { pageAnswer, pageOf } from '../list.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { visibleSinceMs } from '../subscribers/present-tenure.ts';

/** GET /v1/complaints: of one person. */
export const listComplaints: Handler = async (call, ports) => {
  const said = call.query['complainant'];
  const { role, subscriber } = call.actor;
  if (said === undefined && subscriber === undefined)
    throw stopInvalid('complainant', 'missing', 'Name the number whose complaints you ask for.');
  const complainant =
    said === undefined || role === 'subscriber'
      ? subscriberOf(call, String(said ?? subscriber), 'complainant')
      : readNumber(String(said), 'complainant');
  const found = need(await ports.control.ask({ kind: 'complaints', complainant, ...pageOf(call) }));
  const page = found as Page<ComplaintRecord>;
  await readLogged(call, ports, pageSubject('complaints', page.items.length), 'listComplaints');
  return pageAnswer(page, (record) => complaintView(role, record));
};

const isOwn = async (call: Call, ports: ApiPorts, record: ComplaintRecord): Promise<boolean> => {
  const { role, subscriber } = call.actor;
  if (CASE_STAFF.includes(role)) return true;
  const complainant = record.complaint?.complainant ?? record.claim?.complainant;
  if (subscriber === undefined || complainant !== subscriber) return false;
  const since = await visibleSinceMs(call, ports, subscriber);
  return since === undefined || record.receivedMs >= since;
};

/** The complaint, where it is the asker's. */
export const ownComplaint = async (call: Call, ports: ApiPorts): Promise<ComplaintRecord> => {
  const found = need(await ports.control.ask({ kind: 'complaint', id: call.params['id'] ?? '' }));
  const record = found as ComplaintRecord | undefined;
  if (!record || !(await isOwn(call, ports, record))) throw notFound('complaint');
  return record;
};

/** GET /v1/complaints/{id}: with the case as a timeline. */
export const readComplaint: Handler = async (call, ports) => {
  const { role } = call.actor;
  const record = await ownComplaint(call, ports);
  const sheet = need(await ports.control.ask({ kind: 'caseSheet', id: record.caseId })) as CaseSheet | undefined;
  const { id, caseId } = record;
  const read = [{ kind: 'complaint', id }, ...(sheet === undefined ? [] : [{ kind: 'case', id: caseId }])];
  await readLogged(call, ports, read, 'readComplaint');
  return ok({
    ...complaintView(role, record),
    ...(sheet === undefined
      ? {}
      : {
          timeline: {
            case: caseView(role, sheet.file, sightOf(call, ports)),
            steps: sheet.steps.map((step) => stepView(role, step)),
          },
        }),
  });
};
