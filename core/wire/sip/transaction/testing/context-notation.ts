// Actions of a response context as one line of text.
import type { ContextAction } from '../response-context.ts';

export const spellContext = (actions: readonly ContextAction[]): string => actions.map(spellOne).join(', ');

function spellOne(action: ContextAction): string {
  if ('try' in action) return `try ${action.try}`;
  if ('forward' in action) return 'forward';
  if ('store' in action) return `store ${action.store}`;
  if ('forwardStored' in action) return `forward stored ${action.forwardStored}`;
  if ('answer' in action) return `answer ${action.answer}`;
  if ('stayMute' in action) return 'stay mute';
  if ('cancelBranch' in action) return `cancel ${action.cancelBranch}`;
  if ('abandonBranch' in action) return `abandon ${action.abandonBranch}`;
  if ('answerCancel' in action) return `${action.answerCancel} to CANCEL`;
  if ('setTimer' in action) return `${action.setTimer} of ${action.branch} in ${action.afterMs}`;
  return `clear ${action.clearTimer}`;
}
