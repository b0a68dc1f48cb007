import { asId, type DecisionId } from '@wurao/domain';
import { type AttemptBody, attemptOf, decide, explain, instantOf } from '@wurao/engine';
import { CN_2020_DRAFT } from '@wurao/law';
import { naiveCounters, naiveFacts } from '@wurao/testkit';
import { describe, expect, test } from 'vitest';
import { changesOfCase } from './load.ts';

const AT_MS = instantOf('2026-03-10T10:00:00+08:00');
const facts = naiveFacts(changesOfCase({ given: [] }));

const stepSix = (text: string, more: Partial<AttemptBody> = {}) => {
  const attempt = attemptOf({
    channel: 'sms',
    caller: '106900020002',
    callee: '13800000001',
    line: 'line-access',
    purpose: 'service',
    text,
    ...more,
  });
  const decision = decide(attempt, facts, naiveCounters(CN_2020_DRAFT), CN_2020_DRAFT, AT_MS);
  const record = { id: asId<DecisionId>('d1-1'), atMs: AT_MS, attempt, decision };
  const { steps, reproduced } = explain(record, facts, CN_2020_DRAFT);
  expect(reproduced).toBe(true);
  return { reason: decision.reason, looked: steps.find(({ step }) => step === 6)?.looked };
};

describe('step 6 of an explanation', () => {
  test('names the template that a text was meant to be, and where it differs', () => {
    const { reason, looked } = stepSix('【速贷】您3月的帐单为1,200.50元,请于2026-03-20前还款。');
    expect(reason).toBe('content-mismatch');
    expect(looked).toMatchObject({
      nearest: { content: 'content-lender-bill', version: 1 },
      differences: [{ position: 8, found: '帐', expected: '账' }],
    });
  });

  test('compares with the template that was named, only', () => {
    const { reason, looked } = stepSix('【速贷】您3月的账单为1,200.50元,请于2026-03-20前还款。', {
      content: 'content-lender-offer',
      purpose: 'marketing',
    });
    expect(reason).toBe('content-mismatch');
    expect(looked).toMatchObject({ nearest: { content: 'content-lender-offer' } });
  });

  test('says nothing of it where the text is of a template, or none is asked for', () => {
    const { reason, looked } = stepSix('【速贷】您3月的账单为1,200.50元,请于2026-03-20前还款。');
    expect(reason).toBe('not-commercial');
    expect(looked).toMatchObject({ content: 'content-lender-bill', signatures: ['速贷'], links: [] });
    expect(looked).not.toHaveProperty('nearest');
    const free = stepSix('【海港银行】验证码123456,请勿告知他人', { caller: '95566', purpose: 'verification' });
    expect(free.looked).not.toHaveProperty('nearest');
  });

  test('shows how a message is signed and where it leads', () => {
    const text = '【速贷】贷款见http://t.cn/a';
    expect(stepSix(text, { caller: '95566' })).toMatchObject({
      reason: 'content-mismatch',
      looked: { signatures: ['速贷'], links: ['t.cn'] },
    });
    expect(stepSix(text, { caller: '95566', channel: 'voice' }).looked).not.toHaveProperty('signatures');
  });
});
