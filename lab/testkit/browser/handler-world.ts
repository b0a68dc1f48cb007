import { type Hand, handOf } from './hand.ts';
import { holdImport } from './held-import.ts';
import type { SampleHouse } from './sample-house.ts';

/** Shown as text wherever somebody wrote it, or a page runs what strangers write. */
export const XSS = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const CALLEES = ['+8613800000001', '+8613800000009', '+8613800000010', '+8613800000012'] as const;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const call = (callee: string, purpose: string) => ({
  channel: 'voice',
  caller: '95000',
  callee,
  line: 'line-sample-1',
  purpose,
  mode: 'attempt',
});

const keepPicture = async ({ url }: SampleHouse, key: string) => {
  const response = await fetch(`${url}/v1/attachments?type=image/png`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
    body: PNG,
  });
  return (await response.json()) as { readonly type: string; readonly sha256: string; readonly bytes: number };
};

/** A person asks the bank where it has the number from. */
const askedWhere = async ({ admin }: SampleHouse): Promise<Readonly<Record<string, unknown>>> =>
  (await admin.post('/v1/inquiries', { subscriber: CALLEES[0], merchant: 'merchant-sample-bank' })).body;

export interface HandlerWorld {
  readonly handler: Hand;
  readonly bank: Hand;
  /** Put to the bank, answered. */
  readonly answered: string;
  /** Not forwarded yet: about a number that nobody knows. */
  readonly strange: string;
  /** Of an import that waits for a review, of an inquiry that was answered, of a cap. */
  readonly held: string;
  readonly inquiry: string;
  readonly cap: string;
}

/** Complaints and a case that wait for a handler, as people make them: calls, complaints, an answer. */
export const fillHandlerWorld = async (house: SampleHouse): Promise<HandlerWorld> => {
  const handler = await handOf(house, 'handler');
  const bank = await handOf(house, 'merchant', { party: 'merchant-sample-bank', lines: ['line-sample-1'] });
  for (const callee of CALLEES) await house.admin.post('/v1/decisions', call(callee, 'service'));
  const picture = await keepPicture(house, handler.key);
  const complain = async (complainant: string, more: Readonly<Record<string, unknown>>): Promise<string> => {
    const { body } = await handler.api.post('/v1/complaints', {
      complainant,
      channel: 'voice',
      at: new Date().toISOString(),
      durationMs: 12_000,
      province: '110000',
      category: 'loan',
      ...more,
    });
    return String(body['case']);
  };
  const answered = await complain(CALLEES[0], {
    reported: '95000',
    description: `又来推销贷款。${XSS}`,
    attachments: [{ ...picture, name: `截图 ${XSS}.png`.replaceAll('/', '') }],
  });
  await complain(CALLEES[1], { reported: '95000', description: '同一家，又打来了。' });
  await handler.api.post('/v1/cases/steps', { cases: [answered], input: 'forward' });
  const answer = { text: `客户曾经同意。${XSS}` };
  await bank.api.post('/v1/cases/steps', { cases: [answered], input: 'answer', answer });
  await handler.api.post(`/v1/cases/${answered}/notes`, { text: `已联系投诉人。${XSS}` });
  const strange = await complain(CALLEES[3], {
    reported: '17000000099',
    description: '不知道是谁。',
    category: 'other',
  });
  for (let i = 0; i < 12; i += 1)
    await complain(CALLEES[i % CALLEES.length] ?? CALLEES[0], {
      reported: `0571${8_800_000 + i}1`,
      description: `第${i}次`,
    });
  const cap = await handler.api.post('/v1/sanctions', {
    kind: 'cap',
    target: { kind: 'number', id: '95001' },
    grounds: [{ kind: 'case', id: answered }],
    perDay: 100,
    termDays: 30,
  });
  const inquiry = String((await askedWhere(house)).id);
  const text = { source: 'supplier', supplier: XSS, text: XSS };
  await bank.api.post(`/v1/inquiries/${inquiry}/steps`, { input: 'answer', answer: text });
  return {
    handler,
    bank,
    answered,
    strange,
    held: await holdImport(house, bank, XSS),
    inquiry,
    cap: String(cap.body['id']),
  };
};
