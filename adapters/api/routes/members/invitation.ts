import { need } from '../../http/need.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { openedAnswer } from '../sign-in/session-answer.ts';

/** Of each address apart: whoever guesses tokens keeps nobody else from taking one up. */
const limitTokens = ({ browser }: Call): (() => void) => browser.limitSignIn(`invitation ${browser.address}`);

/** POST /v1/invitations: what the link is for. Asked by POST, so that the token stands in no address. */
export const readInvitation: Handler = async (call, ports) => {
  const takeBack = limitTokens(call);
  const { token } = call.body as { readonly token: string };
  const { expiresMs, ...shown } = need(await ports.members.readInvitation(token));
  takeBack();
  return ok({ ...shown, expiresAt: instantText(expiresMs) });
};

interface AcceptBody {
  readonly token: string;
  readonly password: string;
  readonly enrolment?: string;
  readonly code?: string;
}

/** POST /v1/invitations/acceptance: the member is in, with a password and, where it is asked for, a second factor. */
export const acceptInvitation: Handler = async (call, ports) => {
  if (call.browser.isPage) call.browser.needPage();
  const takeBack = limitTokens(call);
  const { token, password, enrolment, code } = call.body as AcceptBody;
  const accepted = need(await ports.members.acceptInvitation({ token, password, enrolment, code }));
  takeBack();
  return openedAnswer(call, ports, accepted.session, { recoveryCodes: accepted.recoveryCodes });
};
