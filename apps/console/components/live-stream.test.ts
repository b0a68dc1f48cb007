import { expect, it } from 'vitest';
import { type EventSourceLike, LiveStream } from './live-stream.ts';

const CLOSED = 2;

class FakeSource implements EventSourceLike {
  readyState = 0;
  isClosed = false;
  readonly #hears = new Map<string, ((event: { readonly data?: unknown }) => void)[]>();
  addEventListener(kind: string, hear: (event: { readonly data?: unknown }) => void): void {
    this.#hears.set(kind, [...(this.#hears.get(kind) ?? []), hear]);
  }
  close(): void {
    this.isClosed = true;
  }
  say(kind: string, data?: unknown): void {
    for (const hear of this.#hears.get(kind) ?? []) hear({ data: JSON.stringify(data) });
  }
  refuse(): void {
    this.readyState = CLOSED;
    this.say('error');
  }
}

/** A stream whose time is moved by hand. */
const stage = () => {
  const sources: FakeSource[] = [];
  const timers = new Set<{ readonly ms: number; readonly then: () => void }>();
  let signedIn: () => Promise<boolean> = async () => true;
  let asked = 0;
  const stream = new LiveStream({
    open: () => {
      const source = new FakeSource();
      sources.push(source);
      return source;
    },
    after: (ms, then) => {
      const timer = { ms, then };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    isSignedIn: () => {
      asked++;
      return signedIn();
    },
  });
  return {
    stream,
    sources,
    last: () => sources.at(-1) as FakeSource,
    pauses: () => [...timers].map(({ ms }) => ms),
    /** All that waits happens, and what it asks is answered. */
    pass: async () => {
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer.then();
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
    answer: (by: () => Promise<boolean>) => {
      signedIn = by;
    },
    asked: () => asked,
  };
};

it('is one for all who listen, and each hears what it listens to', () => {
  const { stream, sources, last } = stage();
  const heard: unknown[] = [];
  const end = stream.listen('changed', (data) => heard.push(['a', data]));
  stream.listen('changed', (data) => heard.push(['b', data]));
  stream.listen('traffic', (data) => heard.push(['c', data]));
  expect(sources).toHaveLength(1);
  last().say('changed', 1);
  end();
  last().say('changed', 2);
  last().say('traffic', 3);
  expect(heard).toEqual([
    ['a', 1],
    ['b', 1],
    ['b', 2],
    ['c', 3],
  ]);
});

it('stays open from one page to the next, and is closed when nobody came', async () => {
  const { stream, sources, last, pass } = stage();
  const end = stream.listen('changed', () => undefined);
  end();
  const endNext = stream.listen('traffic', () => undefined);
  await pass();
  expect([sources.length, last().isClosed]).toEqual([1, false]);
  endNext();
  await pass();
  expect([sources.length, last().isClosed]).toEqual([1, true]);
  stream.listen('changed', () => undefined);
  expect(sources).toHaveLength(2);
});

it('is opened anew after a refusal, with pauses that grow, and asks for all that was missed', async () => {
  const { stream, sources, last, pass, pauses } = stage();
  const heard: unknown[] = [];
  stream.listen('changed', (data) => heard.push(data));
  const waited: number[] = [];
  for (let refusals = 0; refusals < 7; refusals++) {
    last().refuse();
    waited.push(...pauses());
    await pass();
  }
  expect(waited).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(sources).toHaveLength(8);
  last().say('open');
  last().say('changed', [{ noun: 'case' }]);
  expect(heard).toEqual([[{ noun: 'all' }], [{ noun: 'case' }]]);
  last().refuse();
  expect(pauses()).toEqual([2_000]);
});

it('leaves a break to the browser', async () => {
  const { stream, sources, last, pass, pauses } = stage();
  stream.listen('changed', () => undefined);
  last().say('error');
  expect(pauses()).toEqual([]);
  await pass();
  expect(sources).toHaveLength(1);
});

it('asks no more of a page that is signed out, until somebody listens anew', async () => {
  const { stream, sources, last, pass, pauses, answer, asked } = stage();
  stream.listen('changed', () => undefined);
  answer(async () => false);
  last().refuse();
  await pass();
  await pass();
  expect([sources.length, asked(), pauses()]).toEqual([1, 1, []]);
  stream.listen('traffic', () => undefined);
  expect(sources).toHaveLength(2);
});

it('goes on waiting while the server does not answer, and stops when nobody listens any more', async () => {
  const { stream, sources, last, pass, pauses, answer } = stage();
  const end = stream.listen('changed', () => undefined);
  answer(() => Promise.reject(new Error('no answer')));
  last().refuse();
  await pass();
  expect([sources.length, pauses()]).toEqual([1, [4_000]]);
  end();
  await pass();
  await pass();
  expect([sources.length, pauses()]).toEqual([1, []]);
});
