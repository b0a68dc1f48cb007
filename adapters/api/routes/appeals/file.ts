import { asId, type MerchantId } from '@wurao/domain';
import { readNumber } from '../../read/fields.ts';
import { refusalOf } from '../redress/refusal-of.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface AppealBody {
  readonly reference: string;
  readonly statement: string;
  readonly contact: string;
  readonly caller?: string;
}

/** POST /v1/appeals: whoever holds the reference was refused; nothing else is asked of them. */
export const fileAppeal: Handler = async (call, ports) => {
  const { reference, statement, contact, caller } = call.body as AppealBody;
  const from = caller === undefined ? undefined : readNumber(caller, 'caller');
  const { id, attempt, decision } = await refusalOf(ports, reference);
  const merchant = decision.merchant ?? attempt.merchant;
  const appeal = {
    decision: id,
    line: attempt.line,
    merchant: merchant === undefined ? undefined : asId<MerchantId>(merchant),
    carrier: decision.carrier,
    caller: from,
    statement,
    contact,
  };
  const answer = await write(call, ports, { kind: 'fileAppeal', appeal }, 'newAppeal');
  return { ...answer, decisionId: id };
};
