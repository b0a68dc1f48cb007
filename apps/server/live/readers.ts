import type { ChangeMark } from '@wurao/api';
import {
  type AuditSubject,
  type CaseFile,
  type ComplaintRecord,
  type HouseAnswer,
  type HouseCommand,
  type HouseQuery,
  isUntold,
} from '@wurao/casework';
import type { MerchantId, PartyId, PhoneNumber } from '@wurao/domain';
import type { ControlHandle } from '../control-client.ts';
import { EVERYONE, STAFF } from './feed-marks.ts';

type Ask = ControlHandle['calls']['ask'];
type Readers = Pick<ChangeMark, 'parties' | 'numbers'>;

const NOBODY_ELSE: Readers = { parties: [], numbers: [] };
/** What people are told of their case; notes and who works on it stay inside. */
const TOLD_TO_PEOPLE: ReadonlySet<HouseCommand['kind']> = new Set([
  'stepCases',
  'pauseCase',
  'resumeCase',
  'lapseCases',
]);
/** Of one case; whoever is owed more is told with the rest. */
const OBLIGATIONS_MAX = 500;

const partyOf = ({ party }: CaseFile): readonly PartyId[] => (party === undefined ? [] : [party.id as PartyId]);

const complainants = (complaints: readonly ComplaintRecord[]): readonly PhoneNumber[] =>
  complaints.flatMap(({ complaint, claim }) => complaint?.complainant ?? (claim?.complainant as PhoneNumber) ?? []);

/** The one side and the other. */
const between = (one: { readonly merchant: MerchantId; readonly subscriber: PhoneNumber } | undefined): Readers =>
  one === undefined ? NOBODY_ELSE : { parties: [one.merchant], numbers: [one.subscriber] };

const READERS: Readonly<Record<string, (ask: Ask, id: string, kind: HouseCommand['kind']) => Promise<Readers>>> = {
  case: async (ask, id, kind) => {
    const sheet = await answerTo(ask, { kind: 'caseSheet', id });
    if (sheet === undefined) return NOBODY_ELSE;
    return { parties: partyOf(sheet.file), numbers: TOLD_TO_PEOPLE.has(kind) ? complainants(sheet.complaints) : [] };
  },
  complaint: async (ask, id) => {
    const complaint = await answerTo(ask, { kind: 'complaint', id });
    return { parties: [], numbers: complaint === undefined ? [] : complainants([complaint]) };
  },
  inquiry: async (ask, id) => between((await answerTo(ask, { kind: 'inquiry', id }))?.inquiry),
  obligation: async (ask, id) => between(await answerTo(ask, { kind: 'obligation', id })),
  pledge: async (ask, id) => {
    const pledge = await answerTo(ask, { kind: 'pledge', id });
    return pledge === undefined ? NOBODY_ELSE : { parties: [pledge.merchant], numbers: [] };
  },
  sanction: async (ask, id) => {
    const sheet = await answerTo(ask, { kind: 'sanctionSheet', id });
    const owner = sheet?.kind === 'file' && !isUntold(sheet.file) ? sheet.file.owner : undefined;
    return { parties: owner === undefined ? [] : [owner as PartyId], numbers: [] };
  },
  appeal: async (ask, id) => {
    const appeal = await answerTo(ask, { kind: 'appeal', id });
    return { parties: [appeal?.merchant, appeal?.carrier].filter((one) => one !== undefined), numbers: [] };
  },
};

const answerTo = async <Q extends HouseQuery>(ask: Ask, query: Q): Promise<HouseAnswer<Q> | undefined> => {
  const answer = await ask(query);
  return answer.ok ? (answer.value as HouseAnswer<Q> | undefined) : undefined;
};

/** What a step of this case may have made owed, to those that owe it and those that it is owed to. */
const owedMarks = async (ask: Ask, caseId: string): Promise<readonly ChangeMark[]> => {
  const filter = { caseId, merchant: undefined, subscriber: undefined, state: undefined } as const;
  const page = await answerTo(ask, { kind: 'obligations', filter, after: undefined, limit: OBLIGATIONS_MAX });
  const owed = page?.items ?? [];
  if (owed.length === 0) return [];
  const [parties, numbers] = [owed.map(({ merchant }) => merchant), owed.map(({ subscriber }) => subscriber)];
  return [
    {
      noun: 'obligation',
      id: undefined,
      roles: STAFF,
      line: undefined,
      parties: [...new Set(parties)],
      numbers: [...new Set(numbers)],
    },
  ];
};

/** One subject of a command of casework, and whoever may read it. A store that does not answer leaves it to staff. */
export const marksOfSubject = async (
  ask: Ask,
  { kind: noun, id }: AuditSubject,
  command: HouseCommand['kind'],
): Promise<readonly ChangeMark[]> => {
  const readers = (await READERS[noun]?.(ask, id, command)) ?? NOBODY_ELSE;
  const roles = noun === 'bulletin' ? EVERYONE : STAFF;
  const owed = command === 'stepCases' && noun === 'case' ? await owedMarks(ask, id) : [];
  // To a person a step of a case is news of the complaint.
  return [{ noun, id, roles, line: undefined, ...readers }, ...owed];
};
