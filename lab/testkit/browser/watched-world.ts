import type { Window } from './chromium.ts';
import { handOf } from './hand.ts';
import type { SampleHouse } from './sample-house.ts';

export const CARRIER = 'party-sample-carrier';
export const BANK_CALL = {
  line: 'line-sample-1',
  caller: '95000',
  purpose: 'marketing',
  category: 'loan',
  channel: 'voice',
};
/** Shown as text wherever somebody wrote it. */
export const SCRIPT = '<img src=x onerror="document.title=1">【样例银行】{name}';
const LINES = ['line-sample-1', 'line-sample-2'] as const;
const PORT = '106911112222';
const BANK = { kind: 'merchant', id: 'merchant-sample-bank' };
/** Landlines of Beijing, Shanghai, Zhejiang and Sichuan, and a few of Tibet: of those nothing is told. */
const PROTECTED = [
  ['+8610625510', 24],
  ['+8621625510', 36],
  ['+86571825510', 18],
  ['+8628825510', 12],
  ['+8689162510', 3],
] as const;

export interface Made {
  readonly id: string;
  readonly case?: string;
}
/** What this person's words made, or why not. */
export const madeBy =
  (api: Pick<SampleHouse['admin'], 'post' | 'put'>, method: 'post' | 'put' = 'post') =>
  async (path: string, body: unknown): Promise<Made> => {
    const { status, body: answer } = await api[method](path, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
    return answer as unknown as Made;
  };

/** Calls on two lines: the same people, once each. */
export const callOnLines = async ({ admin }: SampleHouse, people = 12): Promise<void> => {
  for (const line of LINES)
    for (let index = 1; index <= people; index += 1)
      await madeBy(admin)('/v1/decisions', {
        ...BANK_CALL,
        line,
        callee: `138000000${String(index).padStart(2, '0')}`,
      });
};

const protect = async ({ admin }: SampleHouse): Promise<void> => {
  const put = madeBy(admin, 'put');
  for (const [prefix, count] of PROTECTED)
    for (let index = 1; index <= count; index += 1)
      await put(`/v1/subscribers/${prefix}${String(index).padStart(2, '0')}/preference`, { on: true });
};

/** Scripts to review, a message reported by a person (of which comes a finding), names with markup in them. */
const write = async ({ admin }: SampleHouse): Promise<void> => {
  const made = madeBy(admin);
  await made('/v1/filings', {
    caller: PORT,
    merchant: BANK.id,
    line: LINES[0],
    purposes: ['marketing'],
    categories: ['loan'],
    channels: ['sms'],
    from: '2020-01-01T00:00:00Z',
  });
  const at = new Date(Date.now() - 60_000).toISOString();
  await made('/v1/message-reports', { subscriber: '13800000012', port: PORT, text: SCRIPT, at });
  await made('/v1/contents', {
    merchant: BANK.id,
    channel: 'voice',
    purpose: 'service',
    category: 'loan',
    text: SCRIPT,
    variables: [{ name: 'name', type: 'name', maxLength: 20 }],
  });
  await made('/v1/parties', { id: 'party-with-markup', name: SCRIPT, kind: 'line-provider' });
};

export interface WatchedWorld {
  /** Put to the carrier, which owes an answer. */
  readonly asked: string;
  /** Of the number 95001. */
  readonly cap: string;
  /** Of the bank, which was told of it; it rests on a case that was upheld. */
  readonly fine: string;
}

/** Complaints as people make them, one put to the carrier, one upheld and followed by a cap and by a fine that was told. */
const judge = async (house: SampleHouse): Promise<WatchedWorld> => {
  const [handler, bank, regulator] = await Promise.all([
    handOf(house, 'handler'),
    handOf(house, 'merchant', { party: BANK.id, lines: [LINES[0]] }),
    handOf(house, 'regulator'),
  ]);
  const complain = async (complainant: string, reported: string, description: string): Promise<string> => {
    const said = { complainant, reported, description, channel: 'voice', durationMs: 9_000 };
    const more = { at: new Date().toISOString(), province: '110000', category: 'loan' };
    return String((await madeBy(handler.api)('/v1/complaints', { ...said, ...more })).case);
  };
  const step = (by: typeof handler, id: string, input: string, more: object = {}) =>
    madeBy(by.api)('/v1/cases/steps', { cases: [id], input, ...more });
  const asked = await complain('+8613800000009', '95001', `号码不是这家公司的。${SCRIPT}`);
  await step(handler, asked, 'forward', { party: { kind: 'party', id: CARRIER } });
  const upheld = await complain('+8613800000001', '95000', '拒绝以后又打来。');
  await step(handler, upheld, 'forward');
  await step(bank, upheld, 'answer', { answer: { text: '系统没有更新。' } });
  await step(handler, upheld, 'uphold', { reason: '用户已经拒绝。' });
  const grounds = [{ kind: 'case', id: upheld }];
  const impose = madeBy(regulator.api);
  const cap = await impose('/v1/sanctions', {
    kind: 'cap',
    target: { kind: 'number', id: '95001' },
    grounds,
    perDay: 100,
    termDays: 30,
    impose: true,
  });
  const fine = await impose('/v1/sanctions', { kind: 'fine', target: BANK, grounds, amountYuan: 20_000 });
  await impose('/v1/sanctions/steps', { ids: [fine.id], input: 'notice' });
  return { asked, cap: cap.id, fine: fine.id };
};

/** What a regulator and a carrier watch over: calls, protection, scripts, findings, cases, sanctions. */
export const fillWatchedWorld = async (house: SampleHouse): Promise<WatchedWorld> => {
  await callOnLines(house);
  await protect(house);
  await write(house);
  return judge(house);
};

/** Calls go on until this is shown. */
export const whileCalling = async (house: SampleHouse, shown: Promise<unknown>): Promise<void> => {
  let isShown = false;
  const settled = shown.finally(() => {
    isShown = true;
  });
  while (!isShown) await Promise.race([settled, callOnLines(house, 2)]);
  await settled;
};

/** Opens this address, and waits until what was asked of the server has come, and this is told. */
export const openPage = async ({ page }: Window, path: string, tells?: string | RegExp): Promise<void> => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  if (tells !== undefined) await page.getByText(tells).first().waitFor();
};
