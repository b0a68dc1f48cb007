import { CASE_SHAPES } from './casework/columns.ts';
import type { Tables } from './schema.ts';
import type { TableShape } from './table-shape.ts';

/** A value of a row, on both engines. */
export type Value = string | number | null;

export type TableName = keyof Tables;

/** Every table that holds something of the register, in the order in which one may be filled: what is referred to comes first. */
export const SHAPES: { readonly [T in Exclude<TableName, 'schema_version' | 'feed_head'>]: TableShape<T> } = {
  merchant_index: { columns: ['merchant', 'id'], key: ['merchant'] },
  wording: { columns: ['id', 'sha256', 'words'], key: ['id'] },
  fact: {
    columns: ['kind', 'id', 'from_sequence', 'to_sequence', 'owner', 'lookup', 'body'],
    key: ['kind', 'id', 'from_sequence'],
  },
  preference: {
    columns: [
      'subscriber',
      'from_sequence',
      'to_sequence',
      'received_at',
      'is_on',
      'channels',
      'categories',
      'purposes',
      'barred_since',
      'detail',
    ],
    key: ['subscriber', 'from_sequence'],
  },
  basis: {
    columns: [
      'subscriber',
      'merchant',
      'from_sequence',
      'to_sequence',
      'ended_how',
      'ended_by',
      'ended_at',
      'kind',
      'method',
      'confirmed',
      'purposes',
      'categories',
      'channels',
      'from_at',
      'to_at',
      'received_at',
      'matter',
    ],
    key: ['subscriber', 'merchant', 'from_sequence'],
  },
  basis_proof: {
    columns: [
      'from_sequence',
      'id',
      'subscriber',
      'merchant',
      'wording',
      'evidence_reference',
      'evidence_sha256',
      'told_end_sequence',
      'told_end_at',
    ],
    key: ['from_sequence'],
  },
  refusal: {
    columns: [
      'subscriber',
      'merchant',
      'from_sequence',
      'to_sequence',
      'ended_at',
      'purposes',
      'categories',
      'channels',
      'written_by',
      'wording',
      'received_at',
      'reply_port',
      'reply_at',
    ],
    key: ['subscriber', 'merchant', 'from_sequence'],
  },
  tenure: { columns: ['number', 'from_sequence', 'at', 'began_at'], key: ['number', 'from_sequence'] },
  ownership: { columns: ['number', 'from_sequence', 'to_sequence', 'carrier'], key: ['number', 'from_sequence'] },
  change: { columns: ['sequence', 'position', 'at', 'body'], key: ['sequence', 'position'] },
  idempotency: { columns: ['key_id', 'key', 'body_hash', 'at', 'outcome'], key: ['key_id', 'key'] },
  outbox: { columns: ['id', 'at', 'recipient', 'purpose', 'text', 'expires_at', 'sender', 'channel'], key: ['id'] },
  notice: {
    columns: ['subscriber', 'merchant', 'kind', 'at', 'sequence'],
    key: ['subscriber', 'merchant', 'kind', 'at'],
  },
  finding: {
    columns: [
      'id',
      'at',
      'kind',
      'subject',
      'merchant',
      'subscriber',
      'line',
      'decision',
      'reply_words',
      'reply_port',
      'reply_at',
    ],
    key: ['id'],
  },
  code: { columns: ['id', 'subscriber', 'hash', 'at', 'expires_at', 'tries', 'spent'], key: ['id'] },
  consent_request: {
    columns: [
      'id',
      'subscriber',
      'merchant',
      'at',
      'expires_at',
      'hash',
      'tries',
      'state',
      'ended_at',
      'purposes',
      'categories',
      'channels',
      'to_at',
      'words',
      'act_reference',
      'act_sha256',
      'act_at',
    ],
    key: ['id'],
  },
  member: { columns: ['id', 'name', 'oidc_subject', 'invitation', 'created_at', 'body'], key: ['id'] },
  guardianship: {
    columns: [
      'id',
      'guardian',
      'ward',
      'state',
      'hash',
      'tries',
      'asked_at',
      'expires_at',
      'stands_at',
      'ended_at',
      'told_at',
    ],
    key: ['id'],
  },
  held_wish: { columns: ['id', 'subscriber', 'since_at', 'until_at'], key: ['id'] },
  consent_form: {
    columns: ['id', 'version', 'merchant', 'published_at', 'ended_at', 'sha256', 'body'],
    key: ['id', 'version'],
  },
  webhook: { columns: ['id', 'merchant', 'url', 'secret', 'created_at', 'status'], key: ['id'] },
  webhook_delivery: { columns: ['webhook', 'delivered_to', 'failures', 'next_at'], key: ['webhook'] },
  merchant_event: {
    columns: ['merchant', 'sequence', 'id', 'at', 'type', 'subscriber', 'basis'],
    key: ['merchant', 'sequence'],
  },
  import: {
    columns: [
      'id',
      'created_at',
      'updated_at',
      'party',
      'state',
      'position',
      'first_sequence',
      'last_sequence',
      'options',
      'actor',
      'counts',
      'problem',
    ],
    key: ['id'],
  },
  import_row: {
    columns: [
      'import',
      'row',
      'line',
      'state',
      'patterns',
      'thing',
      'errors',
      'reviewed_by',
      'reviewed_at',
      'reason',
      'sequence',
    ],
    key: ['import', 'row'],
  },
  call_record: {
    columns: [
      'caller',
      'callee',
      'start_at',
      'answer_at',
      'duration',
      'hung_up_by',
      'merchant',
      'subscriber',
      'import',
    ],
    key: ['callee', 'caller', 'start_at'],
  },
  appeal: {
    columns: [
      'id',
      'received_at',
      'decision',
      'line',
      'merchant',
      'carrier',
      'caller',
      'statement',
      'contact',
      'status',
      'due_at',
      'answer',
      'answered_at',
      'answered_by',
    ],
    key: ['id'],
  },
  ...CASE_SHAPES,
};

export type FilledTable = keyof typeof SHAPES;

export const FILLED_TABLES = Object.keys(SHAPES) as readonly FilledTable[];

export const columnsOf = (table: FilledTable): readonly string[] => SHAPES[table].columns;
export const keyOfTable = (table: FilledTable): readonly string[] => SHAPES[table].key;

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

export const columnList = (table: FilledTable): string => quoted(columnsOf(table));

/** The next rows of a table in the order of its key; `mark` writes the placeholder of the i-th parameter. */
export const chunkSql = (table: FilledTable, isFirst: boolean, limit: number, mark: (i: number) => string): string => {
  const key = keyOfTable(table);
  const after = isFirst ? '' : ` where (${quoted(key)}) > (${key.map((_, i) => mark(i + 1)).join(', ')})`;
  return `select ${columnList(table)} from "${table}"${after} order by ${quoted(key)} limit ${limit}`;
};

export const keyValues = (table: FilledTable, row: readonly Value[]): Value[] => {
  const columns = columnsOf(table);
  return keyOfTable(table).map((name) => row[columns.indexOf(name)] as Value);
};
