import { asSequence, type Change } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { createFeed } from './feed.ts';

const change = (sequence: number): Change => ({
  sequence: asSequence(sequence),
  atMs: 0,
  body: { kind: 'law', law: `law-${sequence}` },
});
const upTo = (last: number): Change[] => Array.from({ length: last }, (_, i) => change(i + 1));

/** A store that holds `rows` and hands out at most `page` of them. */
const storeOf =
  (rows: Change[], page = 2) =>
  async (after: number) =>
    rows.filter((row) => row.sequence > after).slice(0, page);

describe('the feed', () => {
  it('hands each follower every change in order, from its own sequence', async () => {
    const rows = upTo(5);
    const feed = createFeed({ head: asSequence(5), changesSince: storeOf(rows) });
    const seen: number[] = [];
    const late: number[] = [];
    const first = feed.subscribe(asSequence(0), (changes) => void seen.push(...changes.map((c) => c.sequence)));
    feed.subscribe(asSequence(3), (changes) => void late.push(...changes.map((c) => c.sequence)));
    rows.push(change(6));
    await feed.publish([change(6)]);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(late).toEqual([4, 5, 6]);
    expect(first.applied).toBe(6);
  });

  it('keeps the rows of one command together', async () => {
    const feed = createFeed({ head: asSequence(0), changesSince: storeOf([]) });
    const batches: number[][] = [];
    feed.subscribe(asSequence(0), (changes) => void batches.push(changes.map((c) => c.sequence)));
    await feed.publish([change(1), change(1), change(2)]);
    expect(batches).toEqual([[1, 1, 2]]);
  });

  it.each([
    ['a gap', [change(2)]],
    ['a repeat', [change(0)]],
    ['a step back', [change(1), change(2), change(1)]],
  ])('throws on %s', async (_, changes) => {
    const feed = createFeed({ head: asSequence(0), changesSince: storeOf([]) });
    await expect(feed.publish(changes)).rejects.toThrow('the feed is broken');
  });

  it('waits for slow followers, and takes what comes meanwhile in order', async () => {
    const feed = createFeed({ head: asSequence(0), changesSince: storeOf([]) });
    const seen: number[] = [];
    const opened = Promise.withResolvers<void>();
    feed.subscribe(asSequence(0), async (changes) => {
      await opened.promise;
      seen.push(...changes.map((c) => c.sequence));
    });
    const published = [feed.publish([change(1)]), feed.publish([change(2)]), feed.publish([change(3)])];
    expect(seen).toEqual([]);
    opened.resolve();
    await Promise.all(published);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('stops a follower that throws, and says so to who waits', async () => {
    const feed = createFeed({ head: asSequence(0), changesSince: storeOf([]) });
    const broken = feed.subscribe(asSequence(0), () => {
      throw new Error('full');
    });
    await expect(feed.publish([change(1)])).rejects.toThrow('full');
    expect(broken.applied).toBe(0);
    await expect(broken.waitFor(asSequence(1))).rejects.toThrow('full');
    await expect(feed.publish([change(2)]), 'nor is what comes later ever taken for applied').rejects.toThrow('full');
    await expect(feed.waitFor(asSequence(2))).rejects.toThrow('full');
    expect(feed.head).toBe(2);
  });

  it('does not wait for one that left', async () => {
    const feed = createFeed({ head: asSequence(0), changesSince: storeOf([]) });
    const gone = feed.subscribe(asSequence(0), () => undefined);
    gone.unsubscribe();
    await feed.publish([change(1)]);
    expect(gone.applied).toBe(0);
    await expect(gone.waitFor(asSequence(1))).rejects.toThrow('left');
  });
});
