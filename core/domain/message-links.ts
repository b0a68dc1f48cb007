/**
 * Links as people write them into messages, and whose they are. Hosts are compared in one form: lower case, international names
 * in ASCII (RFC 3492, as the URL standard has it).
 */
const MAX_HOST_CHARS = 253;
const MIN_LABELS = 2;

/** Where a name under them is no one's house but a registry's: filing it would file everybody's. */
const REGISTRY_DOMAIN = /^(?:com|net|org|gov|edu|ac|co)\.[a-z]{2}$/;
const ADDRESS = /^(?:\d+\.){3}\d+$|[[\]:]/;

/** What is made a link of without a scheme or a path: the endings that phones know and senders use. */
const ENDINGS =
  'com|cn|net|org|top|vip|xyz|cc|club|shop|site|online|store|info|io|me|co|tv|ltd|link|app|mobi|biz|pro|work|fun|live|ink|tech|asia|hk|tw|ly|gl|gd|im|la|ws|us|uk|eu|jp|sg';
const HOST = String.raw`(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+`;
const HAN = String.raw`\p{Script=Han}`;

/**
 * With a scheme whatever stands behind it is the place, whoever is named before an @. A long run of letters has no room for more than
 * the end of a scheme: else each of them would be tried as its beginning, to the end.
 */
const WITH_SCHEME = new RegExp(`[a-z][a-z0-9+.-]{0,31}://(?:[a-z0-9._~%!$&'()*+;=:-]*@)?([a-z0-9${HAN}.-]*)`, 'gu');
/** Not within a longer name, nor behind an @: that is a mailbox. */
const BARE = new RegExp(
  String.raw`(?<![a-z0-9@._/-])(${HOST}(?:[a-z]{2,24}(?=[/?#])|(?:${ENDINGS}|xn--[a-z0-9-]*[a-z0-9])(?![a-z0-9@_-]|\.+[a-z0-9@_-])))`,
  'giu',
);
/** International endings, bare: the name before them begins where no letter stands. */
const BARE_HAN = new RegExp(
  String.raw`(?<![a-z0-9@._/${HAN}-])((?:[a-z0-9${HAN}-]+\.)+(?:中国|中國|公司|网络|網絡|网址|商城|集团|我爱你))`,
  'giu',
);
/** Running text written on to an ASCII ending: "t.cn查看". */
const WRITTEN_ON = new RegExp(String.raw`(\.[a-z]{2,24})${HAN}+$`, 'u');

/** The host in one form, or undefined where it is none. */
const hostForm = (host: string): string | undefined => {
  let [from, to] = [0, host.length];
  while (host[from] === '.') from++;
  while (to > from && host[to - 1] === '.') to--;
  const trimmed = host.slice(from, to);
  if (/^[a-z0-9.-]*$/.test(trimmed)) return trimmed === '' ? undefined : trimmed;
  return URL.parse(`http://${trimmed}/`)?.hostname;
};

/** What cannot be read is kept as it is: it is nobody's domain. */
const hostOf = (written: string): string => {
  const host = written.replace(WRITTEN_ON, '$1');
  return hostForm(host) ?? host;
};

/**
 * The hosts that the links of a text lead to, each once, in order: behind a scheme anything; else names with a path, or with a usual
 * ending. Empty string: a scheme without a host that can be read.
 */
export const linksIn = (text: string): readonly string[] => {
  const folded = text.normalize('NFKC').toLowerCase();
  if (!folded.includes('.') && !folded.includes('://')) return [];
  const found: { readonly at: number; readonly host: string }[] = [];
  const rest = folded.replace(WITH_SCHEME, (whole, host: string, at: number) => {
    found.push({ at, host: hostOf(host) });
    // What follows is the path of this link, not another one.
    return '/'.repeat(whole.length);
  });
  for (const pattern of [BARE, BARE_HAN])
    for (const match of rest.matchAll(pattern)) found.push({ at: match.index, host: hostOf(match[1] as string) });
  return [...new Set(found.sort((a, b) => a.at - b.at).map(({ host }) => host))];
};

/** A domain as it is filed, in one form; undefined: an address, a single label, a registry's own, or no name at all. */
export const domainForm = (written: string): string | undefined => {
  const folded = written.normalize('NFKC').trim().toLowerCase();
  if (folded.length > MAX_HOST_CHARS || !/^[a-z0-9\p{L}\p{M}\p{N}.-]+$/u.test(folded)) return undefined;
  const host = hostForm(folded);
  if (host === undefined || host.length > MAX_HOST_CHARS || ADDRESS.test(host) || REGISTRY_DOMAIN.test(host))
    return undefined;
  const labels = host.split('.');
  const isName = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  return isName && labels.length >= MIN_LABELS ? host : undefined;
};

/** Is this host one of the domains, or under one? */
export const isUnder = (host: string, domains: readonly string[]): boolean =>
  domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
