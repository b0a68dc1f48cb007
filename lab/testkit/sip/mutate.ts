import type { Dice } from '@wurao/vectors';

/** What readers of SIP trip over. */
const PIECES: readonly string[] = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\0',
  ':',
  ';',
  ',',
  '<',
  '>',
  '"',
  '\\',
  '%00',
  '%zz',
  ' ',
  '\t',
  '\r\n ',
  ';branch=z9hG4bK',
  ';rport',
  ';tag=',
  'SIP/2.0',
  'Content-Length: 4294967296\r\n',
  'Content-Length: -1\r\n',
  'Content-Length: 0\r\n',
  'Via: SIP/2.0/UDP a;branch=z9hG4bK\r\n',
  'To: <sip:a@b>;tag=x\r\n',
  'CSeq: 99999999999 INVITE\r\n',
  'Max-Forwards: 0\r\n',
  'Route: <sip:a@b;lr>\r\n',
  'Record-Route: <sip:a@b;lr>\r\n',
  'Identity: a..b;info=<http://c>\r\n',
  'Proxy-Authorization: Digest username="', // unclosed
  'sip:%61@[::1]:99999',
  'tel:+86-138;phone-context=+86',
  '\xff\xfe',
  '\xc0\x80',
];
const LONG_MAX = 20_000;
const DAMAGES_MAX = 4;

/** A message damaged in one to four places: bits, bytes, pieces, lines, ends. Latin-1, a character a byte. */
export const mutate = (dice: Dice, seeds: readonly string[]): string => {
  let text = dice.pick(seeds);
  for (let left = dice.int(1, DAMAGES_MAX + 1); left > 0; left--) text = damage(dice, text, seeds);
  return text;
};

const damage = (dice: Dice, text: string, seeds: readonly string[]): string => {
  const at = dice.int(0, text.length + 1);
  const end = Math.min(text.length, at + dice.int(0, 40));
  const put = (piece: string): string => text.slice(0, at) + piece + text.slice(at);
  const lines = text.split('\r\n');
  const line = dice.int(0, lines.length);
  switch (dice.int(0, 9)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(dice.int(0, 256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(end);
    case 2:
      return put(dice.pick(PIECES));
    case 3:
      return put(text.slice(at, end).repeat(dice.int(1, 20)));
    case 4:
      return text.slice(0, at);
    case 5:
      return put(String.fromCharCode(dice.int(1, 256)).repeat(dice.int(1, LONG_MAX)));
    case 6:
      return lines.toSpliced(line, 0, ...Array.from({ length: dice.int(1, 60) }, () => lines[line] ?? '')).join('\r\n');
    case 7:
      return lines.toSpliced(line, 1).join('\r\n');
    default:
      return text.slice(0, at) + dice.pick(seeds).slice(at);
  }
};
