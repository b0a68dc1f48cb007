import { need } from '../../http/need.ts';
import type { WebAuthnJson } from '../../sign-in-port.ts';
import { type Handler, ok } from '../route.ts';
import { answerStep } from './password.ts';

/** POST /v1/sign-in/passkey/options: for any passkey of this server; nobody is named. */
export const offerPasskeySignIn: Handler = async (call, ports) =>
  ok({ options: need(await ports.signIn.passkeyOptions(call.browser)) });

/** POST /v1/sign-in/passkey */
export const signInWithPasskey: Handler = async (call, ports) => {
  if (call.browser.isPage) call.browser.needPage();
  const { response } = call.body as { readonly response: WebAuthnJson };
  const takeBack = call.browser.limitSignIn(`passkey ${call.browser.address}`);
  const step = need(await ports.signIn.withPasskey(response, call.browser));
  takeBack();
  return answerStep(call, ports, step);
};
