import type { ChangeMark, NoDelay } from '@wurao/api';
import { changedSubjects, type HouseEnvelope } from '@wurao/casework';
import { asSequence, type InstantMs, type MerchantId, type PartyId, type Sequence } from '@wurao/domain';
import type { Outcome, Page } from '@wurao/registry';
import type { ControlHandle } from '../control-client.ts';
import type { Log } from '../log.ts';
import { EVERYONE, STAFF } from './feed-marks.ts';
import { marksOfSubject } from './readers.ts';

/** Marks of one second; beyond that everybody is told to ask again. */
const MARKS_MAX = 1_000;
/** Subjects of one command of which each is looked up for who may read it. */
const SUBJECTS_AT_ONCE = 50;
const DELAYS_MS = 60_000;
const DELAYS_MAX = 10_000;

const everyoneAbout = (noun: string): ChangeMark => ({
  noun,
  id: undefined,
  roles: EVERYONE,
  parties: [],
  line: undefined,
  numbers: [],
});

interface Delay {
  readonly atMs: InstantMs;
  readonly delayMs: number;
}

interface NotesParts {
  readonly nowMs: () => InstantMs;
  readonly log: Log;
}

/** What changes, from the feed and from commands that have no place in it, gathered while somebody looks on. */
export class LiveNotes {
  readonly #nowMs: () => InstantMs;
  readonly #log: Log;
  #ask: ControlHandle['calls']['ask'] | undefined;
  #marks: ChangeMark[] = [];
  #isOn = false;
  #merchants: ReadonlySet<string> = new Set();
  #toldTo = new Map<string, Sequence>();
  #onKeys: () => void = () => undefined;
  #delays: Delay[] = [];

  constructor({ nowMs, log }: NotesParts) {
    this.#nowMs = nowMs;
    this.#log = log;
  }

  begin(ask: ControlHandle['calls']['ask'], keysChanged: () => void): void {
    this.#ask = ask;
    this.#onKeys = keysChanged;
    this.#isOn = true;
  }

  end(): void {
    this.#isOn = false;
    this.#marks = [];
    this.#toldTo.clear();
  }

  /** Their events are asked for from `head` on. */
  watch(merchants: ReadonlySet<string>, head: Sequence): void {
    for (const merchant of this.#toldTo.keys()) if (!merchants.has(merchant)) this.#toldTo.delete(merchant);
    for (const merchant of merchants) if (!this.#toldTo.has(merchant)) this.#toldTo.set(merchant, head);
    this.#merchants = merchants;
  }

  /** From the feed. */
  moved(marks: readonly ChangeMark[], delayMs: number): void {
    const nowMs = this.#nowMs();
    this.#delays.push({ atMs: nowMs, delayMs });
    if (this.#delays.length > DELAYS_MAX) this.#delays = this.#recent(nowMs);
    if (!this.#isOn) return;
    for (const mark of marks) {
      if (mark.noun !== 'basis') this.#add(mark);
      else {
        this.#add({ ...mark, parties: [] });
        for (const merchant of mark.parties)
          if (this.#merchants.has(merchant)) void this.#orSay(this.#askEvents(merchant));
      }
      if (mark.noun === 'key') this.#onKeys();
    }
  }

  /** A merchant hears of a basis what its events tell it: a number that changed hands is none of its business (DESIGN, rule 5). */
  async #askEvents(merchant: string): Promise<void> {
    const after = this.#toldTo.get(merchant) ?? asSequence(0);
    const query = { kind: 'merchantEvents', merchant: merchant as MerchantId, after, limit: 500 } as const;
    const page = await this.#ask?.(query);
    if (!page?.ok) return;
    const last = (page.value as Page<{ readonly sequence: Sequence }>).items.at(-1);
    if (last === undefined) return;
    this.#toldTo.set(merchant, last.sequence);
    this.#add({ ...everyoneAbout('basis'), roles: [], parties: [merchant as MerchantId] });
  }

  /** A command was done in this process. Never rejects. */
  executed(envelope: HouseEnvelope, outcome: Pick<Outcome, 'body'>): Promise<void> {
    return this.#orSay(this.#note(envelope, outcome));
  }

  /** A question that broke costs a viewer some news, and nobody anything else. */
  async #orSay(noting: Promise<void>): Promise<void> {
    try {
      await noting;
    } catch (error) {
      this.#log('error', 'what changed was not told to viewers', { error: String(error) });
    }
  }

  async #note({ command, actor }: HouseEnvelope, { body }: Pick<Outcome, 'body'>): Promise<void> {
    if (!this.#isOn) return;
    const granted = command.kind === 'grantBasis' || command.kind === 'confirmConsent';
    const merchant = granted ? body['merchant'] : undefined;
    if (typeof merchant === 'string')
      this.#add({ ...everyoneAbout('basis'), roles: STAFF, parties: [merchant as MerchantId] });
    const subjects = changedSubjects(command, body);
    if (subjects.length > SUBJECTS_AT_ONCE) {
      const nouns = subjects.map(({ kind }) => kind);
      for (const noun of new Set(command.kind === 'stepCases' ? [...nouns, 'obligation'] : nouns))
        this.#add(everyoneAbout(noun));
      return;
    }
    for (const subject of subjects) {
      const marks = this.#ask === undefined ? [] : await marksOfSubject(this.#ask, subject, command.kind);
      // Whoever did it may have it open in another window.
      const own = actor.party === undefined ? [] : [actor.party as PartyId];
      // A carrier hears of what a detector found on its line.
      const line = command.kind === 'fileFinding' ? command.finding.line : undefined;
      if (this.#isOn) for (const mark of marks) this.#add({ ...mark, line, parties: [...mark.parties, ...own] });
    }
  }

  /** That attempts were decided about these numbers. */
  attempted(numbers: ChangeMark['numbers']): void {
    if (numbers.length > 0) this.#add({ ...everyoneAbout('attempt'), roles: [], numbers });
  }

  #add(mark: ChangeMark): void {
    if (this.#marks.length < MARKS_MAX) this.#marks.push(mark);
    else if (this.#marks.length === MARKS_MAX) this.#marks.push(everyoneAbout('all'));
  }

  takeMarks(): readonly ChangeMark[] {
    const marks = this.#marks;
    this.#marks = [];
    return marks;
  }

  #recent(nowMs: InstantMs): Delay[] {
    return this.#delays.filter(({ atMs }) => nowMs - atMs <= DELAYS_MS).slice(-DELAYS_MAX / 2);
  }

  noDelay(): NoDelay | undefined {
    this.#delays = this.#recent(this.#nowMs());
    const last = this.#delays.at(-1);
    if (last === undefined) return undefined;
    const sorted = this.#delays.map(({ delayMs }) => delayMs).sort((a, b) => a - b);
    const at = (share: number): number => toMicroseconds(sorted[Math.ceil(share * sorted.length) - 1] as number);
    return {
      writes: sorted.length,
      lastMs: toMicroseconds(last.delayMs),
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      maxMs: at(1),
    };
  }
}

/** Three decimals: finer than that is noise. */
const toMicroseconds = (ms: number): number => Math.round(ms * 1000) / 1000;

/** The same control plane, of whose commands the notes hear. */
export const noted = (control: ControlHandle, notes: LiveNotes): ControlHandle => ({
  ...control,
  calls: {
    ...control.calls,
    execute: async (envelope) => {
      const done = await control.calls.execute(envelope);
      if (done.ok && !done.value.repeated) void notes.executed(envelope, done.value);
      return done;
    },
  },
});
