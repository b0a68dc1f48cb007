import {
  asId,
  asSequence,
  type Filing,
  failure,
  type Line,
  type LineId,
  type PhoneNumber,
  type SentContact,
  success,
} from '@wurao/domain';
import { MAX_REPLY_MERCHANTS } from '@wurao/registry';
import { describe, expect, it } from 'vitest';
import { ReplyDesk, type ReplyDeskParts } from './reply-desk.ts';

const AT = Date.UTC(2026, 2, 2, 2);
const SUBSCRIBER = '+8613800000001' as PhoneNumber;
const PORT = '106900018801' as PhoneNumber;
const LINE = asId<LineId>('line-1');
const actor = { role: 'carrier', keyId: undefined, party: asId<never>('carrier-a'), subscriber: undefined } as const;
const asker = { actor, ownsLine: (line: LineId) => line === LINE };
const reply = (text: string) => ({ subscriber: SUBSCRIBER, port: PORT, text, atMs: AT, line: LINE });
const filed = { caller: PORT, prefix: false, merchant: 'bank', status: 'active', fromMs: 0, toMs: undefined };
const sentBy = (merchant: string, over: Partial<SentContact> = {}): SentContact => ({
  merchant: asId(merchant),
  port: PORT,
  atMs: AT - 1_000,
  line: LINE,
  text: undefined,
  ...over,
});

const CODE = '482913';

/** `waiting`: merchants that wait for a consent. */
const deskOf = (
  filings: readonly object[],
  sent: readonly SentContact[] | ReturnType<typeof failure>,
  waiting: readonly string[] = [],
) => {
  const asked: string[] = [];
  const commands: { readonly merchants: readonly string[] }[] = [];
  const languages: string[] = [];
  const parts: ReplyDeskParts = {
    gate: {
      filingsOf: () => filings as readonly Filing[],
      flush: () => asked.push('flush'),
      line: (id) =>
        id === LINE ? ({ id, sms: { replyWords: ['00000', '000000', '勿发'] } } as unknown as Line) : undefined,
    },
    archive: {
      sentTo: async () => {
        asked.push('sentTo');
        return 'ok' in sent ? sent : success([...sent]);
      },
    },
    ask: async () => success({ items: [], next: undefined }),
    names: { find: async () => success(undefined) },
    execute: async ({ command }) => {
      if (command.kind === 'confirmConsent') {
        if (command.code !== CODE) return failure('unauthenticated', 'Wrong code');
        return success({
          created: true,
          sequence: asSequence(8),
          body: { basis: 'basis-1' },
          repeated: false,
          effectiveAfterMs: 2,
        });
      }
      if (command.kind !== 'refuseByReply') throw new Error(command.kind);
      commands.push({ merchants: command.merchants });
      languages.push(command.language);
      const whom = command.merchants.length === 0 ? waiting : command.merchants;
      const refused = whom.map((merchant) => ({ merchant, sequence: 7, repeated: false }));
      const body = { refused, ...(command.merchants.length === 0 ? { finding: 'finding-1' } : {}) };
      return success({ created: true, sequence: asSequence(7), body, repeated: false, effectiveAfterMs: 2 });
    },
  };
  return { desk: new ReplyDesk(parts), asked, commands, languages, parts };
};

describe('a reply', () => {
  it('of TD to a filed port refuses without a look into the past', async () => {
    const { desk, asked } = deskOf([filed], failure('journal-unavailable', 'no'));
    expect(await desk.receive(reply('TD'), asker)).toEqual(
      success({
        means: 'refuses',
        meantFor: 'filing',
        refused: [{ merchant: 'bank', sequence: 7, repeated: false }],
        sequence: 7,
        effectiveAfterMs: 2,
      }),
    );
    expect(asked).toEqual([]);
  });

  it('of a letter is read beside the last message, which the journal has been given before it is asked', async () => {
    const last = sentBy('bank', { text: '回复Y确认,N取消' });
    const { desk, asked, commands } = deskOf([filed], [last]);
    expect(await desk.receive(reply('N'), asker)).toEqual(success({ means: 'menu' }));
    expect([asked, commands]).toEqual([['flush', 'sentTo'], []]);
    expect(await desk.receive(reply('T'), asker)).toMatchObject({ value: { means: 'refuses' } });
    expect(await desk.receive(reply('好的'), asker)).toEqual(success({ means: 'other' }));
    expect(await desk.receive(reply('00000'), asker)).toMatchObject({ value: { means: 'refuses' } });
  });

  it('is read with the words of the line by which it came, else of the one that its port is filed on', async () => {
    const { desk, asked } = deskOf([{ ...filed, line: LINE }], []);
    const unsaid = { line: undefined };
    for (const text of ['00000', '000000', '勿发'])
      for (const over of [{}, unsaid])
        expect(await desk.receive({ ...reply(text), ...over }, asker)).toMatchObject({ value: { means: 'refuses' } });
    // Only Han is certain: no key of a menu.
    expect(asked.filter((what) => what === 'sentTo')).toHaveLength(4);
    const elsewhere = { line: asId<LineId>('line-2') };
    expect(await desk.receive({ ...reply('00000'), ...elsewhere }, asker)).toEqual(success({ means: 'other' }));
    const { desk: ended } = deskOf([{ ...filed, line: LINE, toMs: AT }], []);
    expect(await ended.receive({ ...reply('00000'), ...unsaid }, asker)).toEqual(success({ means: 'other' }));
  });

  it('is confirmed in the language of its word, and a key of a menu in that of the message', async () => {
    const english = deskOf([filed], [sentBy('bank', { text: 'New shoes. Reply R to unsubscribe' })]);
    for (const text of ['R', 'stop', '退订']) await english.desk.receive(reply(text), asker);
    expect(english.languages).toEqual(['en', 'en', 'zh']);
    const chinese = deskOf([filed], [sentBy('bank', { text: '新品上市,拒收请回复R' })]);
    await chinese.desk.receive(reply('R'), asker);
    expect(chinese.languages).toEqual(['zh']);
  });

  it('to a port that is filed for nobody refuses who sent from it, by lines of the asker’s own', async () => {
    const others = sentBy('school', { line: asId('line-2') });
    const { desk, commands } = deskOf([], [sentBy('bank'), others, sentBy('shop')]);
    expect(await desk.receive(reply('TD'), asker)).toMatchObject({ value: { meantFor: 'sent' } });
    expect(commands).toEqual([{ merchants: ['bank', 'shop'] }]);
  });

  it('meant for nobody known becomes a finding', async () => {
    const { desk, commands } = deskOf([], []);
    expect(await desk.receive(reply('TD'), asker)).toMatchObject({
      value: { meantFor: 'nobody', refused: [], finding: 'finding-1' },
    });
    expect(commands).toEqual([{ merchants: [] }]);
  });

  it('meant for nobody known refuses who waits for a consent', async () => {
    const { desk } = deskOf([], [], ['bank']);
    expect(await desk.receive(reply('TD'), asker)).toMatchObject({
      value: { meantFor: 'asked', refused: [{ merchant: 'bank' }], finding: 'finding-1' },
    });
  });

  it('of a code confirms, without a look into the past; a wrong one confirms nothing', async () => {
    const { desk, asked } = deskOf([], failure('journal-unavailable', 'no'));
    expect(await desk.receive(reply(' 482 913 '), asker)).toEqual(success({ means: 'agrees', consent: 'basis-1' }));
    expect(await desk.receive(reply('482914'), asker)).toEqual(success({ means: 'agrees' }));
    expect(asked).toEqual([]);
  });

  it('that hangs on the past waits for a journal that does not answer: nothing is done', async () => {
    const { desk, commands } = deskOf([], failure('journal-unavailable', 'no'));
    expect(await desk.receive(reply('TD'), asker)).toMatchObject({ code: 'journal-unavailable' });
    expect(commands).toEqual([]);
  });

  it('meant for more merchants than one command takes refuses all of them', async () => {
    const sent = Array.from({ length: MAX_REPLY_MERCHANTS + 1 }, (_, i) => sentBy(`m-${i}`));
    const { desk, commands } = deskOf([], sent);
    const received = await desk.receive(reply('TD'), asker);
    expect(commands.map(({ merchants }) => merchants.length)).toEqual([MAX_REPLY_MERCHANTS, 1]);
    expect(received).toMatchObject({ value: { refused: { length: MAX_REPLY_MERCHANTS + 1 } } });
  });
});

describe('a message to the port of complaints', () => {
  it('is one, by whoever sent it, of when the network had it; elsewhere it is a reply', async () => {
    const { parts, asked, commands } = deskOf([], []);
    const filed: object[] = [];
    const desk = new ReplyDesk({
      ...parts,
      complaints: {
        port: '12321' as PhoneNumber,
        casework: {
          file: async (claim, since) => {
            filed.push({ claim, since });
            const body = { id: 'complaint-1', case: 'case-1' };
            return success({ created: true, sequence: asSequence(9), body, repeated: false, effectiveAfterMs: 1 });
          },
        },
      },
    });
    const told = { ...reply('10690000*TD'), port: '12321' as PhoneNumber };
    expect(await desk.receive(told, asker)).toEqual(
      success({ means: 'complains', complaint: 'complaint-1', case: 'case-1' }),
    );
    const claim = {
      complainant: SUBSCRIBER,
      proved: true,
      reported: '10690000',
      text: 'TD',
      channel: 'sms',
      atMs: AT,
    };
    expect(filed).toEqual([{ claim: { ...claim, source: 'sms-forward' }, since: undefined }]);
    expect([...asked, ...commands]).toEqual([]);
    expect(await desk.receive({ ...told, port: '1232' as PhoneNumber }, asker)).toMatchObject({ ok: true });
    expect(filed).toHaveLength(1);
  });
});
