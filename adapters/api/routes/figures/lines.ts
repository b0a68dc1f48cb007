import type { LineId } from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { need, stopInvalid } from '../../http/need.ts';
import { ownsLine } from '../../read/attempt.ts';
import { lineFiguresView } from '../../views/figure-view.ts';
import { instantText } from '../../views/wire-form.ts';
import { pageOf } from '../list.ts';
import { type Handler, ok } from '../route.ts';
import { DAY_MS, LENGTHS_MS, spanAsked } from './span.ts';

/** Of traffic, looked through for each page. */
const DAYS_MAX = 31;

type Line = { readonly id: LineId; readonly name: string };

/** GET /v1/figures/lines: a page of lines, each against its bounds. */
export const readLineFigures: Handler = async (call, ports) => {
  const { key } = call;
  const query = { kind: 'nouns', noun: 'line', merchant: undefined, ...pageOf(call) } as const;
  const page = need(await ports.control.ask(query)) as Page<Line>;
  const isStaff = call.actor.role !== 'carrier';
  const lines = page.items.filter(({ id }) => isStaff || (key !== undefined && ownsLine(key, id, ports.gate)));
  const { fromMs, toMs } = spanAsked(call, ports, LENGTHS_MS.minute, DAY_MS);
  if (toMs - fromMs > DAYS_MAX * DAY_MS)
    throw stopInvalid('from', `more than ${DAYS_MAX} days`, 'Name a later instant, or an earlier `to`.');
  const figures = need(await ports.figures.lines({ fromMs, toMs, lines: lines.map(({ id }) => id) }));
  return ok({
    from: instantText(fromMs),
    to: instantText(toMs),
    countedAt: instantText(figures.countedMs),
    items: lineFiguresView(lines, figures),
    ...(page.next === undefined ? {} : { next: page.next }),
  });
};
