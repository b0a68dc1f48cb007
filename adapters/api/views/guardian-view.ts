import type { GuardianSide, Guardianship } from '@wurao/registry';
import { instantText, type WireRecord } from './wire-form.ts';

/** What the register answered, or what it holds: never a code, nor whether one was sent. */
type Told = Partial<Guardianship> & { readonly from?: unknown; readonly expires?: unknown };

const instantOf = (atMs: number | undefined, said: unknown): unknown => (atMs === undefined ? said : instantText(atMs));

/** One guardianship as the person on the other side reads it: `side` is whose number it names. */
export const guardianView = (side: GuardianSide, told: Told): WireRecord => {
  const isStanding = told.state === 'standing';
  const isEnded = told.state === 'ended';
  const from = isStanding ? instantOf(told.standsMs, told.from) : undefined;
  const expiresAt = isStanding || isEnded ? undefined : instantOf(told.expiresMs, told.expires);
  return {
    [side]: told[side],
    state: isStanding ? 'standing' : isEnded ? 'ended' : 'asked',
    ...(from === undefined ? {} : { from }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
};
