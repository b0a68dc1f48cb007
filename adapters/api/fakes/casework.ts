import type { CaseFile, CaseSheet, ComplaintRecord, HouseCommand, HouseQuery } from '@wurao/casework';
import { asId, asSequence, type PhoneNumber, success } from '@wurao/domain';
import type { CaseworkPort } from '../casework-port.ts';
import { rateFinding } from './bulletins.ts';
import { NOW_MS } from './facts.ts';
import { SANCTION_ANSWERS, sanctionFile } from './sanctions.ts';

const DUE_MS = NOW_MS + 3 * 86_400_000;
const COMPLAINANT = '+8613800000001' as PhoneNumber;

const file: CaseFile = {
  id: 'case-1',
  openedMs: NOW_MS,
  updatedMs: NOW_MS,
  state: 'received',
  source: { kind: 'number', id: '95588' },
  channel: 'voice',
  category: undefined,
  province: undefined,
  clock: { name: 'forward', fromMs: NOW_MS, pauses: [], dueMs: DUE_MS, missingYear: undefined },
  party: { kind: 'merchant', id: 'merchant-sample-bank' },
  decision: undefined,
  assignee: undefined,
  complaints: 1,
  steps: 1,
  earlier: [],
  importId: undefined,
};

const complaint: ComplaintRecord = {
  id: 'complaint-1',
  caseId: 'case-1',
  receivedMs: NOW_MS,
  state: 'stands',
  claim: undefined,
  complaint: {
    id: 'complaint-1',
    receivedMs: NOW_MS,
    complainant: COMPLAINANT,
    proved: true,
    reported: { kind: 'known', written: '95588', number: '95588' as PhoneNumber },
    channel: 'voice',
    atMs: NOW_MS - 600_000,
    durationMs: 12_000,
    text: undefined,
    description: '推销贷款',
    attachments: [],
    province: undefined,
    category: undefined,
    source: 'api',
  },
  attempt: undefined,
};

const sheet: CaseSheet = {
  file,
  complaints: [complaint],
  steps: [
    {
      caseId: 'case-1',
      position: 1,
      atMs: NOW_MS,
      who: 'key-1',
      role: 'handler',
      input: 'forward',
      from: 'received',
      to: 'forwarded',
      reason: undefined,
      tells: 'forwarded',
      clock: 'report',
      dueMs: DUE_MS,
      wasLate: false,
    },
  ],
  notes: [
    {
      id: 'note-1',
      caseId: 'case-1',
      atMs: NOW_MS,
      who: 'key-2',
      role: 'merchant',
      kind: 'answer',
      text: '客户曾同意。',
      attachments: [{ name: 'consent.png', type: 'image/png', bytes: 8, sha256: 'a'.repeat(64) }],
    },
  ],
  evidence: undefined,
};

const FILED = { id: 'complaint-1', case: 'case-1', state: 'received', joined: 'opened', missing: [], dueMs: DUE_MS };
const CHANGED = { id: 'case-1', state: 'forwarded', clock: 'report', dueMs: DUE_MS, complaints: 1 };
const BODIES: Readonly<Partial<Record<HouseCommand['kind'], object>>> = {
  withdrawComplaint: FILED,
  stepCases: CHANGED,
  assignCases: CHANGED,
  pauseCase: CHANGED,
  resumeCase: CHANGED,
  noteCase: { id: 'note-1', case: 'case-1' },
  proposeSanctions: sanctionFile,
  stepSanctions: { ...sanctionFile, state: 'lifted' },
};

/** What a command of casework leaves; undefined: it is none. */
export const leftOfCase = ({
  kind,
}: HouseCommand): { readonly created: boolean; readonly body: object } | undefined => {
  const body = BODIES[kind];
  return body && { created: false, body };
};

const ANSWERS: Readonly<Partial<Record<HouseQuery['kind'], unknown>>> = {
  complaint,
  complaints: { items: [complaint], next: undefined },
  caseSheet: sheet,
  cases: { items: [file], next: undefined },
  caseSearch: [file],
  ...SANCTION_ANSWERS,
  complaintFindings: {
    items: [{ id: 'finding-9', atMs: NOW_MS, finding: rateFinding('line-sample-1') }],
    next: undefined,
  },
  caseCounts: [{ state: 'received', cases: 3, overdue: 1 }],
};

/** Undefined: the question is none of casework's. */
export const answerOfCase = ({ kind }: HouseQuery): unknown => ANSWERS[kind];

const SHA256 = 'a'.repeat(64);
const OGG = Buffer.from('OggS');

const filed = async (created: boolean) =>
  success({
    sequence: asSequence(41),
    created,
    body: { ...FILED, id: asId<never>('complaint-1') },
    repeated: false,
    effectiveAfterMs: 3,
  });

export const fakeCasework: CaseworkPort = {
  file: () => filed(true),
  supplement: () => filed(false),
  keepAttachment: async (_type, bytes) => success({ sha256: SHA256, bytes: bytes.length }),
  readAttachment: async () => OGG,
  checkHeld: async () => undefined,
};
