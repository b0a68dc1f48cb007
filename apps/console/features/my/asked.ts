import { ApiProblem } from '../../api/problem.ts';
import { askJson } from '../../api/session.ts';
import type { Category, Channel, Preference } from './choices.ts';

// Calls that the contract is about to have, each with its path: they go through `api` once it has them.

const NOT_FOUND = 404;
const UNPROVEN_METHOD = 405;
const isAbsent = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === NOT_FOUND || error.status === UNPROVEN_METHOD);

/** Null: this server does not offer it. */
const ifOffered = async <Found>(asked: Promise<Found>): Promise<Found | null> => {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
};

const pathOf = (number: string): string => `/v1/subscribers/${encodeURIComponent(number)}`;

/** POST /v1/subscribers/{number}/preference/undo: takes back the change that answered this sequence. */
export const undoPreference = (number: string, sequence: number): Promise<Preference> =>
  askJson('POST', `${pathOf(number)}/preference/undo`, { sequence });

export interface Expectation {
  readonly categories: readonly Category[];
  readonly channels: readonly Channel[];
  readonly until?: string;
  readonly effectiveAfterMs?: number;
}
/** GET /v1/subscribers/{number}/expectation */
export const readExpectation = (number: string): Promise<Expectation | null> =>
  ifOffered(askJson('GET', `${pathOf(number)}/expectation`));
/** PUT: for so many hours from now. */
export const expectCall = (
  number: string,
  asked: { readonly categories: readonly Category[]; readonly hours: number },
): Promise<Expectation> => askJson('PUT', `${pathOf(number)}/expectation`, asked);
/** DELETE: at once. */
export const endExpectation = (number: string): Promise<Expectation> =>
  askJson('DELETE', `${pathOf(number)}/expectation`);

export interface HeldMessage {
  /** Of the refused attempt. */
  readonly id: string;
  readonly at: string;
  readonly expiresAt: string;
  readonly reason: string;
  readonly purpose?: string;
  readonly merchant?: { readonly id: string; readonly name: string };
}
export interface HeldMessages {
  /** Whether refused messages are kept. */
  readonly on: boolean;
  readonly items: readonly HeldMessage[];
}
const heldPath = (number: string): string => `${pathOf(number)}/held-messages`;

/** GET /v1/subscribers/{number}/held-messages */
export const readHeldMessages = (number: string): Promise<HeldMessages | null> =>
  ifOffered(askJson('GET', heldPath(number)));
/** PUT …/setting: keeps them from now on, or no longer. */
export const setHeldMessages = (number: string, on: boolean): Promise<unknown> =>
  askJson('PUT', `${heldPath(number)}/setting`, { on });
/** GET …/{id}: with its text, a logged read. */
export const readHeldMessage = (number: string, id: string): Promise<HeldMessage & { readonly text: string }> =>
  askJson('GET', `${heldPath(number)}/${encodeURIComponent(id)}`);
/** POST …/{id}/release: it is delivered after all. */
export const releaseHeldMessage = (number: string, id: string): Promise<{ readonly decision: string }> =>
  askJson('POST', `${heldPath(number)}/${encodeURIComponent(id)}/release`);

interface Care {
  readonly state: 'asked' | 'standing' | 'ended';
  readonly from?: string;
  readonly expiresAt?: string;
}
export interface Ward extends Care {
  readonly ward: string;
}
export interface Guardian extends Care {
  readonly guardian: string;
}
export interface Family {
  readonly wards: readonly Ward[];
  readonly guardians: readonly Guardian[];
}
interface Items<Item> {
  readonly items: readonly Item[];
}
const wardPath = (own: string, ward: string): string => `${pathOf(own)}/wards/${encodeURIComponent(ward)}`;
const guardianPath = (own: string, guardian: string): string =>
  `${pathOf(own)}/guardians/${encodeURIComponent(guardian)}`;

/** GET /v1/subscribers/{number}/wards and /guardians */
export const readFamily = async (own: string): Promise<Family | null> => {
  const [wards, guardians] = await Promise.all([
    ifOffered(askJson<Items<Ward>>('GET', `${pathOf(own)}/wards`)),
    ifOffered(askJson<Items<Guardian>>('GET', `${pathOf(own)}/guardians`)),
  ]);
  return wards === null || guardians === null ? null : { wards: wards.items, guardians: guardians.items };
};
/** POST /v1/subscribers/{number}/wards: asks for the care of another number. */
export const askWard = (own: string, ward: string): Promise<Ward> => askJson('POST', `${pathOf(own)}/wards`, { ward });
/** POST /v1/subscribers/{number}/wards/{ward}/confirmation: with the code that the ward was sent. */
export const confirmWard = (own: string, ward: string, code: string): Promise<Ward> =>
  askJson('POST', `${wardPath(own, ward)}/confirmation`, { code });
/** DELETE /v1/subscribers/{number}/wards/{ward} */
export const endWard = (own: string, ward: string): Promise<Ward> => askJson('DELETE', wardPath(own, ward));
/** POST /v1/subscribers/{number}/guardians/{guardian}/confirmation: by the ward, signed in. */
export const confirmGuardian = (own: string, guardian: string): Promise<Guardian> =>
  askJson('POST', `${guardianPath(own, guardian)}/confirmation`);
/** DELETE /v1/subscribers/{number}/guardians/{guardian} */
export const endGuardian = (own: string, guardian: string): Promise<Guardian> =>
  askJson('DELETE', guardianPath(own, guardian));
