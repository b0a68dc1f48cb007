import {
  type Attempt,
  asId,
  asSequence,
  type DecisionId,
  type Filing,
  failure,
  type Line,
  type LineClass,
  type LineId,
  type PhoneNumber,
  type Purpose,
  success,
} from '@wurao/domain';
import {
  type AttemptBody,
  attemptOf,
  changesOfFacts,
  decide,
  GateCounters,
  type Given,
  instantOf,
  PlainFacts,
} from '@wurao/engine';
import { type HeldMessage, ownMessages } from '@wurao/gateway';
import { COUNTED_WINDOW_DAYS, LAW_PACKS, type LawPack, type ReasonKey, reasonOf } from '@wurao/law';
import { describe, expect, it } from 'vitest';
import { MessageDesk, type MessageDeskParts } from './message-desk.ts';

const LAW = LAW_PACKS.get('cn-2020-draft') as LawPack;
const AT = instantOf('2026-03-10T10:00:00+08:00');
const DAY_MS = 86_400_000;
const PORT = '106900018801' as PhoneNumber;
const SUBSCRIBER = '+8613800000001' as PhoneNumber;
const LINE = asId<LineId>('line-1');
const SMS = { account: '900001', secret: 'secret-1', connections: 3, perSecond: 50, window: 8 };

const content = (id: string, text: string, status: 'approved' | 'submitted'): Given => ({
  content: { id, merchant: 'shop', channel: 'sms', purpose: 'service', category: 'retail', text, status },
});
const WORLD: readonly Given[] = [
  { party: { id: 'carrier-a', name: 'Carrier', kind: 'carrier' } },
  { merchant: { id: 'shop', name: 'Shop', categories: ['retail'] } },
  { line: { id: LINE, name: 'Line', class: 'access', chain: ['carrier-a', 'shop'] } },
  content('approved', 'Your parcel is there.', 'approved'),
  content('waiting', 'Your parcel has left.', 'submitted'),
  {
    filing: {
      id: 'filing-1',
      caller: PORT,
      merchant: 'shop',
      purposes: ['marketing'],
      categories: ['retail'],
      channels: ['sms'],
    },
  },
];

type Asked = readonly [attempt: Attempt, party: string | undefined, role: string];

/** Over a small world, with the real decision. `reading`: what any text is taken for. */
const stage = (reading?: Purpose, given: readonly Given[] = []) => {
  const plain = PlainFacts.from(changesOfFacts(WORLD, given));
  const facts = Object.assign(plain, { begin: () => 0 });
  const { zoneMinutes } = LAW;
  const counters = new GateCounters({ slots: 64, windowDays: COUNTED_WINDOW_DAYS, zoneMinutes });
  const asked: Asked[] = [];
  const read: (readonly [text: string, lineClass: LineClass])[] = [];
  const replies: unknown[] = [];
  const logged: string[] = [];
  const wanting = new Set<string>();
  const told = { filings: [] as object[], reply: success({ means: 'menu' }) as ReturnType<typeof failure> | object };
  const parts = {
    gate: {
      nowMs: () => AT,
      law: () => LAW,
      filingsOf: () => told.filings as readonly Filing[],
      decideCall: (attempt: Attempt, _permit: undefined, actor: { party: string | undefined; role: string }) => {
        asked.push([attempt, actor.party, actor.role]);
        return { record: { attempt, atMs: AT, decision: decide(attempt, facts, counters, LAW, AT) } };
      },
    },
    facts,
    reader: {
      read: (text: string, lineClass: LineClass) => {
        read.push([text, lineClass]);
        return reading;
      },
    },
    replies: {
      receive: async (reply: unknown, asker: { ownsLine(line: LineId): boolean }) => {
        replies.push([reply, asker.ownsLine(LINE)]);
        return told.reply;
      },
    },
    log: (level: string, message: string) => logged.push(`${level}: ${message}`),
    held: { mayWant: (number: string) => wanting.has(number) },
  };
  const desk = new MessageDesk(parts as unknown as MessageDeskParts);
  const put = (id: string, over: Partial<Line>): void => {
    const body = { ...(facts.line(LINE) as Line), id: asId<LineId>(id), sms: SMS, ...over };
    facts.apply({ sequence: asSequence(99), atMs: AT, body: { kind: 'noun', noun: 'line', id, body } });
  };
  return { desk, facts, put, asked, read, replies, logged, told, wanting };
};

const codeOf = (reason: string): number => reasonOf(reason as ReasonKey).code;
const messageOf = (over: Partial<AttemptBody> = {}): Attempt =>
  attemptOf({ channel: 'sms', caller: PORT, callee: SUBSCRIBER, line: LINE, text: 'Spring sale', ...over });

describe('an account', () => {
  it('is that of an active line, in the words of the gate', () => {
    const { desk, put, facts } = stage();
    expect(desk.account('smpp', '900001')).toBeUndefined();
    put(LINE, {});
    expect(desk.account('cmpp', '900001')).toEqual({
      line: facts.line(LINE),
      secret: 'secret-1',
      connectionsMax: 3,
      perSecond: 50,
      windowMax: 8,
    });
    expect(desk.account('smpp', '900002')).toBeUndefined();
  });

  it('ends with its line, and goes over to another one', () => {
    const { desk, put } = stage();
    put(LINE, {});
    put('line-2', { sms: { ...SMS, account: '900002' } });
    expect(desk.account('smpp', '900002')?.line.id).toBe('line-2');
    put(LINE, { status: 'suspended' });
    expect(desk.account('smpp', '900001')).toBeUndefined();
    put('line-2', { sms: SMS, status: 'active' });
    expect(desk.account('smpp', '900001')?.line.id).toBe('line-2');
    expect(desk.account('smpp', '900002')).toBeUndefined();
  });
});

describe('a message', () => {
  it('is asked about by the first party of the chain', () => {
    const { desk, put, facts, asked } = stage();
    put('line-2', { chain: [] });
    desk.decide(messageOf(), facts.line(LINE) as Line);
    desk.decide(messageOf(), facts.line(asId('line-2')) as Line);
    expect(asked.map(([, party, role]) => [party, role])).toEqual([
      ['carrier-a', 'carrier'],
      ['', 'carrier'],
    ]);
  });

  it('that is allowed has its reason', () => {
    const consent = { subscriber: SUBSCRIBER, merchant: 'shop' };
    const { desk, facts } = stage(undefined, [{ consent }]);
    const decided = desk.decide(messageOf(), facts.line(LINE) as Line);
    expect(decided).toEqual({ isAllowed: true, reasonCode: codeOf('consented') });
  });

  it('that is refused tells an ordinary line what a merchant may know, and a trusted one the reason', () => {
    const { desk, put, facts } = stage();
    const refused = (): unknown => desk.decide(messageOf(), facts.line(LINE) as Line);
    expect(refused()).toEqual({ isAllowed: false, reasonCode: codeOf('no-basis'), heldFor: undefined });
    put(LINE, { trusted: true });
    expect(refused()).toEqual({ isAllowed: false, reasonCode: codeOf('no-consent'), heldFor: undefined });
  });

  it('is held for a callee that may want it, for a reason of its own and for commerce only', () => {
    const { desk, put, facts, wanting } = stage();
    const heldFor = (over: Partial<AttemptBody> = {}) => desk.decide(messageOf(over), facts.line(LINE) as Line).heldFor;
    expect(heldFor()).toBeUndefined();
    wanting.add(messageOf().callee);
    const claim = { reason: 'no-consent', purpose: 'marketing', merchant: 'shop', line: LINE };
    expect(heldFor()).toEqual({ subscriber: messageOf().callee, ...claim });
    // A wrong text or a line that is closed is not the callee's to lift.
    expect(heldFor({ text: '【别家】Spring sale' })).toBeUndefined();
    put(LINE, { status: 'suspended' });
    expect(heldFor()).toBeUndefined();
  });

  it('that its callee released lifts that callee’s wishes, and nothing else', () => {
    const { desk, put, asked } = stage();
    const messages = ownMessages(PORT, SUBSCRIBER, 'Spring sale', 0);
    const held = { decision: asId<DecisionId>('d1-1'), line: LINE, messages, text: 'Spring sale' };
    const person = { role: 'subscriber', keyId: undefined, party: undefined, subscriber: undefined } as const;
    const release = (text = held.text) =>
      desk.decideReleased({ ...held, text } as unknown as HeldMessage, person)?.record.decision;
    expect(release()).toMatchObject({ decision: 'allow', reason: 'requested', step: 13, counted: false });
    expect(asked[0]?.[2]).toBe('subscriber');
    expect(release('【别家】Spring sale')).toMatchObject({ decision: 'refuse', reason: 'content-mismatch' });
    put(LINE, { status: 'suspended' });
    expect(release()).toMatchObject({ decision: 'refuse', reason: 'line-unknown' });
  });

  it('goes to the decision with what its text was read for, on a line of its class', () => {
    const { desk, put, facts, asked, read } = stage('marketing');
    put(LINE, { class: 'interconnect' });
    desk.decide(messageOf(), facts.line(LINE) as Line);
    expect(asked[0]?.[0]).toEqual({ ...messageOf(), classified: 'marketing' });
    expect(read).toEqual([['Spring sale', 'interconnect']]);
  });

  it('whose text nobody is sure of goes as it came', () => {
    const { desk, facts, asked } = stage(undefined);
    const message = messageOf();
    desk.decide(message, facts.line(LINE) as Line);
    expect(asked[0]?.[0]).toBe(message);
  });

  it('in the words of an approved template is not read; a template that still waits for its review does not help', () => {
    const { desk, facts, asked, read } = stage('marketing');
    desk.decide(messageOf({ text: 'Your PARCEL is there' }), facts.line(LINE) as Line);
    expect([asked[0]?.[0].classified, read]).toEqual([undefined, []]);
    desk.decide(messageOf({ text: 'Your parcel has left.' }), facts.line(LINE) as Line);
    expect([asked[1]?.[0].classified, read.length]).toEqual(['marketing', 1]);
  });

  it.each([
    ['text', { text: undefined }],
    ['number', { caller: undefined }],
  ])('without a %s is not read', (_, without) => {
    const { desk, facts, asked, read } = stage('marketing');
    desk.decide({ ...messageOf(), ...without }, facts.line(LINE) as Line);
    expect([asked.length, asked[0]?.[0].classified, read]).toEqual([1, undefined, []]);
  });
});

describe('a reply', () => {
  const filed = { status: 'active', line: LINE, fromMs: AT, toMs: undefined };
  const reply = (text: string | undefined) => ({ subscriber: SUBSCRIBER, port: PORT, text, receivedMs: AT - 1 });

  it('is received for the line of its port, as of the instant that it came', async () => {
    const { desk, replies, told, logged } = stage();
    told.filings = [filed];
    expect(await desk.take(reply('TD'))).toBe(true);
    const received = { subscriber: SUBSCRIBER, port: PORT, text: 'TD', atMs: AT - 1, line: LINE };
    expect([replies, logged]).toEqual([[[received, true]], []]);
  });

  it('without a text is done', async () => {
    const { desk, replies } = stage();
    expect(await desk.take(reply(undefined))).toBe(true);
    expect(replies).toEqual([]);
  });

  it.each(['not-ready', 'too-many-requests', 'journal-unavailable', 'store-unavailable'] as const)(
    'that met %s is brought again',
    async (code) => {
      const { desk, told, logged } = stage();
      told.reply = failure(code, 'Not now');
      expect([await desk.take(reply('TD')), logged]).toEqual([false, []]);
    },
  );

  it('that stays wrong is not, and the operator hears of it', async () => {
    const { desk, told, logged } = stage();
    told.reply = failure('invalid', 'Wrong');
    expect([await desk.take(reply('TD')), logged]).toEqual([true, ['warn: reply not taken']]);
  });

  it.each([
    ['revoked', { status: 'revoked' }],
    ['not yet in force', { fromMs: AT + 1 }],
    ['over', { fromMs: AT - DAY_MS, toMs: AT }],
    ['of no line', { line: undefined }],
  ])('to a port whose filing is %s belongs to no line', (_, over) => {
    const { desk, told } = stage();
    told.filings = [{ ...filed, ...over }];
    expect(desk.lineOf(PORT)).toBeUndefined();
  });

  it('belongs to the line of the filing that is in force now', () => {
    const { desk, told } = stage();
    const before = { ...filed, line: 'line-before', fromMs: AT - DAY_MS, toMs: AT };
    told.filings = [before, { ...filed, toMs: AT + 1 }];
    expect(desk.lineOf(PORT)).toBe(LINE);
  });
});
