import { plain } from './ask.ts';
import type { Language } from './shell.ts';
import { textTable } from './text-table.ts';

interface Target {
  readonly kind: string;
  readonly id: string;
}

export interface SanctionLine {
  readonly id: string;
  readonly state: string;
  readonly kind?: string;
  readonly target: Target;
  readonly endsAt?: string;
  readonly clock?: string;
  readonly dueAt?: string;
  readonly missingYear?: number;
}

export interface SanctionSheetView extends SanctionLine {
  readonly grounds: readonly Target[];
  readonly purposes?: readonly string[];
  readonly channels?: readonly string[];
  readonly perDay?: number;
  readonly amountYuan?: number;
  readonly clause: string;
  readonly note?: string;
  readonly steps: readonly {
    readonly at: string;
    readonly input: string;
    readonly to: string;
    readonly by: { readonly role: string; readonly name?: string };
    readonly reason?: string;
    readonly told?: { readonly zh: string; readonly en: string };
  }[];
}

type Counts = Readonly<Record<string, number>>;

export interface SanctionPreviewView {
  readonly noticeDays?: number;
  readonly days: number;
  readonly ids: readonly string[];
  readonly groups: readonly {
    readonly province?: string;
    readonly carrier?: string;
    readonly lines: readonly { readonly id: string }[];
    readonly numbers: readonly unknown[];
    readonly stopped: Counts;
    readonly passes: Counts;
  }[];
  readonly stopped: Counts;
  readonly passes: Counts;
  readonly agentFine?: { readonly agentYuan: number };
}

export interface BadListEntryView {
  readonly name: string;
  readonly creditCode: string;
  readonly licence: string;
  readonly onDay: string;
  readonly reason: string;
}

const targetText = ({ kind, id }: Target): string => `${kind} ${plain(id)}`;

/** A day that no calendar knows is named by its year. */
const dueText = ({ clock, dueAt, missingYear, endsAt }: SanctionLine): string =>
  clock === undefined ? (endsAt ?? '-') : `${clock} ${dueAt ?? `needs the calendar of ${missingYear}`}`;

export const sanctionTable = (lines: readonly SanctionLine[]): string =>
  lines.length === 0
    ? 'None.\n'
    : textTable([
        ['id', 'kind', 'of', 'state', 'until'],
        ...lines.map((line) => [line.id, line.kind ?? '-', targetText(line.target), line.state, dueText(line)]),
      ]);

const said = (name: string, value: unknown): string => (value === undefined ? '' : `${name}: ${plain(value)}\n`);

export const sanctionText = (view: SanctionSheetView, language: Language): string =>
  [
    `${view.id}: ${view.kind} of ${targetText(view.target)}, ${view.state}\n`,
    said('until', dueText(view)),
    said('on', view.grounds.map(targetText).join(', ') || 'no ground on file'),
    said('purposes', view.purposes?.join(', ')),
    said('channels', view.channels?.join(', ')),
    said('a day', view.perDay),
    said('yuan', view.amountYuan),
    said('clause', view.clause),
    said('note', view.note),
    ...view.steps.map(
      ({ at, input, to, by, reason, told }) =>
        `${at} ${input} -> ${to}, ${by.role} ${by.name ?? ''}${reason === undefined ? '' : `: ${plain(reason)}`}\n${
          told === undefined ? '' : `  ${plain(told[language])}\n`
        }`,
    ),
  ].join('');

const countsText = (counts: Counts): string =>
  Object.entries(counts)
    .map(([purpose, count]) => `${count} ${purpose}`)
    .join(', ') || '-';

export const previewText = (view: SanctionPreviewView): string => {
  const groups = view.groups.map(({ province, carrier, lines, numbers, stopped, passes }) => [
    province ?? '-',
    carrier ?? '-',
    String(lines.length),
    String(numbers.length),
    countsText(stopped),
    countsText(passes),
  ]);
  const fine = view.agentFine;
  return [
    view.noticeDays === undefined ? '' : `Comes into force ${view.noticeDays} working days after a notice.\n`,
    view.ids.length < 2 ? '' : `The same organisation: ${view.ids.join(', ')} (--along reaches the others)\n`,
    groups.length === 0
      ? 'It reaches no line and no number.\n'
      : textTable([['province', 'carrier', 'lines', 'numbers', `stops (${view.days} days)`, 'passes'], ...groups]),
    `In all it would have stopped ${countsText(view.stopped)}; passed ${countsText(view.passes)}.\n`,
    fine === undefined ? '' : `The agent would owe ${fine.agentYuan} yuan.\n`,
  ].join('');
};

export const badListText = (items: readonly BadListEntryView[]): string =>
  items.length === 0
    ? 'Nobody is on the list.\n'
    : textTable([
        ['day', 'credit code', 'licence', 'name', 'reason'],
        ...items.map(({ onDay, creditCode, licence, name, reason }) => [
          onDay,
          creditCode,
          plain(licence),
          plain(name),
          plain(reason),
        ]),
      ]);
