import { failure, type PhoneNumber, success } from '@wurao/domain';
import type { OwnOutcome } from '@wurao/gateway';
import type { OutboxMessage } from '@wurao/registry';
import { expect, test } from 'vitest';
import { OutboxPost } from './outbox-post.ts';

const SENDER = '106900000' as PhoneNumber;
const message = (id: string, from?: string): OutboxMessage => ({
  id,
  atMs: 1,
  to: '+8613800000001' as PhoneNumber,
  purpose: 'code',
  from: from as PhoneNumber | undefined,
  text: id,
  expiresMs: 9,
});

/** As the store answers: so many after one. */
const pageOf = (items: readonly OutboxMessage[], after: string | undefined, limit: number) => {
  const rest = items.slice(after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1);
  const page = rest.slice(0, limit);
  return success({ items: page, next: rest.length > limit ? page.at(-1)?.id : undefined });
};

/** `refusals`: of how many commands the store takes none. */
const stage = (items: readonly OutboxMessage[], outcome: OwnOutcome, sender: PhoneNumber | undefined, refusals = 0) => {
  const [sent, marked, said]: [unknown[], string[], unknown[]] = [[], [], []];
  let left = refusals;
  const post = new OutboxPost(
    {
      sendOwn: (order, tell) => {
        sent.push([order.from, order.text]);
        tell(outcome);
      },
    },
    {
      ask: async (question) =>
        question.kind === 'outbox'
          ? pageOf(
              items.filter(({ id }) => !marked.includes(id)),
              question.after,
              question.limit,
            )
          : success(undefined),
      execute: async ({ command }) => {
        if (left-- > 0) return failure('store-unavailable', 'The store cannot be asked');
        if (command.kind === 'markMessageSent') marked.push(command.id);
        return success({} as never);
      },
    } as ConstructorParameters<typeof OutboxPost>[1],
    (_level, what, detail) => said.push([what, detail]),
    sender,
  );
  return { post, sent, marked, said };
};

test("what names a port goes from it, all else from the house's own; each is taken off the list", async () => {
  const { post, sent, marked } = stage([message('confirmation', '10690001'), message('code')], 'kept', SENDER);
  await post.tick();
  expect(sent).toEqual([
    ['10690001', 'confirmation'],
    [SENDER, 'code'],
  ]);
  expect(marked).toEqual(['confirmation', 'code']);
});

test('without a port of its own, what names none waits', async () => {
  const { post, sent } = stage([message('code')], 'kept', undefined);
  await post.tick();
  expect(sent).toEqual([]);
});

test('what waits for a port does not stand before what has one, however much it is', async () => {
  const waiting = Array.from({ length: 250 }, (_, i) => message(`code-${i}`));
  const { post, sent, marked } = stage([...waiting, message('confirmation', '10690001')], 'kept', undefined);
  await post.tick();
  expect(sent).toEqual([['10690001', 'confirmation']]);
  expect(marked).toEqual(['confirmation']);
});

test('what is not kept stays on the list, and is tried again', async () => {
  const { post, sent, marked } = stage([message('code')], 'later', SENDER);
  await post.tick();
  await post.tick();
  expect([sent.length, marked]).toEqual([2, []]);
});

test('what no short message can say is told once, and does not stop the others', async () => {
  const fault = { field: 'source_addr', remedy: 'give at most 20 characters' };
  const { post, sent, marked, said } = stage([message('long'), message('code')], fault, SENDER);
  await post.tick();
  await post.tick();
  expect([sent.length, marked]).toEqual([2, []]);
  expect(said).toEqual(['long', 'code'].map((id) => ['message of the house cannot be sent', { id, ...fault }]));
});

test('what the store did not take off the list is taken off later, told once, and never sent twice', async () => {
  const { post, sent, marked, said } = stage([message('code')], 'kept', SENDER, 2);
  for (let time = 0; time < 4; time++) await post.tick();
  expect([sent.length, marked]).toEqual([1, ['code']]);
  const what = 'message of the house not taken off its list';
  expect(said).toEqual([[what, { id: 'code', problem: 'store-unavailable' }]]);
});

test('a page that was asked for before a message was taken off the list does not send it again', async () => {
  const [sent, whenDone]: [string[], (() => void)[]] = [[], []];
  const answers = [Promise.resolve(), new Promise<void>((resolve) => whenDone.push(resolve))];
  const post = new OutboxPost(
    {
      sendOwn: ({ text }, tell) => {
        sent.push(text);
        tell('kept');
      },
    },
    {
      ask: async () => {
        const page = pageOf([message('code')], undefined, 1);
        await answers.shift();
        return page;
      },
      execute: () => new Promise((resolve) => whenDone.unshift(() => resolve(success({} as never)))),
    } as ConstructorParameters<typeof OutboxPost>[1],
    () => undefined,
    SENDER,
  );
  await post.tick();
  const second = post.tick();
  for (const done of whenDone.splice(0)) {
    done();
    await Promise.resolve();
    await Promise.resolve();
  }
  await second;
  expect(sent).toEqual(['code']);
});
