import {
  type CaseClock,
  clockFrom,
  EARLIER_CASES_MAX,
  type ReportedNumber,
  readReported,
  wordsOf,
  wordsOfReported,
} from '@wurao/casework';
import type { InstantMs } from '@wurao/domain';
import type { CommandContext, ImportedComplaint, ImportRow } from '@wurao/registry';
import { CASES_ABOUT_SOURCES, CASES_ABOUT_SOURCES_POSTGRES } from '../dialect.ts';
import { keepVersion } from '../row-versions.ts';
import { keyAsked, textOrNull } from '../rows.ts';
import type { Session, Statement } from '../session.ts';
import { CASE_FILE, INSERT_CASE, NEVER_DUE, UPDATE_CASE } from './cases.ts';
import { INSERT_COMPLAINT } from './complaints.ts';
import type { CaseFileRow, ComplaintRow } from './schema.ts';
import { type CaseWords, INSERT_WORDS, lastText, wordsRow } from './search-texts.ts';

/** Where a row stands in the order of its import: ids go up with it, so that the indexes are appended to. */
const PLACE_DIGITS = 7;
const BASE = 36;

type KnownCase = Pick<CaseFileRow, 'id' | 'state' | 'source_kind' | 'source_id' | 'opened_at' | 'steps' | 'import'>;
const ABOUT_SOURCES: Statement<{ sources: string }, KnownCase> = {
  sql: CASES_ABOUT_SOURCES,
  numbered: CASES_ABOUT_SOURCES_POSTGRES,
  names: ['sources'],
};

type Source = Pick<CaseFileRow, 'source_kind' | 'source_id'>;
const NO_SOURCE: Source = { source_kind: null, source_id: null };
const sourceKey = ({ source_kind, source_id }: Source): string => `${source_kind}/${source_id}`;

/** Cases about one source: those that more complaints join, and what a new one names as earlier, the latest first. */
interface About {
  /** Id of the case that is `received`, and of the closed one that this import opened. */
  open: string | undefined;
  history: string | undefined;
  earlier: string[];
}

const reportedOf = ({ number, reported }: ImportedComplaint): ReportedNumber =>
  number === undefined ? readReported(reported) : { kind: 'known', written: reported, number };
const sourceOf = (reported: ReportedNumber): Source => {
  if (reported.kind === 'known') return { source_kind: 'number', source_id: reported.number };
  return reported.kind === 'masked' ? { source_kind: 'masked', source_id: reported.pattern } : NO_SOURCE;
};

/**
 * Complaints of another register, one batch of an import: each to a case about its number, as `joinComplaint` would put it, with the batch's
 * rows written together. What is history joins the closed case that this import made of the number. Rows come in order of number.
 */
export class ImportedComplaints {
  readonly #session: Session;
  readonly #context: CommandContext;
  readonly #import: string;
  readonly #about = new Map<string, About>();
  readonly #opened = new Map<string, CaseFileRow>();
  /** Complaints that joined a case of the store. */
  readonly #joined = new Map<string, number>();
  readonly #rows: ComplaintRow[] = [];
  readonly #words: CaseWords[] = [];
  #clock: CaseClock | undefined;

  constructor(session: Session, context: CommandContext, importId: string) {
    this.#session = session;
    this.#context = context;
    this.#import = importId;
  }

  /** Before the rows of the batch are taken: one question for all of them. */
  async begin(rows: readonly ImportRow[]): Promise<void> {
    const asked = new Map<string, readonly [string, string]>();
    for (const { thing } of rows) {
      if (thing.kind !== 'importComplaint') continue;
      const source = sourceOf(reportedOf(thing.complaint));
      if (source.source_kind !== null) asked.set(sourceKey(source), [source.source_kind, source.source_id ?? '']);
    }
    if (asked.size === 0) return;
    const sources = JSON.stringify([...asked.values()]);
    const known = await this.#session.all(ABOUT_SOURCES, { sources });
    for (const one of known.sort((a, b) => Number(b.opened_at) - Number(a.opened_at) || (a.id < b.id ? 1 : -1)))
      this.#know(one);
  }

  /** The latest first: of those that are `received`, the one that was opened first is joined. */
  #know(one: KnownCase): void {
    const about = this.#aboutOf(one);
    if (one.state === 'received') about.open = one.id;
    // One that was worked has steps.
    if (one.state === 'closed' && one.steps === 0 && one.import === this.#import) about.history = one.id;
    if (about.earlier.length < EARLIER_CASES_MAX) about.earlier.push(one.id);
  }

  #aboutOf(source: Source): About {
    const key = sourceKey(source);
    let about = this.#about.get(key);
    if (about === undefined) {
      about = { open: undefined, history: undefined, earlier: [] };
      // Of what no number is known, nothing is joined.
      if (source.source_kind !== null) this.#about.set(key, about);
    }
    return about;
  }

  /** `place`: in the order of the import. */
  take(complaint: ImportedComplaint, place: number): void {
    const id = this.#idAt('complaint', place);
    const reported = reportedOf(complaint);
    const source = sourceOf(reported);
    const about = this.#aboutOf(source);
    const known = complaint.closed ? about.history : about.open;
    const caseId = known ?? this.#open(complaint, source, about, place);
    if (known !== undefined) this.#join(known);
    this.#find(complaint, reported, caseId, known === undefined);
    this.#rows.push(complaintRowOf(complaint, reported, { id, caseId, keptMs: this.#context.nowMs }));
  }

  /** What says no more than the number is found by the case's first. */
  #find({ text, description }: ImportedComplaint, reported: ReportedNumber, caseId: string, isFirst: boolean): void {
    if (!isFirst && text === undefined && description === undefined) return;
    const words = wordsOfReported(reported);
    const told = [...wordsOf(text ?? ''), ...wordsOf(description ?? '')];
    const all = told.length === 0 ? words : new Set([...words, ...told]);
    this.#words.push({ caseId, atMs: this.#context.nowMs, words: all });
  }

  #join(id: string): void {
    const opened = this.#opened.get(id);
    if (opened) opened.complaints += 1;
    else this.#joined.set(id, (this.#joined.get(id) ?? 0) + 1);
  }

  #open(complaint: ImportedComplaint, source: Source, about: About, place: number): string {
    const id = this.#idAt('case', place);
    const clock = complaint.closed ? undefined : this.#clockFromNow();
    const { nowMs } = this.#context;
    this.#opened.set(id, {
      id,
      opened_at: nowMs,
      updated_at: nowMs,
      state: complaint.closed ? 'closed' : 'received',
      ...source,
      channel: complaint.channel,
      category: textOrNull(complaint.category),
      province: textOrNull(complaint.province),
      clock: textOrNull(clock?.name),
      clock_from: clock?.fromMs ?? null,
      pauses: '[]',
      due_at: clock?.dueMs ?? NEVER_DUE,
      missing_year: clock?.missingYear ?? null,
      party_kind: null,
      party_id: null,
      decision: null,
      assignee: null,
      complaints: 1,
      steps: 0,
      earlier: about.earlier.length === 0 ? '[]' : JSON.stringify(about.earlier),
      import: this.#import,
    });
    about[complaint.closed ? 'history' : 'open'] = id;
    about.earlier = [id, ...about.earlier].slice(0, EARLIER_CASES_MAX);
    return id;
  }

  /** The same for all of the batch. */
  #clockFromNow(): CaseClock {
    const { nowMs, law } = this.#context;
    this.#clock ??= clockOrThrow(nowMs, law);
    return this.#clock;
  }

  #idAt(noun: 'complaint' | 'case', place: number): string {
    return `${noun}-${this.#import.replace('import-', '')}-${place.toString(BASE).padStart(PLACE_DIGITS, '0')}`;
  }

  async flush(): Promise<void> {
    await this.#session.runMany(INSERT_CASE, [...this.#opened.values()]);
    await this.#session.runMany(INSERT_COMPLAINT, this.#rows.splice(0));
    this.#opened.clear();
    const last = await lastText(this.#session);
    const texts = this.#words.splice(0).map((words, i) => wordsRow(last + 1 + i, words));
    await this.#session.runMany(INSERT_WORDS, texts);
    for (const [id, more] of this.#joined) await this.#addTo(id, more);
    this.#joined.clear();
  }

  async #addTo(id: string, more: number): Promise<void> {
    const { nowMs } = this.#context;
    const before = await this.#session.one(CASE_FILE, { id });
    if (before === undefined) throw new Error(`case ${id} is gone`);
    await keepVersion(this.#session, 'case_file', before, nowMs);
    const { opened_at: _, import: __, ...row } = before;
    await this.#session.run(UPDATE_CASE, { ...row, complaints: row.complaints + more, updated_at: nowMs });
  }
}

const clockOrThrow = (nowMs: InstantMs, law: CommandContext['law']): CaseClock => {
  const clock = clockFrom('forward', nowMs, law);
  // Asked at every opening of a case: a pack without the clock would have been refused.
  if (!clock.ok) throw new Error(clock.errors.map(({ message }) => message).join('; '));
  return clock.value;
};

const complaintRowOf = (
  complaint: ImportedComplaint,
  reported: ReportedNumber,
  { id, caseId, keptMs }: { readonly id: string; readonly caseId: string; readonly keptMs: InstantMs },
): ComplaintRow => ({
  id,
  received_at: complaint.receivedMs,
  kept_at: keptMs,
  case_id: caseId,
  state: 'stands',
  complainant: complaint.complainant === undefined ? null : keyAsked(complaint.complainant),
  proved: 0,
  reported: complaint.reported,
  number: reported.kind === 'known' ? reported.number : null,
  pattern: reported.kind === 'masked' ? reported.pattern : null,
  channel: complaint.channel,
  at: complaint.atMs ?? null,
  duration: complaint.durationMs ?? null,
  province: textOrNull(complaint.province),
  category: textOrNull(complaint.category),
  source: 'import',
  text: textOrNull(complaint.text),
  description: textOrNull(complaint.description),
  attachments: '[]',
  decision: null,
  confidence: null,
  attempt_at: null,
  caller: null,
  merchant: null,
  line: null,
  line_class: null,
  campaign: 0,
  content: null,
  carrier: null,
  chain: '[]',
  attempt_province: null,
  do_not_disturb: 0,
  claim: null,
});
