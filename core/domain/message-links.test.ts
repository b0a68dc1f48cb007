import { expect, test } from 'vitest';
import { domainForm, isUnder, linksIn } from './message-links.ts';

test.each([
  ['详情http://t.cn/abc,拒收请回复R', ['t.cn']],
  ['详情t.cn/abc', ['t.cn']],
  ['ＨＴＴＰ：／／Ｗ．Bank．ＣＮ 查看', ['w.bank.cn']],
  ['http://t.cn!点击', ['t.cn']],
  ['http://t.cn。退订回T', ['t.cn']],
  ['登录www.bank.com查看', ['www.bank.com']],
  ['http://bank.com查看', ['bank.com']],
  ['http://bank.com中.evil.com/', ['bank.xn--com-x68d.evil.com']],
  ['https://bank.com@evil.com/x', ['evil.com']],
  ['https://bank.com:8080/x?y=https://evil.com', ['bank.com', 'evil.com']],
  ['https://bank.com/evil.com/x', ['bank.com']],
  ['http://商城.中国/a 与 http://商城.xn--fiqs8s', ['xn--czru2d.xn--fiqs8s']],
  ['见 商城.中国', ['xn--czru2d.xn--fiqs8s']],
  ['http://1.2.3.4/x', ['1.2.3.4']],
  ['http://0x7f.1/', ['0x7f.1']],
  ['http:///x', ['']],
  ['bank.example/offer', ['bank.example']],
  ['写信到a@bank.com', []],
  ['余额1,234.50元,3.14%,v2.beta,a.m.', []],
  ['Offers for you.Reply R', []],
  ['2026.03.10', []],
  ['a.com和b.cn', ['a.com', 'b.cn']],
  ['a.com.evil.cn', ['a.com.evil.cn']],
  ['taobao://item?id=1', ['item']],
])('%s leads to %j', (text, hosts) => {
  expect(linksIn(text)).toEqual(hosts);
});

test.each([
  ['Bank.COM', 'bank.com'],
  ['商城.中国', 'xn--czru2d.xn--fiqs8s'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['XN--FIQS8S', undefined],
  ['com.cn', undefined],
  ['bank.com.cn', 'bank.com.cn'],
  ['1.2.3.4', undefined],
  ['bank', undefined],
  ['https://bank.com', undefined],
  ['bank.com/a', undefined],
  ['-a.com', undefined],
  ['', undefined],
  [`${'a'.repeat(64)}.com`, undefined],
])('%s is filed as %s', (written, form) => {
  expect(domainForm(written)).toBe(form);
});

test('what lies under a filed domain is of it, what only ends like it is not', () => {
  expect(isUnder('m.bank.com', ['bank.com'])).toBe(true);
  expect(isUnder('bank.com', ['bank.com'])).toBe(true);
  expect(isUnder('mybank.com', ['bank.com'])).toBe(false);
  expect(isUnder('bank.com', ['m.bank.com'])).toBe(false);
  expect(isUnder('', ['bank.com'])).toBe(false);
});

test('whatever stands before a link in a long text, the link is found', { timeout: 2_000 }, () => {
  const CHARS = 65_536;
  for (const piece of ['a.', '.', 'a', 'a-.']) {
    const text = piece.repeat(CHARS / piece.length);
    expect([piece, linksIn(`${text}，见http://t.cn/x`)]).toEqual([piece, ['t.cn']]);
  }
  const dotted = `a${'.'.repeat(CHARS)}b.cn`;
  expect(linksIn(`http://.${dotted}./x`)).toEqual([dotted]);
});

test('a scheme behind a long run of letters is one', () => {
  expect(linksIn(`${'a'.repeat(100)}https://bank.com/x`)).toEqual(['bank.com']);
  expect(linksIn('http://...bank.com.../x')).toEqual(['bank.com']);
});

test('a text of a whole body, made to be slow, is read at once', { timeout: 2_000 }, () => {
  const chars = 64 * 1024;
  for (const piece of ['a.', 'a.com', 'a.xn--', '.'])
    for (const text of [piece.repeat(chars / piece.length), `http://a${piece.repeat(chars / piece.length)}a/`])
      expect(linksIn(text).length).toBeLessThan(2);
});

test('a text made to be slow is read at once', { timeout: 2_000 }, () => {
  for (const piece of ['a.', 'a-', 'a.com.', 'http://', '商.', 'a', '://'])
    expect(linksIn(piece.repeat(Math.floor(4_000 / piece.length))).length).toBeLessThan(2_000);
});
