import { createHash } from 'node:crypto';
import { foldName } from '@wurao/registry';
import { need, stop } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import type { SignInStep } from '../../sign-in-port.ts';
import type { Answer, Call, Handler } from '../route.ts';
import { sessionHeaders, sessionView } from './session-answer.ts';

interface PasswordBody {
  readonly name: string;
  readonly password: string;
  readonly code?: string;
}

/** A session, or what is still to come. */
export const answerStep = async (call: Call, ports: ApiPorts, step: SignInStep): Promise<Answer> => {
  if ('next' in step) return { status: 200, body: { next: step.next } };
  const { key, expiresMs } = step.session;
  const opened = ports.gate.keyByHash(createHash('sha256').update(key).digest('hex'));
  if (opened === undefined) throw stop('not-ready', '', 'the session is not in force yet', 'Sign in again.');
  return {
    status: 201,
    body: { ...(await sessionView(ports, opened)), ...(call.browser.isPage ? {} : { key }) },
    headers: sessionHeaders(call, ports, { key, expiresMs }),
  };
};

/** POST /v1/sign-in/password: the same answer in the same time, whatever was wrong. */
export const signInWithPassword: Handler = async (call, ports) => {
  if (call.browser.isPage) call.browser.needPage();
  const { name, password, code } = call.body as PasswordBody;
  const folded = foldName(name);
  const takeBack = call.browser.limitSignIn(folded);
  const step = need(await ports.signIn.withPassword({ name: folded, password, code }, call.browser));
  takeBack();
  return answerStep(call, ports, step);
};
