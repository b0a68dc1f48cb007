import type { Member } from '@wurao/registry';
import { pick, type WireRecord } from '../../views/wire-form.ts';

const FIELDS = [
  'id',
  'name',
  'displayName',
  'role',
  'party',
  'lines',
  'status',
  'secondFactor',
  'hasPassword',
  'hasTotp',
  'recoveryCodesLeft',
  'passkeys',
  'hasOidc',
  'createdAt',
  'lockedOutUntil',
] as const;

/** A member as whoever runs the house sees it, or the member itself: that there is a password, never what it is. */
export const memberView = (member: unknown): WireRecord => {
  const { lockedOutUntilMs, passkeys, ...rest } = member as Member;
  const until = lockedOutUntilMs === undefined ? {} : { lockedOutUntil: new Date(lockedOutUntilMs).toISOString() };
  const shown = passkeys.map(({ id, label, addedMs }) => ({ id, label, addedAt: new Date(addedMs).toISOString() }));
  return pick({ ...rest, ...until, passkeys: shown }, FIELDS);
};
