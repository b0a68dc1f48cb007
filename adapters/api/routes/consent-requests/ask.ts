import type { ReplyLanguage } from '@wurao/domain';
import { readInstant, readScope, type Scope } from '../../read/fields.ts';
import { merchantOf, subscriberOf } from '../../read/owner.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

interface AskBody extends Required<Scope> {
  readonly subscriber: string;
  readonly merchant?: string;
  readonly to?: string;
  readonly language?: ReplyLanguage;
  readonly act: { readonly reference: string; readonly sha256?: string; readonly at: string };
}

const NOTHING = { purposes: 0, categories: 0, channels: 0 };

/** POST /v1/consent-requests: the answer says nothing of the subscriber, nor whether a message went out. */
export const askConsent: Handler = (call, ports) => {
  const body = call.body as AskBody;
  const request = {
    subscriber: subscriberOf(call, body.subscriber, 'subscriber'),
    merchant: merchantOf(call, body.merchant),
    ...readScope(body, NOTHING),
    toMs: readInstant(body.to),
    language: body.language ?? 'zh',
    act: {
      reference: body.act.reference,
      sha256: body.act.sha256?.toLowerCase(),
      atMs: Date.parse(body.act.at),
    },
  };
  return write(call, ports, { kind: 'requestConsent', request }, 'consentRequest');
};
