import { describe, expect, it } from 'vitest';
import { COMPLAINT_CHARS_MAX } from './complaint.ts';
import { readForwarded } from './forwarded-message.ts';

describe('a forwarded message', () => {
  it.each([
    ['10690000*【某银行】利率优惠', { reported: '10690000', text: '【某银行】利率优惠' }],
    [' +86 138-0000-0001 \uff0a 低息贷款 ', { reported: '+86 138-0000-0001', text: '低息贷款' }],
    ['(010)62345678*', { reported: '(010)62345678', text: undefined }],
    ['\uff11\uff10\uff16\uff19*a*b', { reported: '1069', text: 'a*b' }],
    ['低息贷款,点击领取', { reported: undefined, text: '低息贷款,点击领取' }],
    ['限时*优惠', { reported: undefined, text: '限时*优惠' }],
    ['*1069', { reported: undefined, text: '*1069' }],
    ['  ', { reported: undefined, text: undefined }],
  ])('%s', (message, claim) => expect(readForwarded(message)).toEqual(claim));

  it('of any length is kept as far as a complaint goes', () => {
    expect(readForwarded(`1069*${'a'.repeat(10_000)}`).text).toHaveLength(COMPLAINT_CHARS_MAX);
    expect(readForwarded(`${'1'.repeat(65)}*a`)).toEqual({ reported: undefined, text: `${'1'.repeat(65)}*a` });
  });
});
