import { Readable } from 'node:stream';
import { asId, csvCell, type MerchantId, type Role } from '@wurao/domain';
import { need } from '../../http/need.ts';
import type { ApiPorts, QueryAnswers } from '../../ports.ts';
import { merchantOf } from '../../read/owner.ts';
import { NOUN_FIELDS, nounView } from '../../views/noun-fields.ts';
import type { WireRecord } from '../../views/wire-form.ts';
import type { Handler } from '../route.ts';

/** Asked of the store at once; the next page is read when this one is on its way. */
const PAGE_ROWS = 500;

const COLUMNS = NOUN_FIELDS.basis.filter((field) => field !== 'evidence' && field !== 'ended');
const CSV_HEAD = `${[...COLUMNS, 'evidence', 'sha256', 'endedHow', 'endedAt'].join(',')}\r\n`;

const cell = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(';') : value === undefined ? '' : String(value);
  // A cell that a spreadsheet would take for a formula is a merchant's words, not ours to run.
  return csvCell(/^[=@\t\r-]/.test(text) ? `'${text}` : text);
};

const csvLine = (basis: WireRecord): string => {
  const evidence = basis['evidence'] as { reference?: string; sha256?: string } | undefined;
  const ended = basis['ended'] as { how?: string; at?: string } | undefined;
  const values = [
    ...COLUMNS.map((field) => basis[field]),
    evidence?.reference,
    evidence?.sha256,
    ended?.how,
    ended?.at,
  ];
  return `${values.map(cell).join(',')}\r\n`;
};

async function* lines(
  ports: ApiPorts,
  asked: { readonly merchant: string; readonly role: Role },
  format: 'ndjson' | 'csv',
  first: QueryAnswers['basesOfMerchant'],
): AsyncGenerator<string> {
  if (format === 'csv') yield CSV_HEAD;
  for (let page = first; ; ) {
    const views = page.items.map((basis) => nounView('basis', asked.role, basis));
    yield views.map((view) => (format === 'csv' ? csvLine(view) : `${JSON.stringify(view)}\n`)).join('');
    if (page.next === undefined) return;
    page = await pageAfter(ports, asked.merchant, page.next);
  }
}

const pageAfter = async (ports: ApiPorts, merchant: string, after: string | undefined) =>
  need(
    await ports.control.ask({
      kind: 'basesOfMerchant',
      merchant: asId<MerchantId>(merchant),
      subscriber: undefined,
      after,
      limit: PAGE_ROWS,
    }),
  ) as QueryAnswers['basesOfMerchant'];

/** GET /v1/exports/bases: a merchant's own, of every kind, oldest first. */
export const exportBases: Handler = async (call, ports) => {
  const merchant = merchantOf(call, call.query['merchant'] as string | undefined);
  const after = Number(call.query['after'] ?? 0);
  const format = call.query['format'] === 'csv' ? 'csv' : 'ndjson';
  // The first page before the answer begins: what is wrong is still told as a problem.
  const first = await pageAfter(ports, merchant, String(after));
  const stream = Readable.from(lines(ports, { merchant, role: call.actor.role }, format, first));
  return {
    status: 200,
    body: stream,
    type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
  };
};
