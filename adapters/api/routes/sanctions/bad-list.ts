import type { BadListEntry, SanctionFile } from '@wurao/casework';
import { csvTextCell } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { need } from '../../http/need.ts';
import type { ApiPorts } from '../../ports.ts';
import { pageAnswer, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** Asked of the store at once. */
const PAGE_ROWS = 500;
/** What Order 42 has published, and nothing else. */
const FIELDS = [
  'name',
  'creditCode',
  'licence',
  'onDay',
  'reason',
  'listedBy',
] as const satisfies readonly (keyof BadListEntry)[];

const entryView = ({ entry }: SanctionFile): Readonly<Record<string, string>> =>
  Object.fromEntries(FIELDS.map((field) => [field, entry?.[field] ?? '']));

const pageAfter = async (ports: ApiPorts, after: string | undefined, limit: number): Promise<Page<SanctionFile>> =>
  need(await ports.control.ask({ kind: 'badList', after, limit })) as Page<SanctionFile>;

/** GET /v1/bad-list: entries that stand. */
export const listBadList: Handler = async (call, ports) => {
  if (call.query['format'] !== 'csv') {
    const { after, limit } = pageOf(call);
    return pageAnswer(await pageAfter(ports, after, limit), entryView);
  }
  const lines: string[] = [FIELDS.join(',')];
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = await pageAfter(ports, after, PAGE_ROWS);
    for (const file of page.items) {
      const view = entryView(file);
      lines.push(FIELDS.map((field) => csvTextCell(view[field] ?? '')).join(','));
    }
    after = page.next;
  }
  return { status: 200, body: `${lines.join('\r\n')}\r\n`, type: 'text/csv; charset=utf-8' };
};
