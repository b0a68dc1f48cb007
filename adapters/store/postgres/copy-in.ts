import type { Connection } from 'pg';
import pg from 'pg';
import type { Value } from '../columns.ts';

const PLAIN_INSERT = /^insert into "(\w+)" \(([^()]*)\) values \(([^()]*)\)$/;

/** A plain insert of one row, as COPY names it: its table, and the columns that its parameters fill, in their order. */
export interface CopyTarget {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Undefined where a statement is more than that, or writes a constant other than null. */
export const copyTargetOf = (numbered: string): CopyTarget | undefined => {
  const [, table, names = '', marks = ''] = PLAIN_INSERT.exec(numbered) ?? [];
  if (table === undefined) return undefined;
  const values = marks.split(', ');
  if (values.some((value) => value !== 'null' && !/^\$\d+$/.test(value))) return undefined;
  const columns = names.split(', ').filter((_, i) => values[i] !== 'null');
  return { table, columns: columns.map((name) => name.replaceAll('"', '')) };
};

const SPECIAL = /[\\\n\r\t]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const cellOf = (value: Value | undefined): string => {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'number') return String(value);
  return SPECIAL.test(value) ? value.replace(/[\\\n\r\t]/g, (sign) => ESCAPES[sign] as string) : value;
};

/** Rows as COPY reads them: a line each, cells by tabs. */
export const copyText = (columns: readonly string[], rows: readonly object[]): string => {
  let text = '';
  for (const row of rows as readonly Readonly<Record<string, Value>>[]) {
    for (let i = 0; i < columns.length; i++) text += (i === 0 ? '' : '\t') + cellOf(row[columns[i] as string]);
    text += '\n';
  }
  return text;
};

export const copyTextOfArrays = (rows: readonly (readonly Value[])[]): string => {
  let text = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) text += (i === 0 ? '' : '\t') + cellOf(row[i]);
    text += '\n';
  }
  return text;
};

/** COPY … FROM STDIN as one query among those of a connection: the rows follow as soon as the server asks for them. */
class CopyIn extends pg.Query {
  readonly #rows: Buffer;

  constructor(sql: string, rows: string, done: (error: Error | null) => void) {
    // The driver keeps its time limit by way of the callback: an event in its place would never come.
    super({ text: sql, callback: done } as pg.QueryConfig);
    this.#rows = Buffer.from(rows);
  }

  handleCopyInResponse(connection: Connection & { sendCopyFromChunk(rows: Buffer): void; endCopyFrom(): void }): void {
    connection.sendCopyFromChunk(this.#rows);
    connection.endCopyFrom();
  }
}

/** Resolves when the server has taken all of them. Nothing else may be sent meanwhile: the server would read it as rows. */
export const copyIn = (client: pg.Client, { table, columns }: CopyTarget, rows: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const sql = `copy "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) from stdin`;
    client.query(new CopyIn(sql, rows, (error) => (error ? reject(error) : resolve())));
  });
