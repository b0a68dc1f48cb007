import { answerOf, api } from './client.ts';
import type { Schema } from './schemas.ts';

/** The contract says of WebAuthn's JSON only that it is an object: the browser and the server's library know the rest. */
const answerFrom = (response: object): Schema<'PasskeyResponse'> => response as Schema<'PasskeyResponse'>;

/** Proves a member by a passkey of this device. Errors: `ApiProblem`, or the browser's (`isStoppedByPerson`). */
export const signInWithPasskey = async (): Promise<void> => {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { options } = await answerOf(api.POST('/v1/sign-in/passkey/options'));
  const response = await startAuthentication({ optionsJSON: options as never });
  await answerOf(api.POST('/v1/sign-in/passkey', { body: { response: answerFrom(response) } }));
};

/** Makes a passkey on this device. Errors as above. */
export const createPasskey = async (label: string, password: string): Promise<void> => {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const { options } = await answerOf(api.POST('/v1/session/passkeys/options'));
  const response = await startRegistration({ optionsJSON: options as never });
  await answerOf(api.POST('/v1/session/passkeys', { body: { label, password, response: answerFrom(response) } }));
};

const STOPPED = ['NotAllowedError', 'AbortError', 'InvalidStateError', 'NotSupportedError', 'WebAuthnError'];

/** Cancelled, out of time, or nothing on this device can do it. */
export const isStoppedByPerson = (error: unknown): boolean => error instanceof Error && STOPPED.includes(error.name);
