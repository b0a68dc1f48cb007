import { setImmediate as nextTurn } from 'node:timers/promises';
import { asId, type CallJoin, type CallRecord, type FieldError, failure, type LineId } from '@wurao/domain';
import { type CallRecordField, readCallRecord } from '@wurao/registry';
import { need, stop, stopInvalid } from '../../http/need.ts';
import { Stop } from '../../http/problem.ts';
import { ownsLine } from '../../read/attempt.ts';
import { type Handler, ok } from '../route.ts';

interface OutcomesBody {
  readonly line: string;
  readonly dryRun?: boolean;
  readonly records: readonly Readonly<Partial<Record<CallRecordField, unknown>>>[];
}

/** A batch can hold a thousand wrong records; nobody reads more. */
const ERRORS_MAX = 20;

/** Read in about a millisecond: then decisions have their turn. */
const RECORDS_A_TURN = 200;

/** All of them, or the first errors: what is half sound was put together wrongly. */
const readRecords = async (records: OutcomesBody['records']): Promise<readonly CallRecord[]> => {
  const read: CallRecord[] = [];
  const errors: FieldError[] = [];
  for (const [row, values] of records.entries()) {
    if (row % RECORDS_A_TURN === RECORDS_A_TURN - 1) await nextTurn();
    const one = readCallRecord((field) => values[field]);
    if (one.ok) read.push(one.record);
    else errors.push(...one.errors.map((error) => ({ ...error, field: `records[${row}].${error.field}` })));
    if (errors.length >= ERRORS_MAX) break;
  }
  if (errors.length > 0)
    throw new Stop(failure('invalid', 'A call record is not valid', ...errors.slice(0, ERRORS_MAX)));
  return read;
};

/** POST /v1/outcomes */
export const recordOutcomes: Handler = async (call, { gate, outcomes }) => {
  const { line: named, dryRun = false, records } = call.body as OutcomesBody;
  const line = asId<LineId>(named);
  if (call.key === undefined || !ownsLine(call.key, line, gate))
    throw stop('forbidden', 'line', 'this key does not own the line', 'Name a line of this key.');
  if (gate.line(line) === undefined) throw stopInvalid('line', 'there is no such line', 'GET /v1/lines lists them.');
  const joins = need(await outcomes.recordCalls(line, await readRecords(records), dryRun));
  const count = (result: CallJoin['result']): number => joins.filter((join) => join.result === result).length;
  return ok({
    line,
    dryRun,
    counts: { matched: count('matched'), known: count('known'), unmatched: count('unmatched') },
    items: joins,
  });
};
