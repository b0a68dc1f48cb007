import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageStateOf, RECEIPT_STATES, readReceipt, receiptDateMs, receiptDateOf, writeReceipt } from './receipt.ts';

const FULL = {
  id: '0123456789',
  submitted: 1,
  delivered: 1,
  submitDate: '2611260900',
  doneDate: '2611260901',
  state: 'DELIVRD',
  error: '000',
  text: '【商家】您好',
};
const WRITTEN =
  'id:0123456789 sub:001 dlvrd:001 submit date:2611260900 done date:2611260901 stat:DELIVRD err:000 text:【商家】您好';

describe('delivery receipts', () => {
  test('written as appendix B has it, and read back', () => {
    expect(writeReceipt(FULL)).toBe(WRITTEN);
    expect(readReceipt(WRITTEN)).toEqual(FULL);
    expect(writeReceipt({ id: 'a', state: 'EXPIRED', text: '字'.repeat(30) })).toBe(
      `id:a sub:000 dlvrd:000 submit date:0000000000 done date:0000000000 stat:EXPIRED err:000 text:${'字'.repeat(20)}`,
    );
  });

  test.each([
    ['id:a1 stat:DELIVRD', { id: 'a1', state: 'DELIVRD' }],
    ['ID: a1 Stat: delivrd ERR: 0', { id: 'a1', state: 'DELIVRD', error: '0' }],
    ['id:a stat:DELIVRD err:000@', { error: '000' }],
    ['stat:UNDELIV err:12A id:a1', { id: 'a1', state: 'UNDELIV', error: '12A' }],
    [
      'id:a submit_date:261126090000 done_date:2611260901 stat:DELIVRD',
      { submitDate: '261126090000', doneDate: '2611260901' },
    ],
    [
      'id:a sub:x dlvrd: submit date:never stat:BLOCKED',
      { submitted: undefined, submitDate: undefined, state: 'BLOCKED' },
    ],
    ['id:a stat:DELIVRD err:000 text:stat:REJECTD id:b', { id: 'a', state: 'DELIVRD', text: 'stat:REJECTD id:b' }],
    ['id:a stat:DELIVRD Text: hi ', { text: ' hi ' }],
    ['id:a id:b stat:DELIVRD stat:EXPIRED', { id: 'a', state: 'DELIVRD' }],
    ['paid:x id:a unsub:7 stat:DELIVRD', { id: 'a', submitted: undefined }],
  ])('%s', (text, wanted) => {
    expect(readReceipt(text)).toMatchObject(wanted);
  });

  test.each(['', 'hello', 'id:a', 'stat:DELIVRD', 'id: stat:DELIVRD', 'id:a stat:', 'said:a estate:b'])(
    '%j is none',
    (text) => {
      expect(readReceipt(text)).toBeUndefined();
    },
  );

  test('the id may stand beside the text', () => {
    expect(readReceipt('stat:DELIVRD', 'tlv')).toMatchObject({ id: 'tlv' });
    expect(readReceipt('id:a stat:DELIVRD', 'tlv')).toMatchObject({ id: 'a' });
  });

  test('what is written is read as it was', () => {
    const number = fc.integer({ min: 0, max: 999 });
    const date = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    const receipt = fc.record({
      id: fc.stringMatching(/^[0-9A-Za-z-]{1,64}$/),
      submitted: number,
      delivered: number,
      submitDate: date.map((at) => receiptDateOf(at.getTime(), 0)),
      doneDate: date.map((at) => receiptDateOf(at.getTime(), 480)),
      state: fc.constantFrom(...Object.values(RECEIPT_STATES)),
      error: fc.stringMatching(/^[0-9A-F]{3}$/),
      text: fc.string({ unit: 'grapheme', maxLength: 5 }).filter((text) => [...text].length <= 20),
    });
    fc.assert(
      fc.property(receipt, (given) => {
        expect(readReceipt(writeReceipt(given))).toEqual(given);
      }),
    );
  });

  test('a long text of keys and colons takes no time', () => {
    const long = `${'id : '.repeat(20_000)}stat:`;
    const many = 'submit date:'.repeat(10_000);
    expect([readReceipt(long), readReceipt(many)]).toEqual([undefined, undefined]);
  });

  test('states by number', () => {
    expect(messageStateOf('DELIVRD')).toBe(2);
    expect(messageStateOf('REJECTD')).toBe(8);
    expect(messageStateOf('BLOCKED')).toBeUndefined();
  });

  test('dates are instants of their writer', () => {
    expect(receiptDateMs('2611260900', 480)).toBe(Date.UTC(2026, 10, 26, 1, 0));
    expect(receiptDateMs('261126090059', 0)).toBe(Date.UTC(2026, 10, 26, 9, 0, 59));
    expect(receiptDateOf(Date.UTC(2026, 10, 26, 1, 0), 480)).toBe('2611260900');
    for (const wrong of ['', '261126', '2602300900', '2611262400', '0000000000', '261126090060', '26112609ab'])
      expect(receiptDateMs(wrong, 0)).toBeUndefined();
  });
});
