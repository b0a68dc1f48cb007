// Links in texts, found word by word.
const USUAL_ENDINGS =
  'com cn net org top vip xyz cc club shop site online store info io me co tv ltd link app mobi biz pro work fun live ink tech asia hk tw ly gl gd im la ws us uk eu jp sg';
const CHINESE_ENDINGS = '中国 中國 公司 网络 網絡 网址 商城 集团 我爱你';

const inAscii = (host: string): string => {
  const bare = host.replace(/^\.+/, '').replace(/\.+$/, '');
  if (/^[ -~]+$/.test(bare)) return bare;
  return URL.parse(`http://${bare}/`)?.hostname ?? host;
};
/** Chinese words that go on right behind an ASCII ending belong to the sentence. */
const cutSentence = (host: string): string => host.replace(/(?<=\.[a-z]{2,24})\p{Script=Han}+$/u, '');
const isName = (host: string): boolean =>
  host.split('.').every((label) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label));

/** The hosts that the links of a text lead to. */
export const hostsIn = (text: string): string[] => {
  const [first = '', ...places] = text.normalize('NFKC').toLowerCase().split('://');
  const schemed: string[] = [];
  let rest = first;
  for (const place of places) {
    const isScheme = /[a-z][a-z0-9+.-]*$/.test(rest);
    const authority = /^[a-z0-9._~%!$&'()*+;=:-]*@/.exec(place)?.[0] ?? '';
    const host = /^[a-z0-9\p{Script=Han}.-]*/u.exec(place.slice(authority.length))?.[0] ?? '';
    if (isScheme) schemed.push(cutSentence(host));
    rest = isScheme
      ? `${rest.replace(/[a-z][a-z0-9+.-]*$/, '/')}/${place.slice(authority.length + host.length)}`
      : `${rest}://${place}`;
  }
  const bare = [...rest.matchAll(/([a-z0-9._@/-]+)([?#]?)/g)].flatMap(([, word = '', mark]) => {
    const [name = ''] = word.split('/');
    const whole = name.replace(/\.+$/, '');
    const ending = whole.split('.').slice(1).at(-1) ?? '';
    const usual = USUAL_ENDINGS.split(' ').includes(ending) || ending.startsWith('xn--');
    const hasPath = whole === name && (word.includes('/') || mark !== '') && /^[a-z]{2,24}$/.test(ending);
    return isName(whole) && (usual || hasPath) ? [whole] : [];
  });
  const chinese = rest.split(/[^a-z0-9@._/\p{Script=Han}-]+/u).flatMap((word) => {
    const [name = ''] = word.split('/');
    const labels = name.split('.');
    // The sentence may go on behind the ending: the last one that there is.
    for (let i = labels.length - 1; i > 0; i--) {
      const ending = CHINESE_ENDINGS.split(' ').find((one) => labels[i]?.startsWith(one));
      const before = labels.slice(0, i);
      if (ending && before.every((label) => /^[a-z0-9\p{Script=Han}-]+$/u.test(label)))
        return [[...before, ending].join('.')];
    }
    return [];
  });
  return [...schemed, ...bare, ...chinese].map(inAscii);
};

export const isAt = (host: string, domains: readonly string[]): boolean => {
  const labels = host.split('.');
  return labels.some((_, i) => domains.includes(labels.slice(i).join('.')));
};
