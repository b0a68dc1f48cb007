import { describe, expect, it } from 'vitest';
import { augmented } from './augment.ts';
import { type Example, purposeOf } from './corpus.ts';

const written = (label: string, text: string): Example => ({
  text,
  source: 'written',
  label,
  commercial: label !== 'service',
  purpose: purposeOf(label),
  weight: 1,
});
const SERVICE = Array.from({ length: 60 }, (_, at) =>
  written('service', `【某银行】您第${at}期的账单已出，请按时还款。`),
);
/** Of tails.tsv. */
const TAIL = '百万医疗险首月1元，点击投保';
const SEED = 7;
const endingIn = (tail: string, heldOut: readonly Example[], learnt = SERVICE): number =>
  augmented(learnt, SEED, heldOut).filter(({ label, text }) => label === 'disguised' && text.includes(tail)).length;

describe('augmented', () => {
  it('hangs no end of promotion on what is learnt that a held-out message holds', () => {
    expect(endingIn(TAIL, [])).toBeGreaterThan(0);
    expect(endingIn(TAIL, [written('disguised', `您的理赔款已到账。现为老客户推出${TAIL}。`)])).toBe(0);
    expect(endingIn(TAIL, [written('disguised', '您的理赔款已到账。现为老客户推出百万医疗险首月2元。')])).toBe(0);
    expect(endingIn(TAIL, [written('service', '您的理赔款已到账。')])).toBeGreaterThan(0);
  });

  it('nor the end of a promotional message like a held-out one', () => {
    const end = '老客户专享，洗车打蜡买十送三，本周到店另赠内饰清洁一次';
    const learnt = [...SERVICE, written('marketing', `【某车行】${end}`)];
    expect(endingIn(end, [], learnt)).toBeGreaterThan(0);
    expect(endingIn(end, [written('disguised', `您的爱车保养已完成。${end}`)], learnt)).toBe(0);
  });
});
