import { answerOf, api } from '../../api/client.ts';
import type { components } from '../../api/contract.generated.ts';
import type { Category, Preference } from './choices.ts';

type Schemas = components['schemas'];
export type Expectation = Schemas['Expectation'];
export type HeldMessage = Schemas['HeldMessageItem'];
export type HeldMessages = Schemas['HeldMessageList'];
export type Ward = Schemas['Ward'];
export type Guardian = Schemas['Guardian'];

const WAITING = { Prefer: 'wait' } as const;

/** Takes back the change that answered this sequence, of the preference or of a list. */
export const undoPreference = (number: string, sequence: number): Promise<Preference> =>
  answerOf(
    api.POST('/v1/subscribers/{number}/preference/undo', {
      params: { path: { number }, header: WAITING },
      body: { sequence },
    }),
  );

const EXPECTATION = '/v1/subscribers/{number}/expectation';

export const readExpectation = (number: string): Promise<Expectation> =>
  answerOf(api.GET(EXPECTATION, { params: { path: { number } } }));
/** For so many hours from now. */
export const expectCall = (
  number: string,
  { categories, hours }: { readonly categories: readonly Category[]; readonly hours: number },
): Promise<Expectation> =>
  answerOf(
    api.PUT(EXPECTATION, {
      params: { path: { number }, header: WAITING },
      body: { categories: [...categories], hours },
    }),
  );
export const endExpectation = (number: string): Promise<Expectation> =>
  answerOf(api.DELETE(EXPECTATION, { params: { path: { number }, header: WAITING } }));

export const readHeldMessages = (number: string): Promise<HeldMessages> =>
  answerOf(api.GET('/v1/subscribers/{number}/held-messages', { params: { path: { number } } }));
/** Keeps them from now on, or no longer. */
export const setHeldMessages = (number: string, on: boolean): Promise<Schemas['HeldMessageSetting']> =>
  answerOf(api.PUT('/v1/subscribers/{number}/held-messages/setting', { params: { path: { number } }, body: { on } }));
/** With its text: a logged read. */
export const readHeldMessage = (number: string, id: string): Promise<Schemas['HeldMessage']> =>
  answerOf(api.GET('/v1/subscribers/{number}/held-messages/{id}', { params: { path: { number, id } } }));
/** It is delivered after all. */
export const releaseHeldMessage = (number: string, id: string): Promise<Schemas['ReleasedMessage']> =>
  answerOf(api.POST('/v1/subscribers/{number}/held-messages/{id}/release', { params: { path: { number, id } } }));

export interface Family {
  readonly wards: readonly Ward[];
  readonly guardians: readonly Guardian[];
}

/** Of either side, seen from one's own number. */
export const readFamily = async (own: string): Promise<Family> => {
  const params = { path: { number: own } };
  const [wards, guardians] = await Promise.all([
    answerOf(api.GET('/v1/subscribers/{number}/wards', { params })),
    answerOf(api.GET('/v1/subscribers/{number}/guardians', { params })),
  ]);
  return { wards: wards.items, guardians: guardians.items };
};
/** Asks for the care of another number. */
export const askWard = (own: string, ward: string): Promise<Ward> =>
  answerOf(api.POST('/v1/subscribers/{number}/wards', { params: { path: { number: own } }, body: { ward } }));
/** With the code that the ward was sent. */
export const confirmWard = (own: string, ward: string, code: string): Promise<Ward> =>
  answerOf(
    api.POST('/v1/subscribers/{number}/wards/{ward}/confirmation', {
      params: { path: { number: own, ward } },
      body: { code },
    }),
  );
export const endWard = (own: string, ward: string): Promise<Ward> =>
  answerOf(api.DELETE('/v1/subscribers/{number}/wards/{ward}', { params: { path: { number: own, ward } } }));
/** By the ward, signed in. */
export const confirmGuardian = (own: string, guardian: string): Promise<Guardian> =>
  answerOf(
    api.POST('/v1/subscribers/{number}/guardians/{guardian}/confirmation', {
      params: { path: { number: own, guardian } },
    }),
  );
export const endGuardian = (own: string, guardian: string): Promise<Guardian> =>
  answerOf(
    api.DELETE('/v1/subscribers/{number}/guardians/{guardian}', { params: { path: { number: own, guardian } } }),
  );
