import type { ChangeMark, TrafficCount } from '@wurao/api';
import {
  type Attempt,
  asId,
  asSequence,
  type Change,
  type ChangeBody,
  type Decision,
  type PhoneNumber,
  success,
} from '@wurao/domain';
import { releaseOf } from '@wurao/engine';
import { CN_2020_DRAFT } from '@wurao/law';
import { describe, expect, it } from 'vitest';
import { DecisionMeter } from '../meter.ts';
import { marksOf } from './feed-marks.ts';
import { LiveNotes } from './notes.ts';
import { AttemptWatch } from './watch.ts';

const PERSON = '+8613800000001' as PhoneNumber;
const attempt = (more: Partial<Attempt> = {}): Attempt =>
  ({ mode: 'attempt', channel: 'voice', caller: '95588', callee: PERSON, line: 'line-1', ...more }) as Attempt;
const decision = (more: Partial<Decision> = {}): Decision =>
  ({
    decision: 'refuse',
    reason: 'do-not-disturb',
    reasonCode: 110,
    merchant: 'merchant-1',
    purpose: 'marketing',
    holdsConfirmed: false,
    ...more,
  }) as Decision;

describe('the meter', () => {
  const REFUSED = decision({ reason: 'outside-hours', reasonCode: 100 });

  it('tells what came since, once, by mode, channel and reason', () => {
    const meter = new DecisionMeter();
    meter.count(attempt(), REFUSED, 1);
    const mark = meter.mark();
    expect([...meter.since(mark)]).toEqual([]);
    meter.count(attempt({ channel: 'sms' }), REFUSED, 1);
    meter.count(attempt({ channel: 'flash', line: asId('line-2') }), REFUSED, 1);
    meter.countScreens([attempt({ mode: 'screen' })], [REFUSED], 1, 'key-1');
    const told = [...meter.since(mark)].map(({ line, mode, channel, count }) => [line, mode, channel, count]);
    expect(told).toEqual([
      ['line-1', 'attempt', 'sms', 1],
      ['line-1', 'screen', 'voice', 1],
      ['line-2', 'attempt', 'flash', 1],
    ]);
    expect([...meter.since(mark)]).toEqual([]);
    expect([...meter.counts()].reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });
});

describe('the watch', () => {
  const seen = (watch: AttemptWatch, tried: Attempt, decided: Decision): void =>
    watch.see({ atMs: 0, attempt: tried, decision: decided }, CN_2020_DRAFT);

  it('counts for merchants that are watched, by the reasons that they may read', () => {
    const watch = new AttemptWatch();
    expect(watch.isWatching).toBe(false);
    watch.watch({ merchants: new Set(['merchant-1']), numbers: new Set() });
    seen(watch, attempt(), decision());
    seen(watch, attempt(), decision({ reason: 'no-consent' }));
    seen(watch, attempt(), decision({ holdsConfirmed: true }));
    seen(watch, attempt(), decision({ merchant: asId('merchant-2') }));
    seen(watch, attempt({ mode: 'screen' }), decision());
    seen(
      watch,
      attempt({ permit: releaseOf(asId('decision-1')) }),
      decision({ decision: 'allow', reason: 'requested' }),
    );
    const { ofMerchants } = watch.take();
    const row = { line: 'line-1', channel: 'voice', decision: 'refuse' } as TrafficCount;
    expect([...ofMerchants]).toEqual([
      [
        'merchant-1',
        [
          { ...row, reason: 'no-basis', count: 2 },
          { ...row, reason: 'refused', count: 1 },
        ],
      ],
    ]);
    expect(watch.take().ofMerchants.size).toBe(0);
  });

  it('names each watched number once', () => {
    const watch = new AttemptWatch();
    watch.watch({ merchants: new Set(), numbers: new Set([PERSON]) });
    seen(watch, attempt(), decision());
    seen(watch, attempt(), decision());
    seen(watch, attempt({ callee: '+8613800000002' as PhoneNumber }), decision());
    expect(watch.take().numbers).toEqual([PERSON]);
  });
});

const changes = (...bodies: ChangeBody[]): Change[] =>
  bodies.map((body, i) => ({ sequence: asSequence(i + 1), atMs: 0, body }));
const pair = (number: string, merchant = 'merchant-1'): ChangeBody => ({
  kind: 'pair',
  number: number as PhoneNumber,
  merchant: asId(merchant),
  state: undefined,
});

describe('what the feed tells', () => {
  it('is one mark for the rows of many people', () => {
    const [mark, ...more] = marksOf(changes(pair(PERSON), pair('+8613800000002'), pair(PERSON, 'merchant-2')));
    expect(more).toEqual([]);
    expect(mark).toMatchObject({
      noun: 'basis',
      id: undefined,
      numbers: [PERSON, '+8613800000002'],
      parties: ['merchant-1', 'merchant-2'],
    });
  });

  it('leaves out sessions that begin, and has those that end', () => {
    const key = (status: 'active' | 'revoked'): ChangeBody =>
      ({ kind: 'noun', noun: 'key', id: 'key-1', body: { role: 'subscriber', status } }) as ChangeBody;
    expect(marksOf(changes(key('active')))).toEqual([]);
    expect(marksOf(changes(key('revoked')))).toMatchObject([{ noun: 'key', roles: ['admin'] }]);
  });
});

type Ask = Parameters<LiveNotes['begin']>[0];
const asked =
  (answers: Record<string, unknown>): Ask =>
  async (query) =>
    success(answers[query.kind]);
const heard = (marks: readonly ChangeMark[]) => marks.map(({ noun, parties, numbers }) => ({ noun, parties, numbers }));
const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the notes', () => {
  const logged: string[] = [];
  const notesOf = (answers: Record<string, unknown>): LiveNotes => {
    const notes = new LiveNotes({ nowMs: () => 1_000, log: (_level, event) => void logged.push(event) });
    notes.begin(asked(answers), () => undefined);
    notes.watch(new Set(['merchant-1']), asSequence(5));
    return notes;
  };

  it.each([
    ['an event', [{ sequence: 6 }], ['merchant-1']],
    ['none: a number changed hands', [], undefined],
  ])('tell a merchant of a basis by %s', async (_, items, parties) => {
    const notes = notesOf({ merchantEvents: { items, next: undefined } });
    notes.moved(marksOf(changes(pair(PERSON))), 0.2);
    await soon();
    const marks = heard(notes.takeMarks());
    expect(marks[0]).toMatchObject({ noun: 'basis', parties: [], numbers: [PERSON] });
    expect(marks[1]?.parties).toEqual(parties);
  });

  const outcome = (body: Record<string, unknown> = {}) => ({ body });
  const actor = { keyId: asId<never>('key-1'), role: 'handler', party: undefined, subscriber: undefined } as const;

  it('tell of a step of a case whom it is put to and who complained, of a note only the party', async () => {
    const sheet = {
      file: { party: { kind: 'merchant', id: 'merchant-1' } },
      complaints: [{ complaint: { complainant: PERSON } }],
    };
    const notes = notesOf({ caseSheet: sheet });
    const step = { kind: 'stepCases', ids: ['case-1'], input: 'accept', reason: undefined } as never;
    await notes.executed({ command: step, actor, idempotency: undefined }, outcome());
    const note = { kind: 'noteCase', id: 'case-1', text: 'x' } as const;
    await notes.executed({ command: note, actor, idempotency: undefined }, outcome());
    expect(heard(notes.takeMarks())).toEqual([
      { noun: 'case', parties: ['merchant-1'], numbers: [PERSON] },
      { noun: 'case', parties: ['merchant-1'], numbers: [] },
    ]);
  });

  const HOUSE = { ...actor, keyId: undefined, role: 'admin' } as const;
  const sides = { merchant: 'merchant-1', subscriber: PERSON };

  it.each([
    [
      'a case lapsed',
      { kind: 'lapseCases' },
      { lapsed: ['case-1'], reckoned: [] },
      [{ noun: 'case', id: 'case-1', parties: ['merchant-1'], numbers: [PERSON] }],
    ],
    [
      'an inquiry went to a handler',
      { kind: 'lapseInquiries' },
      { lapsed: ['inquiry-1'], reckoned: ['inquiry-1'] },
      [{ noun: 'inquiry', id: 'inquiry-1', parties: ['merchant-1'], numbers: [PERSON] }],
    ],
    [
      'a rate of complaints was found',
      { kind: 'fileComplaintFindings', findings: [] },
      { filed: [{ id: 'finding-1', index: 0 }] },
      [{ noun: 'finding', id: 'finding-1', parties: [], numbers: [] }],
    ],
    [
      'an obligation was paid',
      { kind: 'stepObligations', ids: ['obligation-1'], input: 'pay', reason: undefined },
      { obligations: [{ id: 'obligation-1' }] },
      [{ noun: 'obligation', id: 'obligation-1', parties: ['merchant-1'], numbers: [PERSON] }],
    ],
    [
      'a pledge ended',
      { kind: 'endPledge', id: 'pledge-1' },
      { id: 'pledge-1' },
      [{ noun: 'pledge', id: 'pledge-1', parties: ['merchant-1'], numbers: [] }],
    ],
  ])('name what %s by the word that pages listen to, to both sides', async (_, command, body, told) => {
    const notes = notesOf({
      caseSheet: {
        file: { party: { kind: 'merchant', id: 'merchant-1' } },
        complaints: [{ complaint: { complainant: PERSON } }],
      },
      inquiry: { inquiry: sides, steps: [] },
      obligation: sides,
      pledge: { merchant: 'merchant-1' },
    });
    await notes.executed({ command: command as never, actor: HOUSE, idempotency: undefined }, outcome(body));
    expect(
      notes.takeMarks().map(({ noun, id, parties, numbers, roles }) => ({ noun, id, parties, numbers, roles })),
    ).toEqual(told.map((mark) => ({ ...mark, roles: ['admin', 'handler', 'regulator'] })));
  });

  it('tell a carrier of what was found on its line', async () => {
    const notes = notesOf({});
    const command = { kind: 'fileFinding', finding: { line: 'line-1' } } as never;
    await notes.executed({ command, actor: HOUSE, idempotency: undefined }, outcome({ id: 'finding-1' }));
    expect(notes.takeMarks()).toMatchObject([{ noun: 'finding', id: 'finding-1', line: 'line-1' }]);
  });

  it('tell of what a decided case made owed whoever owes it and whom it is owed to', async () => {
    const notes = notesOf({ caseSheet: { file: {}, complaints: [] }, obligations: { items: [sides, sides] } });
    const step = { kind: 'stepCases', ids: ['case-1'], input: 'uphold', reason: undefined } as never;
    await notes.executed({ command: step, actor, idempotency: undefined }, outcome());
    expect(heard(notes.takeMarks())).toEqual([
      { noun: 'case', parties: [], numbers: [] },
      { noun: 'obligation', parties: ['merchant-1'], numbers: [PERSON] },
    ]);
  });

  it('tell everybody of many at once, by the same words', async () => {
    const notes = notesOf({});
    const lapsed = Array.from({ length: 51 }, (_, i) => `case-${i}`);
    const lapse = { command: { kind: 'lapseCases' }, actor: HOUSE, idempotency: undefined } as const;
    await notes.executed(lapse, outcome({ lapsed, reckoned: [] }));
    expect(notes.takeMarks()).toMatchObject([{ noun: 'case', id: undefined }]);
  });

  it.each([
    ['in-force', ['merchant-1']],
    ['proposed', []],
  ])('tell whose it is of a sanction that is %s', async (state, parties) => {
    const notes = notesOf({ sanctionSheet: { kind: 'file', file: { state, steps: 3, owner: 'merchant-1' } } });
    const command = { kind: 'stepSanctions', ids: ['sanction-1'], input: 'impose', reason: undefined } as const;
    await notes.executed({ command: command as never, actor, idempotency: undefined }, outcome());
    expect(heard(notes.takeMarks())).toEqual([{ noun: 'sanction', parties, numbers: [] }]);
  });

  it('say that a question broke, and go on', async () => {
    const notes = notesOf({});
    const broken = () => Promise.reject(new Error('broken'));
    notes.begin(broken, () => undefined);
    logged.length = 0;
    notes.moved(marksOf(changes(pair(PERSON))), 0.2);
    const note = { kind: 'noteCase', id: 'case-1', text: 'x' } as const;
    await notes.executed({ command: note, actor, idempotency: undefined }, outcome());
    expect(logged).toEqual(Array(2).fill('what changed was not told to viewers'));
    expect(notes.takeMarks()).toHaveLength(1);
  });

  it('keep nothing while nobody looks on, but the delays', async () => {
    const notes = notesOf({});
    notes.end();
    notes.moved(marksOf(changes(pair(PERSON))), 0.25);
    notes.moved([], 0.5);
    expect(notes.takeMarks()).toEqual([]);
    expect(notes.noDelay()).toEqual({ writes: 2, lastMs: 0.5, p50Ms: 0.25, p99Ms: 0.5, maxMs: 0.5 });
  });
});
