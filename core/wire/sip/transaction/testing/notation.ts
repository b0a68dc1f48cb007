// Actions as one line of text, so that a table of cases can be read against the sections it cites.
import type { TransactionAction } from '../machine.ts';

export function spell(actions: readonly TransactionAction[]): string {
  return actions.map(spellOne).join(', ');
}

function spellOne(action: TransactionAction): string {
  if ('send' in action) return `send ${action.send}`;
  if ('pass' in action) return `pass ${action.pass}`;
  if ('setTimer' in action) return `${action.setTimer} in ${action.afterMs}`;
  if ('clearTimer' in action) return `clear ${action.clearTimer}`;
  return 'end';
}
