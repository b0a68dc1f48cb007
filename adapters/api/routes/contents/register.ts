import type { Category, Channel, Purpose, VariableSlot } from '@wurao/domain';
import { stopInvalid } from '../../http/need.ts';
import { merchantOf } from '../../read/owner.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface ContentBody {
  readonly id?: string;
  readonly merchant?: string;
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly category: Category;
  readonly text: string;
  readonly variables?: readonly VariableSlot[];
  readonly submit?: boolean;
}

const SLOT = /\{([a-z][a-zA-Z0-9]{0,31})\}/g;

/** Every {name} in the text is declared once, and every declared one is used. */
const checkSlots = (text: string, variables: readonly VariableSlot[]): void => {
  const used = new Map([...text.matchAll(SLOT)].map((match) => [match[1] ?? '', match.index]));
  for (const [name, position] of used) {
    if (variables.some((slot) => slot.name === name)) continue;
    throw stopInvalid(
      'text',
      `{${name}} is not among the variables`,
      `Declare ${name} in variables, or take it out of the text.`,
      position,
    );
  }
  variables.forEach((slot, at) => {
    if (!used.has(slot.name))
      throw stopInvalid(
        `variables[${at}].name`,
        'does not stand in the text',
        `Write {${slot.name}} where it belongs.`,
      );
    if (variables.findIndex((other) => other.name === slot.name) !== at) {
      throw stopInvalid(`variables[${at}].name`, 'declared twice', 'Declare each variable once.');
    }
  });
};

/** POST /v1/contents: a new content, or with `id` a new version of it. */
export const registerContent: Handler = (call, ports) => {
  const body = call.body as ContentBody;
  const variables = body.variables ?? [];
  checkSlots(body.text, variables);
  const content = {
    id: body.id,
    merchant: merchantOf(call, body.merchant),
    channel: body.channel,
    purpose: body.purpose,
    category: body.category,
    text: body.text,
    variables,
    submit: body.submit ?? true,
  };
  return write(call, ports, { kind: 'registerContent', content }, 'content');
};
