import { type Handler, ok } from '../route.ts';

/** GET /v1/sign-in/methods: what this server offers. */
export const listSignInMethods: Handler = ({ browser }, ports) => {
  const { password, passkey, oidc } = ports.signIn.methods(browser);
  return ok({ password, passkey, ...(oidc === undefined ? {} : { oidc: { name: oidc } }) });
};
