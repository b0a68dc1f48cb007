import type { ChangeMark } from '@wurao/api';
import type { Change, ChangeBody, MerchantId, PartyId, PhoneNumber, Role } from '@wurao/domain';

export const STAFF: readonly Role[] = ['admin', 'handler', 'regulator'];
const STAFF_AND_CARRIERS: readonly Role[] = [...STAFF, 'carrier'];
export const EVERYONE: readonly Role[] = [...STAFF_AND_CARRIERS, 'merchant', 'subscriber'];

const mark = (noun: string, id: string | undefined, roles: readonly Role[], more: Partial<ChangeMark> = {}) => ({
  noun,
  id,
  roles,
  parties: [],
  line: undefined,
  numbers: [],
  ...more,
});

type NounChange = Extract<ChangeBody, { kind: 'noun' }>;

/** Who hears of a small noun. Of one that is gone its owner is not known any more: staff hears of it. */
const nounMark = (change: NounChange): ChangeMark | undefined => {
  const { id } = change;
  switch (change.noun) {
    case 'merchant':
      return mark('merchant', id, STAFF_AND_CARRIERS, { parties: [id as MerchantId] });
    case 'party':
      return mark('party', id, STAFF_AND_CARRIERS);
    case 'line':
      return mark('line', id, STAFF, { line: change.body?.id, parties: change.body?.chain ?? [] });
    case 'filing':
      return mark('filing', id, STAFF, {
        line: change.body?.line,
        parties: change.body === undefined ? [] : [change.body.merchant],
      });
    case 'content':
      return mark('content', id, STAFF_AND_CARRIERS, {
        parties: change.body === undefined ? [] : [change.body.merchant],
      });
    case 'sanction':
      return sanctionMark(change);
    case 'key':
      return keyMark(change);
    case 'law-pack':
      return mark('law', id, EVERYONE);
    default:
      return undefined;
  }
};

const sanctionMark = ({ id, body }: Extract<NounChange, { noun: 'sanction' }>): ChangeMark => {
  const target = body?.target;
  if (target?.kind === 'line') return mark('sanction', id, STAFF, { line: target.id as ChangeMark['line'] });
  const isOnParty = target?.kind === 'merchant' || target?.kind === 'party';
  return mark('sanction', id, STAFF_AND_CARRIERS, { parties: isOnParty ? [target.id as PartyId] : [] });
};

/** Sessions of subscribers come and go by themselves: nobody watches them. Whose key it was ends at once. */
const keyMark = ({ id, body }: Extract<NounChange, { noun: 'key' }>): ChangeMark | undefined => {
  const hasEnded = body === undefined || body.status === 'revoked';
  if (body?.role === 'subscriber' && !hasEnded) return undefined;
  return mark('key', id, ['admin'], { parties: body?.party === undefined ? [] : [body.party] });
};

/** What a commit changed. Many people's rows (an import) are one mark. */
export const marksOf = (changes: readonly Change[]): ChangeMark[] => {
  const marks: ChangeMark[] = [];
  const [wishes, people, merchants] = [new Set<PhoneNumber>(), new Set<PhoneNumber>(), new Set<MerchantId>()];
  for (const { body } of changes) {
    if (body.kind === 'preference') wishes.add(body.number);
    else if (body.kind === 'pair') {
      people.add(body.number);
      merchants.add(body.merchant);
    } else if (body.kind === 'law') marks.push(mark('law', undefined, EVERYONE));
    else if (body.kind === 'noun') marks.push(...[nounMark(body)].filter((one) => one !== undefined));
  }
  if (wishes.size > 0) marks.push(mark('preference', undefined, STAFF, { numbers: [...wishes] }));
  if (people.size > 0) marks.push(mark('basis', undefined, STAFF, { numbers: [...people], parties: [...merchants] }));
  return marks;
};
