import { ALL_CATEGORIES, ALL_CHANNELS, ALL_PURPOSES } from '@wurao/domain';
import { readScope, type Scope } from '../../read/fields.ts';
import { merchantOf, subscriberOf } from '../../read/owner.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface RefusalBody extends Scope {
  readonly subscriber: string;
  readonly merchant?: string;
  readonly words?: string;
}

const EVERYTHING = { purposes: ALL_PURPOSES, categories: ALL_CATEGORIES, channels: ALL_CHANNELS };

/** POST /v1/refusals: a no narrows only where the subscriber narrowed it. */
export const recordRefusal: Handler = (call, ports) => {
  const body = call.body as RefusalBody;
  const refusal = {
    subscriber: subscriberOf(call, body.subscriber, 'subscriber'),
    merchant: merchantOf(call, body.merchant),
    ...readScope(body, EVERYTHING),
    words: body.words ?? '',
  };
  return write(call, ports, { kind: 'recordRefusal', refusal }, 'refusal');
};
