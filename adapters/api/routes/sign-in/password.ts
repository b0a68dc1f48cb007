import { foldName } from '@wurao/registry';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import type { SignInStep } from '../../sign-in-port.ts';
import type { Answer, Call, Handler } from '../route.ts';
import { openedAnswer } from './session-answer.ts';

interface PasswordBody {
  readonly name: string;
  readonly password: string;
  readonly code?: string;
}

/** A session, or what is still to come. */
export const answerStep = async (call: Call, ports: ApiPorts, step: SignInStep): Promise<Answer> => {
  if ('next' in step) return { status: 200, body: { next: step.next } };
  return openedAnswer(call, ports, step.session);
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
