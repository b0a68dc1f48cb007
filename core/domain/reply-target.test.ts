import { describe, expect, it } from 'vitest';
import { asId, type MerchantId, type PhoneNumber } from './brands.ts';
import {
  CLOCKS_APART_MS,
  filedMerchant,
  MIN_BASE_PORT_DIGITS,
  REPLY_REACH_MS,
  replyTarget,
  type SentContact,
} from './reply-target.ts';

const AT = Date.UTC(2026, 2, 2, 2);
const port = (digits: string) => digits as PhoneNumber;
const merchant = (id: string) => asId<MerchantId>(id);
const filing = (caller: string, of: string, over: object = {}) => ({
  caller,
  prefix: true,
  merchant: merchant(of),
  status: 'active' as const,
  fromMs: 0,
  toMs: undefined,
  ...over,
});
const sent = (from: string, of: string, agoMs: number, text?: string): SentContact => ({
  merchant: merchant(of),
  port: port(from),
  atMs: AT - agoMs,
  line: undefined,
  text,
});
const target = (to: string, filings: readonly ReturnType<typeof filing>[], contacts: readonly SentContact[] = []) =>
  replyTarget({ port: port(to), atMs: AT }, filings, contacts);

describe('the merchant of a port', () => {
  const range = filing('1069000', 'carrier-shop');
  const bank = filing('106900018', 'bank');
  const exact = filing('10690001801', 'shop', { prefix: false });

  it.each([
    ['the longest prefix', '1069000188', [range, bank], 'bank'],
    ['a shorter one beside', '1069000201', [range, bank], 'carrier-shop'],
    ['the exact number before any prefix', '10690001801', [range, bank, exact], 'shop'],
    ['nobody, where an exact number has an extension', '106900018012', [exact], undefined],
    ['nobody, where nothing covers it', '10680000', [range, bank], undefined],
    ['nobody, where the longest names two', '1069000188', [range, bank, filing('106900018', 'shop')], undefined],
    ['one, named twice', '1069000188', [bank, filing('106900018', 'bank')], 'bank'],
    ['a filed fixed number, as dialled', '+861062345678', [filing('0106234', 'bank')], 'bank'],
    ['not what was revoked', '1069000188', [range, { ...bank, status: 'revoked' as const }], 'carrier-shop'],
    ['not what has ended', '1069000188', [range, { ...bank, toMs: AT }], 'carrier-shop'],
    ['not what begins later', '1069000188', [range, { ...bank, fromMs: AT + 1 }], 'carrier-shop'],
  ] as const)('is %s', (_what, to, filings, expected) => {
    expect(filedMerchant(port(to), filings as never, AT)).toBe(expected);
  });
});

describe('whom a reply is meant for', () => {
  it('is the merchant that the port is filed for, whoever else sent from it', () => {
    const bank = filing('106900018', 'bank');
    const contacts = [sent('1069000188', 'shop', 5, '回1续费'), sent('1069000188', 'bank', 9, '回T退订')];
    expect(target('1069000188', [bank], contacts)).toEqual({ how: 'filing', merchants: ['bank'], lastText: '回T退订' });
    expect(target('1069000188', [bank])).toEqual({ how: 'filing', merchants: ['bank'], lastText: undefined });
  });

  it('is everybody who sent from the port within seven days, where it is filed for nobody or for several', () => {
    const contacts = [
      sent('1069000188', 'bank', REPLY_REACH_MS, '旧'),
      sent('1069000188', 'shop', 3_600_000, '新'),
      sent('1069000188', 'school', REPLY_REACH_MS + 1),
      sent('1069000299', 'clinic', 5),
      sent('1069000188', 'later', -CLOCKS_APART_MS - 1, '后'),
    ];
    const both = { how: 'sent', merchants: ['shop', 'bank'], lastText: '新' };
    expect(target('1069000188', [], contacts)).toEqual(both);
    const shared = [filing('1069000', 'shop'), filing('1069000', 'bank')];
    expect(target('1069000188', shared, contacts)).toEqual(both);
  });

  it('is whoever sent by a clock that goes ahead, too; its text only where nothing came before', () => {
    const minute = 60_000;
    const ahead = sent('1069000188', 'bank', -minute, '回T续费');
    expect(target('1069000188', [], [ahead])).toEqual({ how: 'sent', merchants: ['bank'], lastText: '回T续费' });
    expect(target('1069000188', [], [sent('1069000188', 'bank', -CLOCKS_APART_MS)]).merchants).toEqual(['bank']);
    expect(target('1069000188', [], [sent('1069000188', 'shop', minute, '回T退订'), ahead])).toEqual({
      how: 'sent',
      merchants: ['bank', 'shop'],
      lastText: '回T退订',
    });
  });

  it('takes a port for the same with an extension that the network cut off or left on, from eight digits on', () => {
    const base = '10690001';
    expect(base).toHaveLength(MIN_BASE_PORT_DIGITS);
    expect(target(base, [], [sent(`${base}88`, 'bank', 5)]).merchants).toEqual(['bank']);
    expect(target(`${base}88`, [], [sent(base, 'bank', 5)]).merchants).toEqual(['bank']);
    expect(target(base.slice(0, -1), [], [sent(`${base}88`, 'bank', 5)])).toEqual({
      how: 'nobody',
      merchants: [],
      lastText: undefined,
    });
  });
});
