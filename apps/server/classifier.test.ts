import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openClassifier, readClassifier } from './classifier.ts';

const opened = openClassifier();
if (!opened.ok) throw new Error(opened.title);
const classify = opened.value;

const answerTo = (text: string) => {
  const { seen, category, commercial } = classify(text);
  return [seen, category, commercial];
};

/** Written for this test; none of them, and nothing near, is among what the model learnt from. */
const KNOWN: readonly (readonly [text: string, purpose: string, category: string | undefined, commercial: boolean])[] =
  [
    ['无需抵押，凭工资卡就能贷，额度高放款快，利息低，资金周转请找我13800000000', 'marketing', 'loan', true],
    ['江景三房火热开盘，首付低至两成，来访有礼，售楼热线0571-88888888', 'marketing', 'real-estate', true],
    ['工厂长期招聘普工，包吃包住，月薪六千，有意者请联系张经理', 'recruitment', 'recruitment', true],
    ['美容院周年庆，护理项目全部五折，充值再送面膜，欢迎新老顾客光临', 'marketing', 'retail', true],
    ['你晚上回来吃饭吗？我买了你爱吃的鱼', 'personal', undefined, false],
    ['哈哈我刚睡醒，等会去图书馆找你', 'personal', undefined, false],
    ['【某银行】验证码为 771820，五分钟内有效，请勿告诉他人', 'verification', undefined, false],
  ];

/** A link alone is no promotion. Written for this test as well: the model has learnt from none of them, and nothing near. */
const SERVICE_WITH_LINK = [
  '【海湾银行】密码重设步骤见http://t.cn/q',
  '【东江银行】您的年度收支汇总可在 https://a.example.cn/n7 翻阅',
  '【城东支行】搬迁后的新门牌和停车指引http://t.cn/p2',
  '【河西医院】CT胶片电子版http://t.cn/z8，三个月内可看',
  '【飞达速运】包裹走到哪了：http://t.cn/w4',
  '【云帆航空】登机时间推迟四十分钟，实时信息 http://t.cn/f6',
  '【江城供水】抄表读数与本期水量http://t.cn/v1，如有出入请来电',
  '【省档案馆】查档所需证件一览https://g.example.gov.cn/da',
  '【青山中学】晚自习放学时间有变，接送安排http://t.cn/x3',
  '【联信通讯】您的通话清单导出完毕 https://s.example.com/qd',
  '【剧院】座位图和入场路线 http://t.cn/r5 ，开演后不再放人',
  '【安居家电】返修单请在这里补填序列号：https://w.example.com/x',
];
const PROMOTION_WITH_LINK = [
  '【海湾银行】贷款新品见http://t.cn/q',
  '【东江银行】理财收益更高，立即购买https://a.example.cn/n7',
  '【城东支行】开卡就送电饭煲，名额不多http://t.cn/p2',
  '【河西医院】种牙半价，抢号http://t.cn/z8',
  '【飞达速运】寄件券限时领取：http://t.cn/w4',
  '【云帆航空】特价机票199元起，快抢 http://t.cn/f6',
  '【江城楼市】洋房首付两成，看房有礼http://t.cn/v1',
  '【青山培训】寒假班报名立减，火热招生中http://t.cn/x3',
  '【联信通讯】升级套餐送流量，点击办理 https://s.example.com/qd',
  '【剧院】早鸟票五折，抢购 http://t.cn/r5',
  '【安居家电】空调清仓直降，速来选购：https://w.example.com/x',
  '【飞达速运】您的快件已签收。邀好友下单各得20元红包，点击领取http://t.cn/w4',
];

const folder = mkdtempSync(join(tmpdir(), 'wurao-classifier-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openClassifier', () => {
  it('has made its tables before the first message', () => {
    const folding = vi.spyOn(String.prototype, 'normalize');
    try {
      expect(classify('无抵押贷款，利息低').commercial).toBe(true);
      expect(folding).not.toHaveBeenCalled();
    } finally {
      folding.mockRestore();
    }
  });

  it.each([
    ['there is none', undefined, 'ENOENT'],
    ['it is another', 'no classifier, but long enough to be one', 'the file is no classifier'],
    ['it is cut off', 'WUCL', 'the file is too short'],
  ])('says which file cannot be read, and what to do: %s', (_what, content, message) => {
    const file = join(folder, 'a.classifier');
    if (content !== undefined) writeFileSync(file, content);
    expect(readClassifier(file)).toMatchObject({
      ok: false,
      code: 'not-ready',
      title: 'The classifier cannot be read',
      errors: [
        {
          field: file,
          message: expect.stringContaining(message),
          remedy: 'Put the file of this version back by installing it anew, then start again.',
        },
      ],
    });
  });
});

describe('the committed classifier', () => {
  it.each(KNOWN)('reads %s', (text, purpose, category, commercial) => {
    const [isPurpose, isCategory, isCommercial] = answerTo(text);
    expect([isPurpose, category === undefined ? undefined : isCategory, isCommercial]).toEqual([
      purpose,
      category,
      commercial,
    ]);
  });

  it.each(SERVICE_WITH_LINK)('takes no link for promotion: %s', (text) => {
    expect(classify(text).commercial).toBe(false);
  });

  it.each(PROMOTION_WITH_LINK)('finds promotion beside a link: %s', (text) => {
    expect(classify(text).commercial).toBe(true);
  });

  it('reads evaded text as the plain one', () => {
    const plain = classify('无抵押贷款，利息低，加微信');
    const evaded = classify('無抵押dai·kuan，利*息★低，加薇信');
    expect({ ...evaded, words: [] }).toEqual({ ...plain, words: [] });
    expect(evaded.words.join()).toContain('dai·kuan');
  });

  it('names gambling by its kind', () => {
    expect(classify('注册即送彩金，首存翻倍，流水一倍即可取款，网址www.example.com').fraud).toBe('gambling');
  });
});
