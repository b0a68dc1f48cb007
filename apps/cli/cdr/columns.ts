import { type Failure, invalid, type Result, success } from '@wurao/domain';
import { CALL_RECORD_FIELDS, type CallRecordField } from '@wurao/registry';

/**
 * Names that the columns of call records go by, when none is said; of several in one file the first here counts. Read without
 * regard to case, spaces, hyphens and underscores.
 */
const COLUMN_NAMES: Readonly<Record<CallRecordField, readonly string[]>> = {
  caller: [
    'caller',
    'callernumber',
    'calleridnumber',
    'calling',
    'callingnumber',
    'src',
    'source',
    'from',
    'ani',
    'anumber',
    '主叫',
    '主叫号码',
  ],
  callee: [
    'callee',
    'calleenumber',
    'called',
    'callednumber',
    'destinationnumber',
    'dst',
    'destination',
    'to',
    'bnumber',
    '被叫',
    '被叫号码',
  ],
  start: [
    'start',
    'startat',
    'starttime',
    'startstamp',
    'startepoch',
    'calldate',
    'setuptime',
    'begintime',
    '开始时间',
    '起始时间',
    '呼叫时间',
    '呼叫开始时间',
  ],
  answer: [
    'answer',
    'answerat',
    'answertime',
    'answeredat',
    'answerstamp',
    'answerepoch',
    'connecttime',
    '应答时间',
    '接通时间',
  ],
  end: [
    'end',
    'endat',
    'endtime',
    'endedat',
    'endstamp',
    'endepoch',
    'hanguptime',
    'disconnecttime',
    'releasetime',
    '结束时间',
    '挂断时间',
    '释放时间',
  ],
  // What is billed runs from the answer; where a file has both, its plain duration includes the ringing.
  duration: ['billsec', 'billedseconds', 'talktime', '通话时长', '计费时长', 'duration', '时长'],
  status: ['status', 'sipstatus', 'sipcode', 'sipresponse', 'disposition', '状态', '呼叫状态', '呼叫结果'],
  hungUpBy: ['hungupby', 'hangupby', 'endedby', 'hangupside', '挂机方', '挂断方', '释放方'],
};
const FIELDS: readonly CallRecordField[] = [...CALL_RECORD_FIELDS.needed, ...CALL_RECORD_FIELDS.optional];
const SHOWN_NAMES = 20;

/** Under which column, from 0, a field stands. */
export type CallRecordColumns = ReadonlyMap<CallRecordField, number>;

export type CdrMapping = ReadonlyMap<CallRecordField, string>;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/g, '');

/** `field=column`, several in one text parted by commas. A column's name may hold a comma, and an equals sign. */
export const readMapping = (said: readonly string[]): Result<CdrMapping> => {
  const mapping = new Map<CallRecordField, string>();
  for (const part of said.flatMap((text) => text.split(/,(?=[A-Za-z]+=)/))) {
    const [, name = '', column = ''] = /^([A-Za-z]+)=(.*)$/s.exec(part) ?? [];
    if (column === '')
      return invalid('--map', `"${part}" is not of the form field=column`, 'Say --map start=calldate.');
    const field = FIELDS.find((known) => known === name);
    if (field === undefined) return invalid('--map', `a call record has no ${name}`, `Use ${FIELDS.join(', ')}.`);
    mapping.set(field, column);
  }
  return success(mapping);
};

/** Where the fields stand in a file of these columns. */
export const columnsOf = (names: readonly string[], mapping: CdrMapping): Result<CallRecordColumns> => {
  const known = names.map(plain);
  const columns = new Map<CallRecordField, number>();
  for (const field of FIELDS) {
    const said = mapping.get(field);
    const place =
      said === undefined
        ? COLUMN_NAMES[field].map((name) => known.indexOf(name)).find((at) => at >= 0)
        : names.indexOf(said);
    if (said !== undefined && place === -1) return noColumn(`there is no column ${said}`, names);
    if (place !== undefined) columns.set(field, place);
  }
  const missing = CALL_RECORD_FIELDS.needed.find((field) => !columns.has(field));
  if (missing !== undefined) return noColumn(`no column is known to hold the ${missing}`, names, missing);
  if (!columns.has('answer') && !columns.has('status'))
    return noColumn('no column is known to hold the answer or the status', names, 'status');
  return success(columns);
};

const noColumn = (message: string, names: readonly string[], field = 'field'): Failure =>
  invalid('--map', message, `Say --map ${field}=COLUMN with one of ${names.slice(0, SHOWN_NAMES).join(', ')}.`);
