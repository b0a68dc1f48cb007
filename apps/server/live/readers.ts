import type { ChangeMark } from '@wurao/api';
import {
  type AuditSubject,
  type CaseFile,
  type CaseSheet,
  type ComplaintRecord,
  type HouseCommand,
  type InquiryRecord,
  isUntold,
  type SanctionSheet,
} from '@wurao/casework';
import type { PartyId, PhoneNumber } from '@wurao/domain';
import type { Appeal } from '@wurao/registry';
import type { ControlHandle } from '../control-client.ts';
import { EVERYONE, STAFF } from './feed-marks.ts';

type Ask = ControlHandle['calls']['ask'];
type Readers = Pick<ChangeMark, 'parties' | 'numbers'>;

const NOBODY_ELSE: Readers = { parties: [], numbers: [] };
/** What people are told of their case; notes and who works on it stay inside. */
const TOLD_TO_PEOPLE: ReadonlySet<HouseCommand['kind']> = new Set(['stepCases', 'pauseCase', 'resumeCase']);

const partyOf = ({ party }: CaseFile): readonly PartyId[] => (party === undefined ? [] : [party.id as PartyId]);

const complainants = (complaints: readonly ComplaintRecord[]): readonly PhoneNumber[] =>
  complaints.flatMap(({ complaint, claim }) => complaint?.complainant ?? (claim?.complainant as PhoneNumber) ?? []);

const READERS: Readonly<Record<string, (ask: Ask, id: string, kind: HouseCommand['kind']) => Promise<Readers>>> = {
  case: async (ask, id, kind) => {
    const sheet = await answerOf<CaseSheet>(ask({ kind: 'caseSheet', id }));
    if (sheet === undefined) return NOBODY_ELSE;
    return { parties: partyOf(sheet.file), numbers: TOLD_TO_PEOPLE.has(kind) ? complainants(sheet.complaints) : [] };
  },
  complaint: async (ask, id) => {
    const complaint = await answerOf<ComplaintRecord>(ask({ kind: 'complaint', id }));
    return { parties: [], numbers: complaint === undefined ? [] : complainants([complaint]) };
  },
  inquiry: async (ask, id) => {
    const inquiry = await answerOf<InquiryRecord>(ask({ kind: 'inquiry', id }));
    return inquiry === undefined ? NOBODY_ELSE : { parties: [inquiry.merchant], numbers: [inquiry.subscriber] };
  },
  sanction: async (ask, id) => {
    const sheet = await answerOf<SanctionSheet>(ask({ kind: 'sanctionSheet', id }));
    const owner = sheet?.kind === 'file' && !isUntold(sheet.file) ? sheet.file.owner : undefined;
    return { parties: owner === undefined ? [] : [owner as PartyId], numbers: [] };
  },
  appeal: async (ask, id) => {
    const appeal = await answerOf<Appeal>(ask({ kind: 'appeal', id }));
    return { parties: [appeal?.merchant, appeal?.carrier].filter((one) => one !== undefined), numbers: [] };
  },
};

const answerOf = async <T>(asked: ReturnType<Ask>): Promise<T | undefined> => {
  const answer = await asked;
  return answer.ok ? (answer.value as T | undefined) : undefined;
};

/** One subject of a command of casework, and whoever may read it. A store that does not answer leaves it to staff. */
export const markOfSubject = async (
  ask: Ask,
  { kind: noun, id }: AuditSubject,
  command: HouseCommand['kind'],
): Promise<ChangeMark> => {
  const readers = (await READERS[noun]?.(ask, id, command)) ?? NOBODY_ELSE;
  const roles = noun === 'bulletin' ? EVERYONE : STAFF;
  // To a person a step of a case is news of the complaint.
  return { noun, id, roles, line: undefined, ...readers };
};
