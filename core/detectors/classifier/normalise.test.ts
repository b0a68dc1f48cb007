import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseText } from './normalise.ts';

const CASES: readonly (readonly [what: string, text: string, plain: string])[] = [
  ['full width', 'ＶＩＰ　客户，限时　５０％', 'vip客户限时0'],
  ['digits in circles, brackets and with full stops', '①③⑧⒈⑵０', '0'],
  ['a number with separators', '138-0013 8000', '0'],
  ['masked digits', 'x月xx日xxxx元', '0月0日0元'],
  ['masks of a prepared corpus', '您 的 DIGIT 元 NAME 券 URLrubonjy PHONEtd', '您的0元券url0td'],
  ['masks of another', '到 <#> 元，<DECIMAL> 点', '到0元0点'],
  ['letters beside masked digits', '微vxxxxxxx', '微v0'],
  ['words in Latin letters keep apart', 'Reply STOP to end', 'reply stop to end'],
  ['words spelled letter by letter', 'L.o.a.n l o a n s', 'loanloans'],
  ['letters that look alike', 'аррlе ΑΡΡLΕ', 'apple apple'],
  ['mathematical and boxed letters', '𝐥𝐨𝐚𝐧款 🅻🅾🅰🅽', 'loan款loan'],
  ['a mathematical x as any other', '𝗑月𝗑𝗑日', '0月0日'],
  ['accents', 'crédit gràtis', 'credit gratis'],
  ['traditional characters', '貸款優惠，點擊領取紅包', '贷款优惠点击领取红包'],
  ['traditional characters that replies have', '刪除回覆，丟了，關係', '删除回复丢了关系'],
  ['characters taken for others', '価1萬円', '价0万元'],
  ['symbols inserted', '贷*款 优~惠 退、订', '贷款优惠退订'],
  ['what is not seen inserted', '贷\u200b款 lo\u200dan 1\u20603', '贷款loan0'],
  ['emoji inserted', '红🧧包💰来', '红包来'],
  ['WeChat otherwise', '薇信 V信 威信 加V芯 vx Wx weixin', '微信微信微信加微信微信微信微信'],
  ['words broken by sound', 'dai款 贷kuan daikuan DAI KUAN', '贷款贷款贷款贷款'],
  ['more of them', 'fa票 发piao you惠 红bao', '发票发票优惠红包'],
  ['addresses', '点https://t.cn/a1B2?x=1，或 www.example.cn/x 退订', '点url或url退订'],
  ['addresses without a scheme', '戳taobao.com/s 回T', '戳url回t'],
  ['a full stop is no address', 'Ok lar... Joking wif u. See you', 'ok lar joking wif u see you'],
  ['a decimal is no address', '5.5折 3.14', '0折0'],
  ['nothing', '', ''],
  ['symbols alone', '！？…——', ''],
];

describe('normaliseText', () => {
  it.each(CASES)('reads %s', (_what, text, plain) => {
    expect(normaliseText(text)).toBe(plain);
  });

  const symbol = fc.constantFrom(...'*~、，。！·|^_- \u200b\u200d\u3000★※◆→'.split(''), '💰', '🧧');
  const ideographs = fc.string({
    unit: fc.constantFrom(...'贷款优惠信用卡额度利息低放快您的账单已出请按时还验证码退订加微薇信红包'),
    maxLength: 30,
  });
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom(...'xXvVwW贷款daikun薇信DIGITNAMEURLQq.:/<#>0１①é １ \ud835\udc00'.split('')),
      maxLength: 60,
    }),
  );

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes no notice of symbols between ideographs', () => {
    fc.assert(
      fc.property(ideographs, fc.array(symbol, { minLength: 30, maxLength: 30 }), (text, symbols) => {
        const broken = [...text].map((character, at) => character + (symbols[at] ?? '')).join('');
        expect(normaliseText(broken)).toBe(normaliseText(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads half of a surrogate pair at the end, and half a mask', () => {
    expect(normaliseText('贷\ud83d')).toBe('贷');
    expect(normaliseText('DIGI')).toBe('digi');
  });
});
