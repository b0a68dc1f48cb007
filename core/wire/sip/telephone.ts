// Telephone numbers in URIs: tel (RFC 3966), and the user part of sip and sips (RFC 3261, 19.1.1 and 19.1.6).
import { type Uri, uriParamOf, userOf } from './uri.ts';

/** A number as a URI says it. */
export interface Telephone {
  /** Without visual separators: `+` and digits where it is global, else digits, `*`, `#`, `A` to `F`. */
  readonly number: string;
  /** Whether it starts with the country code, which the `+` says. */
  readonly isGlobal: boolean;
  /** `phone-context`: a domain name or the digits that a local number is dialled after. */
  readonly context: string | undefined;
  /** Whether the URI itself says that it is a number: a tel URI, or `user=phone`. */
  readonly isMarked: boolean;
}

const SEPARATORS = /[-.()]/g;
const GLOBAL = /^\+[0-9]+$/;
const LOCAL = /^[0-9A-F*#]+$/;

/** The number in a tel URI or in the user part of a sip or sips URI; undefined where the user part is a name. */
export function telephoneOf(uri: Uri): Telephone | undefined {
  const user = userOf(uri);
  if (user === undefined) return undefined;
  if (uri.scheme === 'tel') return telephone(user, uriParamOf(uri, 'phone-context'), true);
  const isMarked = uriParamOf(uri, 'user')?.toLowerCase() === 'phone';
  // In a sip URI the parameters of the number stand within the user part.
  const [number = '', ...params] = user.split(';');
  const context = params.find((param) => param.toLowerCase().startsWith('phone-context='));
  return telephone(number, context?.slice(context.indexOf('=') + 1), isMarked);
}

function telephone(written: string, context: string | undefined, isMarked: boolean): Telephone | undefined {
  const number = written.replace(SEPARATORS, '').toUpperCase();
  if (GLOBAL.test(number)) return { number, isGlobal: true, context: undefined, isMarked };
  // A name such as `cafe` is made of hexadecimal digits, too: without a mark only plain digits are a number.
  const isNumber = isMarked ? LOCAL.test(number) : /^[0-9*#]+$/.test(number);
  return isNumber ? { number, isGlobal: false, context, isMarked } : undefined;
}
