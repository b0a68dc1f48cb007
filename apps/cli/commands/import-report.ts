import { csvCell, type Result, success } from '@wurao/domain';
import { type Access, type CallAnswer, isRejected } from '../access.ts';
import type { Shell } from '../shell.ts';

/** An import as the API tells it. */
export interface ImportView {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly state: string;
  readonly dryRun: boolean;
  readonly merchant?: string;
  readonly phase?: string;
  readonly bytes: number;
  readonly bytesRead?: number;
  readonly rows: number;
  readonly position: number;
  readonly stated: number;
  readonly unchanged: number;
  readonly bad: number;
  readonly held: number;
  readonly patterns: Readonly<Record<string, number>>;
  readonly rowsPerSecond?: number;
  readonly firstSequence?: number;
  readonly lastSequence?: number;
  readonly problem?: string;
  readonly createdAt: string;
}

export interface ImportRowView {
  readonly row: number;
  readonly line: number;
  readonly state: string;
  readonly patterns?: readonly string[];
  readonly errors?: readonly {
    readonly field: string;
    readonly column?: number;
    readonly message: string;
    readonly remedy: string;
  }[];
  readonly reason?: string;
}

const PAGE_ROWS = 200;

/** Every row of a state, page by page. */
export async function* importRows(
  access: Access,
  id: string,
  state: string | undefined,
): AsyncGenerator<Result<CallAnswer> | readonly ImportRowView[]> {
  for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
    const query = new URLSearchParams({ limit: String(PAGE_ROWS), ...(state && { state }), ...(after && { after }) });
    const answer = await access.call('GET', `/v1/imports/${encodeURIComponent(id)}/rows?${query}`);
    if (!answer.ok || isRejected(answer.value)) {
      yield answer;
      return;
    }
    const page = answer.value.body as { readonly items: readonly ImportRowView[]; readonly next?: string };
    yield page.items;
    after = page.next;
  }
}

const FINE: Result<CallAnswer> = success({ status: 200, body: undefined });

/** Bad and held rows to a file, and the first of them to the screen. */
export const writeReport = async (
  shell: Shell,
  access: Access,
  view: ImportView,
  { path, shown }: { readonly path: string | undefined; readonly shown: number },
): Promise<Result<CallAnswer>> => {
  if (view.bad + view.held === 0 && path === undefined) return FINE;
  const file = path === undefined ? undefined : shell.writeFile(path);
  const isCsv = path?.toLowerCase().endsWith('.csv') === true;
  if (isCsv) file?.write('line,row,state,patterns,column,field,message,remedy\r\n');
  let left = shown;
  try {
    for await (const page of importRows(access, view.id, undefined)) {
      if (!isPage(page)) return page;
      for (const row of page) {
        file?.write(isCsv ? csvLines(row) : `${JSON.stringify(row)}\n`);
        if (left-- > 0) shell.out(screenLines(row));
      }
      if (file === undefined && left <= 0) break;
    }
  } finally {
    file?.close();
  }
  const more = view.bad + view.held - shown;
  if (shown > 0 && more > 0)
    shell.out(
      `… and ${more.toLocaleString('en-US')} more${path ? ` in ${path}` : '; --report writes all of them to a file'}\n`,
    );
  return FINE;
};

const isPage = (page: Result<CallAnswer> | readonly ImportRowView[]): page is readonly ImportRowView[] =>
  Array.isArray(page);

const csvLines = ({ line, row, state, patterns = [], errors = [] }: ImportRowView): string => {
  const head = [line, row, state, patterns.join(';')];
  const rows = errors.length === 0 ? [[]] : errors.map((e) => [e.column, e.field, e.message, e.remedy]);
  return rows.map((rest) => `${[...head, ...rest].map(csvCell).join(',')}\r\n`).join('');
};

export const screenLines = ({ line, state, patterns = [], errors = [], reason }: ImportRowView): string => {
  const why = [...patterns, ...(reason === undefined ? [] : [`"${reason}"`])].join(', ');
  const head = `line ${line}: ${state}${why === '' ? '' : `: ${why}`}`;
  if (errors.length === 0) return `${head}\n`;
  return errors
    .map(({ field, column, message, remedy }) => {
      const place = [field, column === undefined ? '' : `column ${column}`].filter((part) => part !== '').join(', ');
      return `${head}: ${place === '' ? '' : `${place}: `}${message}. ${remedy}\n`;
    })
    .join('');
};

const count = (value: number): string => value.toLocaleString('en-US');

export const summaryText = (view: ImportView): string => {
  const patterns = Object.entries(view.patterns).map(([name, rows]) => `${name} ${count(rows)}`);
  const lines = [
    `${view.id}: ${view.kind} from ${view.name}: ${view.state}${view.dryRun ? ' (dry run, nothing was stated)' : ''}`,
    `  ${count(view.rows)} rows: ${count(view.stated)} ${view.dryRun || view.state === 'refused' ? 'would be stated' : 'stated'}, ${count(view.unchanged)} stood already, ${count(view.bad)} bad, ${count(view.held)} held`,
    ...(patterns.length === 0 ? [] : [`  held for: ${patterns.join(', ')}`]),
    ...(view.held === 0 || view.dryRun
      ? []
      : [`  \`wurao imports rows ${view.id} --state held\` shows them; a reviewer releases or discards.`]),
    ...(view.problem === undefined ? [] : [`  ${view.problem}`]),
  ];
  return `${lines.join('\n')}\n`;
};
