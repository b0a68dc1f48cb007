import { type FieldError, failure, type Result, success } from '@wurao/domain';
import { type Reading, rowOf, type Setting } from './setting.ts';
import { fault, path } from './setting-readers.ts';

export interface RedressSettingValues {
  redressUrl: string;
  redressName: string;
  redressEmail: string;
  redressNumber: string;
  redressCertificateUrl: string;
  redressKey: string;
}

type RedressSettingName = keyof RedressSettingValues;
/** All of them may stay unsaid. */
export type RedressUnsaid = RedressSettingName;

/** What the card of a 608 says and is signed with (RFC 8688, 3.2). */
export interface RedressConfig {
  /** https, without a slash at its end. */
  readonly url: string;
  readonly name: string;
  readonly email: string | undefined;
  /** With country code: `+8610…`. */
  readonly number: string | undefined;
  readonly certificateUrl: string;
  readonly keyFile: string;
}

/** As the card's own check has it (RFC 8688, 3.2), said already at the start. */
const REDRESS_CHARS_MAX = 256;
const redressText =
  (pattern: RegExp, what: string, remedy: string) =>
  (text: string): Reading<string> =>
    text.length <= REDRESS_CHARS_MAX && pattern.test(text) ? { value: text } : fault(`"${text}" is ${what}`, remedy);

const httpsUrl = redressText(/^https:\/\/[!$-;=@-~]+$/, 'no https URL', 'Write https://host/… without ? and #.');
/** What is below it gets a slash of its own. */
const baseUrl = (text: string): Reading<string> => {
  const reading = httpsUrl(text);
  return 'fault' in reading ? reading : { value: reading.value.replace(/\/+$/, '') };
};

const row = rowOf<RedressSettingValues>();

const text = (
  name: RedressSettingName,
  word: string,
  read: (text: string) => Reading<string>,
  help: string,
  more: Partial<Pick<Setting, 'standard' | 'isPath'>> = {},
): Setting<RedressSettingName> =>
  row({
    name,
    flag: `redress-${word}`,
    env: `WURAO_REDRESS_${word.replaceAll('-', '_').toUpperCase()}`,
    path: `redress.${word}`,
    type: 'text',
    standard: 'none',
    initial: undefined,
    read,
    help,
    ...more,
  });

/** Redress: its rows of the table of settings. */
export const REDRESS_SETTINGS: readonly Setting<RedressSettingName>[] = [
  text(
    'redressUrl',
    'url',
    baseUrl,
    'Public https address of this server, below which the signed card of a 608 is served (RFC 8688). Name, certificate and key belong to it.',
    { standard: 'none: no 608 is said' },
  ),
  text(
    'redressName',
    'name',
    redressText(/^[^\p{Cc}]+$/u, 'no name on one line', 'Write what callers know you by.'),
    'Who refused, as the card of a 608 says it.',
  ),
  text(
    'redressEmail',
    'email',
    redressText(/^[^\s@<>]+@[^\s@<>]+$/, 'no email address', 'Write name@host.'),
    'An email address at which refused callers are heard.',
  ),
  text(
    'redressNumber',
    'number',
    redressText(/^\+[1-9][0-9]{4,14}$/, 'no number with its country code', 'Write + and the country code first.'),
    'A telephone number at which refused callers are heard, with country code.',
  ),
  text(
    'redressCertificateUrl',
    'certificate-url',
    httpsUrl,
    'Where the certificate of the key is to be had: the x5u of the card.',
  ),
  text(
    'redressKey',
    'key',
    path,
    'File of the private key that signs cards: PEM, on the curve P-256. Relative to where it is said, as data-dir is.',
    { isPath: true },
  ),
];

/** All of what a signed card needs, or nothing: half of it would only be noticed by a caller who was refused. */
export const redressConfigOf = (values: Partial<RedressSettingValues>): Result<RedressConfig | undefined> => {
  const { redressUrl, redressName, redressEmail, redressNumber, redressCertificateUrl, redressKey } = values;
  const needed = { redressUrl, redressName, redressCertificateUrl, redressKey };
  const said = Object.values({ ...needed, redressEmail, redressNumber }).some((value) => value !== undefined);
  if (!said) return success(undefined);
  if (redressUrl && redressName && redressCertificateUrl && redressKey) {
    const [email, number] = [redressEmail, redressNumber];
    const signed = { certificateUrl: redressCertificateUrl, keyFile: redressKey };
    return success({ url: redressUrl, name: redressName, email, number, ...signed });
  }
  const errors = REDRESS_SETTINGS.filter(({ name }) => name in needed && !values[name]).map(
    ({ name, path: key }): FieldError => ({
      field: name,
      message: `${key} is missing, which the signed card of a 608 needs`,
      remedy: `Say ${key} too, or nothing of redress.`,
    }),
  );
  return failure('invalid', 'The configuration is not usable', ...errors);
};
