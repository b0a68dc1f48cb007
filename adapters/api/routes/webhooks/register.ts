import { stopInvalid } from '../../http/need.ts';
import { merchantOf } from '../../read/owner.ts';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const checkUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw stopInvalid('url', 'not a web address', 'Give an https address, such as https://example.com/wurao.');
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw stopInvalid('url', 'holds a password or a fragment', 'Leave them out; check Wurao-Signature instead.');
  }
  // Numbers travel in events: in the clear only on this machine.
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw stopInvalid('url', 'not encrypted', 'Give an https address.');
  return url.href;
};

/** POST /v1/webhooks: the secret is in this answer and nowhere else. */
export const registerWebhook: Handler = (call, ports) => {
  const body = call.body as { readonly url: string; readonly merchant?: string };
  const merchant = merchantOf(call, body.merchant);
  const url = checkUrl(body.url);
  return write(call, ports, { kind: 'registerWebhook', merchant, url }, 'newWebhook', { merchant, url });
};
