import { describe, expect, it } from 'vitest';
import { readPreferenceOrder } from './preference-order.ts';
import { categoryBit, channelBit } from './words.ts';

const bar = (channels: number, categories: number) => ({ means: 'bar', channels, categories });
const open = (channels: number, categories: number) => ({ means: 'open', channels, categories });
const [CALLS, SMS, LOANS, HOUSES] = [
  channelBit('voice'),
  channelBit('sms'),
  categoryBit('loan'),
  categoryBit('real-estate'),
];

describe('a message to the port for preferences', () => {
  it.each([
    ['开启', { means: 'on', language: 'zh' }],
    [' 開 啟 免打擾! ', { means: 'on', language: 'zh' }],
    ['ＯＮ', { means: 'on', language: 'en' }],
    ['Turn on, please', { means: 'on', language: 'en' }],
    ['请关闭免打扰,谢谢', { means: 'off', language: 'zh' }],
    ['Off.', { means: 'off', language: 'en' }],
    ['查询', { means: 'status', language: 'zh' }],
    ['what stands?', { means: 'status', language: 'en' }],
    ['屏蔽 贷款', { ...bar(0, LOANS), language: 'zh' }],
    ['不要贷款类营销', { ...bar(0, LOANS), language: 'zh' }],
    ['ｂａｒ　ｌｏａｎｓ', { ...bar(0, LOANS), language: 'en' }],
    ['Block real-estate calls', { means: 'help', language: 'en' }],
    ['Block real-estate', { ...bar(0, HOUSES), language: 'en' }],
    ['拒收短信', { ...bar(SMS, 0), language: 'zh' }],
    ['stop calls', { ...bar(CALLS, 0), language: 'en' }],
    ['开放电话', { ...open(CALLS, 0), language: 'zh' }],
    ['open messages', { ...open(SMS, 0), language: 'en' }],
    ['停止 样例商城', { means: 'stop', name: '样例商城', language: 'zh' }],
    ['STOP Sample Shop!', { means: 'stop', name: 'sampleshop', language: 'en' }],
    ['帮助', { means: 'help', language: 'zh' }],
    ['help', { means: 'help', language: 'en' }],
  ])('%s', (text, order) => {
    expect(readPreferenceOrder(text)).toEqual(order);
  });

  it.each([
    ['TD', 'zh'],
    ['stop', 'en'],
    ['', 'zh'],
    ['不要', 'zh'],
    ['今天天气不错', 'zh'],
    ['who is this', 'en'],
    ['屏蔽 火星', 'zh'],
    ['12345', 'zh'],
  ])('%s changes nothing, and is told how to ask', (text, language) => {
    expect(readPreferenceOrder(text)).toEqual({ means: 'help', language });
  });
});
