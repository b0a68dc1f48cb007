import { type FieldError, failure, type Result, success } from '@wurao/domain';
import { type Reading, rowOf, type Setting } from '../setting.ts';
import { fault } from '../setting-readers.ts';
import type { ProviderConfig, StaffRole } from './provider.ts';

export interface SignInSettingValues {
  httpOrigin: string;
  oidcIssuer: string;
  oidcClientId: string;
  oidcClientSecret: string;
  oidcName: string;
  oidcRoleClaim: string;
  oidcRoles: Readonly<Record<string, StaffRole>>;
}

type SignInSettingName = keyof SignInSettingValues;
/** Those that have no default. */
export type SignInUnsaid = Exclude<SignInSettingName, 'oidcName' | 'oidcRoleClaim'>;

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** TLS, but for what stays on this machine. */
const isProtected = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));

const origin = (text: string): Reading<string> => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && isProtected(url) && url.origin === text
    ? { value: text }
    : fault(`"${text}" is no address of a page by TLS`, 'Write https://console.example.cn, without a path or a slash.');
};

const issuer = (text: string): Reading<string> => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && isProtected(url) && url.search === '' && url.hash === ''
    ? { value: text }
    : fault(`"${text}" is no https URL`, "Write the provider's issuer as it says it: https://….");
};

const words = (text: string): Reading<string> =>
  text.trim() === '' || text.length > 200
    ? fault('is empty, or longer than 200 characters', 'Write it as the provider does.')
    : { value: text };

const STAFF_ROLES: readonly StaffRole[] = ['admin', 'handler', 'regulator'];

const roles = (text: string): Reading<Readonly<Record<string, StaffRole>>> => {
  const pairs = text.split(',').map((pair) => {
    const at = pair.lastIndexOf('=');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  const bad = pairs.find(([value, role]) => value === '' || !STAFF_ROLES.includes(role as StaffRole));
  return bad === undefined
    ? { value: Object.fromEntries(pairs) as Record<string, StaffRole> }
    : fault(`"${bad.join('=')}" maps nothing to a role`, `Write value=role; roles are ${STAFF_ROLES.join(', ')}.`);
};

const row = rowOf<SignInSettingValues>();

const oidc = <N extends SignInSettingName>(
  name: N,
  word: string,
  read: (text: string) => Reading<SignInSettingValues[N]>,
  help: string,
  more: Partial<Pick<Setting, 'type' | 'standard' | 'initial' | 'secret'>> = {},
): Setting<N> =>
  row({
    name,
    flag: `oidc-${word}`,
    env: `WURAO_OIDC_${word.replaceAll('-', '_').toUpperCase()}`,
    path: `oidc.${word}`,
    type: 'text',
    standard: 'none',
    initial: undefined,
    read,
    help,
    ...more,
  });

/** Signing in: its rows of the table of settings. */
export const SIGN_IN_SETTINGS: readonly Setting<SignInSettingName>[] = [
  row({
    name: 'httpOrigin',
    flag: 'http-origin',
    env: 'WURAO_HTTP_ORIGIN',
    path: 'http.origin',
    type: 'text',
    standard: 'none: the Host of each call, for browsers of this machine',
    initial: undefined,
    read: origin,
    help: "Public address of the console, where a proxy that ends TLS stands before this server. Cookies go over TLS only then; passkeys and the staff's own provider need it anywhere but on localhost.",
  }),
  oidc(
    'oidcIssuer',
    'issuer',
    issuer,
    "The staff's own provider for signing in (OpenID Connect). Client id, secret and roles belong to it.",
    { standard: 'none: no such way in' },
  ),
  oidc('oidcClientId', 'client-id', words, 'What the provider knows this server by.'),
  oidc('oidcClientSecret', 'client-secret', words, 'Of that client. Prefer the environment or the file.', {
    secret: true,
  }),
  oidc('oidcName', 'name', words, 'What its users call the provider: the page shows it.', {
    standard: '单位账号',
    initial: '单位账号',
  }),
  oidc('oidcRoleClaim', 'role-claim', words, 'The claim of the identity token in whose values roles stand.', {
    standard: 'roles',
    initial: 'roles',
  }),
  oidc(
    'oidcRoles',
    'roles',
    roles,
    'What its values mean here: value=role, role being admin, handler or regulator. Whoever has none of them is refused.',
    { type: 'list' },
  ),
];

/** All of it or nothing: half a provider would only be noticed by whoever tries it. */
export const providerConfigOf = (values: Partial<SignInSettingValues>): Result<ProviderConfig | undefined> => {
  const { oidcIssuer, oidcClientId, oidcClientSecret, oidcRoles, oidcName = '', oidcRoleClaim = '' } = values;
  const needed = { oidcIssuer, oidcClientId, oidcClientSecret, oidcRoles };
  if (Object.values(needed).every((value) => value === undefined)) return success(undefined);
  if (oidcIssuer && oidcClientId && oidcClientSecret && oidcRoles)
    return success({
      issuer: oidcIssuer,
      clientId: oidcClientId,
      clientSecret: oidcClientSecret,
      name: oidcName,
      roleClaim: oidcRoleClaim,
      roles: oidcRoles,
    });
  const errors = SIGN_IN_SETTINGS.filter(({ name }) => name in needed && !values[name]).map(
    ({ name, path: key }): FieldError => ({
      field: name,
      message: `${key} is missing, which the staff's provider needs`,
      remedy: `Say ${key} too, or nothing of oidc.`,
    }),
  );
  return failure('invalid', 'The configuration is not usable', ...errors);
};
