import { asId, type BasisKind, type ContentId, type Method } from '@wurao/domain';
import { stop, stopInvalid } from '../../http/need.ts';
import { readScope, readSpan, type Scope } from '../../read/fields.ts';
import { merchantOf, subscriberOf } from '../../read/owner.ts';
import type { Call, Handler } from '../route.ts';
import { write } from '../write.ts';

interface BasisBody extends Scope {
  readonly subscriber: string;
  readonly merchant?: string;
  readonly matter?: string;
  readonly words?: string;
  readonly method?: Method;
  readonly evidence?: string | { readonly reference: string; readonly sha256?: string };
  readonly from?: string;
  readonly to?: string | null;
}

const NOTHING = { purposes: 0, categories: 0, channels: 0 };

/** `wurao` says that the subscriber agreed through us: nobody else may claim it. `migrated` is an operator's word. */
const methodOf = (call: Call, method: Method | undefined): Method => {
  const { role } = call.actor;
  if (role === 'subscriber') return 'wurao';
  if (method === undefined)
    throw stopInvalid('method', 'missing', 'Say how the words were agreed to: web-form, app, paper, sms or voice.');
  if (role === 'admin') return method;
  if (method === 'wurao')
    throw stop(
      'forbidden',
      'method',
      'only the subscriber can agree through us',
      'Name the method by which you got it.',
    );
  if (method === 'migrated') {
    throw stop(
      'forbidden',
      'method',
      'only an operator takes over older consents',
      'Name the method by which you got it.',
    );
  }
  return method;
};

const evidenceOf = (evidence: BasisBody['evidence']) => {
  if (evidence === undefined) return undefined;
  return typeof evidence === 'string'
    ? { reference: evidence, sha256: undefined }
    : { reference: evidence.reference, sha256: evidence.sha256?.toLowerCase() };
};

/** POST /v1/consents, /v1/requests, /v1/relations */
export const grantBasis =
  (kind: BasisKind): Handler =>
  (call, ports) => {
    const body = call.body as BasisBody;
    const basis = {
      kind,
      subscriber: subscriberOf(call, body.subscriber, 'subscriber'),
      merchant: merchantOf(call, body.merchant),
      ...readScope(body, NOTHING),
      matter: body.matter === undefined ? undefined : asId<ContentId>(body.matter),
      words: body.words ?? '',
      method: methodOf(call, body.method),
      evidence: evidenceOf(body.evidence),
      ...readSpan(body),
    };
    return write(call, ports, { kind: 'grantBasis', basis }, 'basis');
  };
