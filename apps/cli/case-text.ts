import { plain } from './ask.ts';
import type { Language } from './shell.ts';
import { textTable } from './text-table.ts';

/** What the API says of cases and complaints, as far as it is printed. */
export interface CaseLine {
  readonly id: string;
  readonly state: string;
  readonly clock?: string;
  readonly dueAt?: string;
  readonly missingYear?: number;
  readonly isPaused?: boolean;
  readonly reminder?: string;
  readonly complaints?: number;
  readonly decision?: string;
  readonly party?: { readonly kind: string; readonly id: string };
  readonly source?: { readonly kind: string; readonly id: string };
  readonly assignee?: string;
}

export interface StepLine {
  readonly at: string;
  readonly input: string;
  readonly to: string;
  readonly reason?: string;
  readonly who?: string;
  readonly told: { readonly zh: string; readonly en: string };
}

interface Told {
  readonly zh: string;
  readonly en: string;
}

export interface CaseSheetView extends CaseLine {
  readonly openedAt: string;
  readonly complaintsHeld: readonly ComplaintLine[];
  readonly steps: readonly StepLine[];
  readonly notes: readonly {
    readonly at: string;
    readonly who: string;
    readonly kind: string;
    readonly text: string;
  }[];
  readonly evidence?: EvidenceView;
}

interface EvidenceView {
  readonly attempt?: {
    readonly at: string;
    readonly decision: { readonly id: string; readonly decision: string; readonly reason: string; readonly text: Told };
    readonly match: { readonly confidence: string };
    readonly line?: { readonly id: string; readonly name: string };
    readonly chain: readonly { readonly party: string; readonly name?: string; readonly connectedBy?: string }[];
    readonly consent?: {
      readonly merchant: string;
      readonly bases: readonly { readonly id: string; readonly words: string; readonly receivedAt?: string }[];
      readonly refusals: readonly { readonly words: string }[];
    };
    readonly content?: { readonly id: string; readonly version: number };
  };
  readonly noAttempt: readonly { readonly meaning: string; readonly text: Told }[];
  readonly earlier?: readonly {
    readonly subject: { readonly kind: string; readonly id: string };
    readonly count: number;
  }[];
}

export interface ComplaintLine {
  readonly id: string;
  readonly receivedAt: string;
  readonly state: string;
  readonly complainant?: string;
  readonly reported?: string;
  readonly channel?: string;
  readonly at?: string;
  readonly text?: string;
  readonly description?: string;
  readonly case?: string;
  readonly decision?: string;
  readonly timeline?: { readonly case: CaseLine; readonly steps: readonly StepLine[] };
}

/** A clock that stands, or has no day, promises none. */
const due = ({ dueAt, isPaused, missingYear, reminder }: CaseLine): string =>
  (dueAt && (reminder === undefined ? dueAt : `${dueAt} (${reminder})`)) ??
  (isPaused ? 'paused' : missingYear === undefined ? '-' : `calendar of ${missingYear} missing`);

const about = ({ source, party }: CaseLine): string => {
  const one = source ?? party;
  return one === undefined ? '-' : `${one.kind} ${one.id}`;
};

export const caseTable = (items: readonly CaseLine[]): string =>
  items.length === 0
    ? 'No cases.\n'
    : textTable([
        ['case', 'state', 'clock', 'due', 'about', 'complaints', 'assignee'],
        ...items.map((one) => [
          one.id,
          one.state,
          one.clock ?? '-',
          due(one),
          plain(about(one)),
          String(one.complaints ?? '-'),
          one.assignee ?? '-',
        ]),
      ]);

const stepTable = (steps: readonly StepLine[], lang: Language): string =>
  steps.length === 0
    ? ''
    : `\n${textTable(
        steps.map(({ at, input, to, who, reason, told }) => [
          at,
          `${input} → ${to}`,
          who ?? '-',
          plain(reason ?? told[lang]),
        ]),
      )}`;

export const complaintTable = (items: readonly ComplaintLine[]): string =>
  items.length === 0
    ? 'No complaints.\n'
    : textTable([
        ['complaint', 'received', 'state', 'about', 'channel', 'case'],
        ...items.map((one) => [
          one.id,
          one.receivedAt,
          one.state,
          plain(one.reported),
          one.channel ?? '-',
          one.case ?? '-',
        ]),
      ]);

const saidIn = ({ text, description }: ComplaintLine): string =>
  [text, description]
    .filter((words) => words !== undefined)
    .map((words) => `  ${plain(words)}\n`)
    .join('');

export const complaintText = (one: ComplaintLine, lang: Language): string =>
  `${complaintTable([one])}${saidIn(one)}${
    one.timeline === undefined ? '' : `\n${caseTable([one.timeline.case])}${stepTable(one.timeline.steps, lang)}`
  }`;

const attemptText = (attempt: NonNullable<EvidenceView['attempt']>, lang: Language): string => {
  const { decision, at, match, line, chain, consent, content } = attempt;
  const connected = chain.map(({ party, name }) => plain(name ?? party)).join(' → ');
  const bases = consent?.bases.map(({ id, words }) => ['consent', `${id}: ${plain(words)}`]) ?? [];
  const refusals = consent?.refusals.map(({ words }) => ['refusal', plain(words)]) ?? [];
  const none = consent !== undefined && bases.length + refusals.length === 0 ? [['consent', 'none on record']] : [];
  return textTable([
    ['attempt', `${decision.id} of ${at} (${match.confidence})`],
    ['decision', `${decision.decision}, ${decision.reason}: ${decision.text[lang]}`],
    ...(line === undefined ? [] : [['line', `${line.id} ${plain(line.name)}`]]),
    ...(connected === '' ? [] : [['chain', connected]]),
    ...(content === undefined ? [] : [['content', `${content.id}, version ${content.version}`]]),
    ...bases,
    ...refusals,
    ...none,
  ]);
};

const evidenceText = ({ attempt, noAttempt, earlier = [] }: EvidenceView, lang: Language): string => {
  const found = attempt ? attemptText(attempt, lang) : noAttempt.map(({ text }) => `${text[lang]}\n`).join('');
  const before = earlier
    .filter(({ count }) => count > 0)
    .map(({ subject, count }) => ['earlier complaints', `${count} about ${subject.kind} ${plain(subject.id)}`]);
  return `\n${found}${before.length === 0 ? '' : textTable(before)}`;
};

export const sheetText = (sheet: CaseSheetView, lang: Language): string =>
  [
    caseTable([sheet]),
    sheet.evidence === undefined ? '' : evidenceText(sheet.evidence, lang),
    `\n${complaintTable(sheet.complaintsHeld)}`,
    sheet.complaintsHeld.map(saidIn).join(''),
    stepTable(sheet.steps, lang),
    sheet.notes.length === 0
      ? ''
      : `\n${textTable(sheet.notes.map(({ at, who, kind, text }) => [at, kind, who, plain(text)]))}`,
  ].join('');
