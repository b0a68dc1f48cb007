import type { CallRecord } from '@wurao/domain';
import { success } from '@wurao/domain';
import { CALL_RECORDS_MAX } from '@wurao/registry';
import { describe, expect, it } from 'vitest';
import { buildApi } from '../app.ts';
import { loadContract } from '../contract/contract.ts';
import { fakePorts } from '../fakes/ports.ts';
import { CALL_RECORDS_BYTES_MAX } from '../options.ts';

const asked: { readonly line: string; readonly records: readonly CallRecord[]; readonly isDryRun: boolean }[] = [];
const ports = fakePorts();
const api = buildApi(
  {
    ...ports,
    outcomes: {
      recordCalls: async (line, records, isDryRun) => {
        asked.push({ line, records, isDryRun });
        return success(records.map(() => ({ result: 'unmatched', why: 'refused' })));
      },
    },
  },
  { docs: false },
);

const tell = (payload: object, who = 'carrier') =>
  api.inject({
    method: 'POST',
    url: '/v1/outcomes',
    headers: { authorization: `Bearer key-of-${who}` },
    payload,
  });
const BUSY = { caller: '95588', callee: '13800000001', start: '2026-03-01T10:00:00+08:00', status: 486 };
const LINE = 'line-sample-1';

describe('call records', () => {
  it('are for the carrier of the line, and for the operator', async () => {
    const body = { line: LINE, records: [BUSY] };
    expect((await tell(body)).statusCode).toBe(200);
    expect((await tell(body, 'admin')).statusCode).toBe(200);
    expect((await tell(body, 'other-carrier')).json()).toMatchObject({ status: 403, errors: [{ field: 'line' }] });
    expect((await tell({ ...body, line: 'line-nowhere' }, 'admin')).json()).toMatchObject({
      status: 422,
      errors: [{ field: 'line' }],
    });
  });

  it('come as the rule reads them, and a dry run says so', async () => {
    asked.length = 0;
    const answer = await tell({ line: LINE, dryRun: true, records: [BUSY, { ...BUSY, status: 'NO ANSWER' }] });
    expect(answer.json()).toEqual({
      line: LINE,
      dryRun: true,
      counts: { matched: 0, known: 0, unmatched: 2 },
      items: [
        { result: 'unmatched', why: 'refused' },
        { result: 'unmatched', why: 'refused' },
      ],
    });
    const { records } = asked[0] ?? { records: [] };
    expect(asked).toMatchObject([{ line: LINE, isDryRun: true }]);
    expect(records.map(({ callee, startMs, status }) => [callee, startMs, status])).toEqual([
      ['+8613800000001', Date.parse(BUSY.start), 486],
      ['+8613800000001', Date.parse(BUSY.start), 480],
    ]);
  });

  it('are kept all or none: what is wrong is named by its place', async () => {
    asked.length = 0;
    const wrong = { ...BUSY, status: 200 };
    const answer = await tell({ line: LINE, records: [BUSY, wrong, { ...BUSY, callee: '1' }] });
    expect(answer.json()).toMatchObject({
      status: 422,
      errors: [{ field: 'records[1].answer' }, { field: 'records[2].callee' }],
    });
    expect((await tell({ line: LINE, records: Array(40).fill(wrong) })).json().errors).toHaveLength(20);
    expect(asked).toEqual([]);
  });

  it('may be a thousand, each as long as it can be; more are too many', async () => {
    const { schemas } = loadContract().components as { schemas: Record<string, { properties: object }> };
    expect(schemas['OutcomesInput']?.properties).toMatchObject({ records: { maxItems: CALL_RECORDS_MAX } });
    const long = '2026-03-01T10:00:00.123456789+08:00';
    const longest = {
      ...{ caller: `${' '.repeat(29)}13800000001`, callee: `${' '.repeat(29)}13800000002` },
      ...{ start: long, answer: long, end: long, duration: 1234567.123456, status: `${' '.repeat(32)}ANSWERED` },
      hungUpBy: 'network',
    };
    const records = Array(CALL_RECORDS_MAX).fill(longest);
    expect((await tell({ line: LINE, records })).statusCode).toBe(200);
    expect((await tell({ line: LINE, records: [...records, longest] })).statusCode).toBe(422);
    const padded = await tell({ line: LINE, records: [BUSY], padding: 'x'.repeat(CALL_RECORDS_BYTES_MAX) });
    expect(padded.json()).toMatchObject({
      status: 413,
      errors: [{ message: `more than ${CALL_RECORDS_BYTES_MAX} bytes` }],
    });
  });
});
