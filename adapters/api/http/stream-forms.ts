import type { IncomingHttpHeaders } from 'node:http';
import { type Failure, failure, type Result, success } from '@wurao/domain';
import type { AnswerForm } from '../stream/answers.ts';

export interface StreamForms {
  readonly given: AnswerForm;
  readonly wanted: AnswerForm;
  readonly charset: 'utf-8' | 'gb18030';
  /** CSV: whether the first line is a header; undefined: its look decides. */
  readonly header: boolean | undefined;
}

const TYPES: Readonly<Record<string, AnswerForm>> = {
  'text/csv': 'csv',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
};
const CHARSETS: Readonly<Record<string, StreamForms['charset']>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
};

const malformed = (field: string, message: string, remedy: string): Failure =>
  failure('malformed', 'The request cannot be read', { field, message, remedy });

/** `text/csv; charset=gb18030; header=present` */
const partsOf = (type: string): { readonly name: string; readonly parameters: ReadonlyMap<string, string> } => {
  const [name = '', ...rest] = type.split(';').map((part) => part.trim().toLowerCase());
  const pairs = rest
    .map((part) => part.split('='))
    .map(([key = '', value = '']) => [key, value.replaceAll('"', '')] as const);
  return { name, parameters: new Map(pairs) };
};

const wantedForm = (accept: string | undefined, given: AnswerForm): AnswerForm | undefined => {
  if (accept === undefined || accept.trim() === '') return given;
  const names = accept.split(',').map((one) => partsOf(one).name);
  const asked = names.map((name) => TYPES[name]).find((form) => form !== undefined);
  return asked ?? (names.some((name) => name === '*/*') ? given : undefined);
};

/** What the rows are in, and what the answers shall be in. */
export const formsOf = (headers: IncomingHttpHeaders): Result<StreamForms> => {
  const type = headers['content-type'];
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    return malformed('Content-Encoding', `${encoding.slice(0, 40)} is not read`, 'Send the rows uncompressed.');
  const { name, parameters } = partsOf(type ?? '');
  const given = TYPES[name];
  if (given === undefined) {
    const said = type === undefined ? 'no content type' : type.slice(0, 80);
    return malformed('Content-Type', `${said}; CSV and NDJSON are read`, 'Send text/csv or application/x-ndjson.');
  }
  const charset = CHARSETS[parameters.get('charset') ?? 'utf-8'];
  if (charset === undefined || (given === 'ndjson' && charset !== 'utf-8'))
    return malformed('Content-Type', 'unknown charset', 'CSV may be utf-8 or gb18030; NDJSON is UTF-8.');
  const wanted = wantedForm(headers.accept, given);
  if (wanted === undefined)
    return malformed('Accept', 'neither CSV nor NDJSON', 'Accept text/csv, application/x-ndjson or */*.');
  const header = parameters.get('header');
  if (header !== undefined && header !== 'present' && header !== 'absent')
    return malformed('Content-Type', `header=${header.slice(0, 20)}`, 'Say header=present or header=absent.');
  return success({ given, wanted, charset, header: header === undefined ? undefined : header === 'present' });
};
