import {
  DELIVERED,
  ENDERS,
  type Ender,
  type InstantMs,
  MESSAGE_ERROR_CHARS_MAX,
  MESSAGE_STATE_CHARS_MAX,
  OUTCOME_SOURCES,
  type OutcomeSource,
} from '@wurao/domain';
import { numeric, type Row, text } from './columns.ts';
import { formatDecisionId, parseDecisionId } from './decision-id.ts';
import * as at from './layout.ts';
import { asJournalSequence, type JournalOutcome, type JournalSequence, type OutcomeEntry } from './record.ts';

const NOT_SAID = 0;

/** What is no printable ASCII is nobody's word for a state. */
const writeWord = (view: DataView, base: number, word: string, chars: number): void => {
  for (let at = 0; at < Math.min(word.length, chars); at++) {
    const code = word.charCodeAt(at);
    view.setUint8(base + at, code > 0x20 && code < 0x7f ? code : 0x3f);
  }
};

const readWord = (buffer: Buffer, base: number, bytes: number): string => {
  const end = buffer.indexOf(0, base);
  return buffer.toString('latin1', base, end < 0 ? base + bytes : Math.min(end, base + bytes));
};

/** Writes a payload of `OUTCOME_BYTES`. Throws for a decision id that nobody gave: a programmer's error. */
export const writeOutcome = (view: DataView, base: number, sequence: JournalSequence, entry: OutcomeEntry): void => {
  const decision = parseDecisionId(entry.decision);
  if (decision === undefined) throw new TypeError(`"${entry.decision}" is no decision of a journal`);
  const { endedMs, endedBy, message } = entry;
  const { ringingMs, answeredMs } = message === undefined ? entry : { ringingMs: undefined, answeredMs: undefined };
  view.setUint8(base + at.AT_KIND, at.KIND_OUTCOME);
  view.setUint8(base + at.AT_OUTCOME_ENDED_BY, endedBy === undefined ? at.NO_WORD : ENDERS.indexOf(endedBy));
  view.setUint8(base + at.AT_OUTCOME_SOURCE, OUTCOME_SOURCES.indexOf(entry.source));
  const flags =
    (ringingMs === undefined ? 0 : at.FLAG_RINGING) |
    (answeredMs === undefined ? 0 : at.FLAG_ANSWERED) |
    (endedMs === undefined ? 0 : at.FLAG_ENDED) |
    (message === undefined ? 0 : at.FLAG_MESSAGE);
  view.setUint8(base + at.AT_OUTCOME_FLAGS, flags);
  view.setUint32(base + at.AT_OUTCOME_STATUS, entry.status, true);
  view.setUint32(base + at.AT_OUTCOME_EPOCH, decision.epoch, true);
  view.setFloat64(base + at.AT_OUTCOME_RINGING, Math.trunc(ringingMs ?? NOT_SAID), true);
  view.setFloat64(base + at.AT_OUTCOME_ANSWERED, Math.trunc(answeredMs ?? NOT_SAID), true);
  if (message !== undefined) {
    writeWord(view, base + at.AT_OUTCOME_STATE, message.state, MESSAGE_STATE_CHARS_MAX);
    writeWord(view, base + at.AT_OUTCOME_ERROR, message.error, MESSAGE_ERROR_CHARS_MAX);
  }
  view.setFloat64(base + at.AT_OUTCOME_ENDED, Math.trunc(endedMs ?? NOT_SAID), true);
  view.setFloat64(base + at.AT_OUTCOME_DECISION, decision.sequence, true);
  view.setFloat64(base + at.AT_SEQUENCE, sequence, true);
  view.setFloat64(base + at.AT_INSTANT, Math.trunc(entry.atMs), true);
};

/** Reads a payload that its CRC vouched for. */
export const decodeOutcome = (buffer: Buffer, base: number): JournalOutcome => {
  const flags = buffer.readUInt8(base + at.AT_OUTCOME_FLAGS);
  const instant = (flag: number, place: number): InstantMs | undefined =>
    flags & flag ? buffer.readDoubleLE(base + place) : undefined;
  const decision = asJournalSequence(buffer.readDoubleLE(base + at.AT_OUTCOME_DECISION));
  return {
    sequence: asJournalSequence(buffer.readDoubleLE(base + at.AT_SEQUENCE)),
    atMs: buffer.readDoubleLE(base + at.AT_INSTANT),
    decision: formatDecisionId(decision, buffer.readUInt32LE(base + at.AT_OUTCOME_EPOCH)),
    status: buffer.readUInt32LE(base + at.AT_OUTCOME_STATUS),
    ringingMs: instant(at.FLAG_RINGING, at.AT_OUTCOME_RINGING),
    answeredMs: instant(at.FLAG_ANSWERED, at.AT_OUTCOME_ANSWERED),
    endedMs: instant(at.FLAG_ENDED, at.AT_OUTCOME_ENDED),
    endedBy: ENDERS[buffer.readUInt8(base + at.AT_OUTCOME_ENDED_BY)],
    source: OUTCOME_SOURCES[buffer.readUInt8(base + at.AT_OUTCOME_SOURCE)] ?? 'gate',
    ...(flags & at.FLAG_MESSAGE && {
      message: {
        state: readWord(buffer, base + at.AT_OUTCOME_STATE, at.OUTCOME_STATE_BYTES),
        error: readWord(buffer, base + at.AT_OUTCOME_ERROR, at.OUTCOME_ERROR_BYTES),
      },
    }),
  };
};

type CallCell = string | number | undefined;
interface CallColumn {
  readonly name: string;
  readonly type: 'BIGINT' | 'UINTEGER' | 'VARCHAR';
  readonly of: (outcome: JournalOutcome) => CallCell;
}
const column = (name: string, type: CallColumn['type'], of: CallColumn['of']): CallColumn => ({ name, type, of });

/** The Parquet schema of outcomes. Append, never rename. */
export const CALL_COLUMNS: readonly CallColumn[] = [
  column('sequence', 'BIGINT', (o) => o.sequence),
  column('at_ms', 'BIGINT', (o) => o.atMs),
  column('decision_sequence', 'BIGINT', (o) => parseDecisionId(o.decision)?.sequence),
  column('decision_epoch', 'UINTEGER', (o) => parseDecisionId(o.decision)?.epoch),
  column('status', 'UINTEGER', (o) => o.status),
  column('ringing_ms', 'BIGINT', (o) => o.ringingMs),
  column('answered_ms', 'BIGINT', (o) => o.answeredMs),
  column('ended_ms', 'BIGINT', (o) => o.endedMs),
  column('ended_by', 'VARCHAR', (o) => o.endedBy),
  column('source', 'VARCHAR', (o) => o.source),
  column('message_state', 'VARCHAR', (o) => o.message?.state),
  column('message_error', 'VARCHAR', (o) => o.message?.error),
];
export const CALL_LIST = CALL_COLUMNS.map(({ name }) => name).join(', ');

/** Outcomes beside a table of records. */
export const callsOf = (table: string): string => `${table}_calls`;
export const createCallTable = (table: string): string =>
  `CREATE TABLE ${callsOf(table)} (${CALL_COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')})`;

const instantOrNot = (row: Row, name: string): number | undefined =>
  row[name] === null ? undefined : numeric(row, name);

export const outcomeOf = (row: Row): JournalOutcome => ({
  sequence: asJournalSequence(numeric(row, 'sequence')),
  atMs: numeric(row, 'at_ms'),
  decision: formatDecisionId(asJournalSequence(numeric(row, 'decision_sequence')), numeric(row, 'decision_epoch')),
  status: numeric(row, 'status'),
  ringingMs: instantOrNot(row, 'ringing_ms'),
  answeredMs: instantOrNot(row, 'answered_ms'),
  endedMs: instantOrNot(row, 'ended_ms'),
  endedBy: text(row, 'ended_by') as Ender | undefined,
  source: text(row, 'source') as OutcomeSource,
  ...messageOf(text(row, 'message_state'), text(row, 'message_error')),
});

const messageOf = (state: string | undefined, error = ''): Pick<JournalOutcome, 'message'> =>
  state === undefined ? {} : { message: { state, error } };

const latestOf = (said: readonly JournalOutcome[]): JournalOutcome | undefined =>
  said.reduce<JournalOutcome | undefined>(
    (best, one) => (best === undefined || one.sequence > best.sequence ? one : best),
    undefined,
  );

/**
 * Of several words on one call: the gate's latest, unless it never saw the end and a call record tells more. Of a message: that of a part
 * that did not arrive, else the latest.
 */
export const bestOutcome = (said: readonly JournalOutcome[]): JournalOutcome | undefined => {
  const ofMessage = said.filter(({ message }) => message !== undefined);
  const lost = ofMessage.filter(({ message }) => message?.state !== DELIVERED);
  if (ofMessage.length > 0) return latestOf(lost.length > 0 ? lost : ofMessage);
  const latest = (source: OutcomeSource): JournalOutcome | undefined =>
    latestOf(said.filter((one) => one.source === source));
  const gate = latest('gate');
  const told = latest('call-record');
  return gate === undefined || (gate.endedMs === undefined && told !== undefined) ? told : gate;
};
