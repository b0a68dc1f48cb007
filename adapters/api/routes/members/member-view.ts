import type { InstantMs } from '@wurao/domain';
import type { Member } from '@wurao/registry';
import { instantText, pick, type WireRecord } from '../../views/wire-form.ts';

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

/** A member as whoever runs the house sees it, or the member itself: that there is a password, never what it is; a lock-out only while it holds. */
export const memberView = (member: unknown, nowMs: InstantMs): WireRecord => {
  const { lockedOutUntilMs, passkeys, ...rest } = member as Member;
  const isOut = lockedOutUntilMs !== undefined && nowMs < lockedOutUntilMs;
  const until = isOut ? { lockedOutUntil: instantText(lockedOutUntilMs) } : {};
  const shown = passkeys.map(({ id, label, addedMs }) => ({ id, label, addedAt: new Date(addedMs).toISOString() }));
  return pick({ ...rest, ...until, passkeys: shown }, FIELDS);
};
