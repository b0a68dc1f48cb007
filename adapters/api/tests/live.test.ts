import type { Readable } from 'node:stream';
import type { ApiKey, PhoneNumber } from '@wurao/domain';
import { describe, expect, it } from 'vitest';
import { BANK, CARRIER, KEYS, LINE_ID, line, OTHER_PERSON, PERSON } from '../fakes/facts.ts';
import { liveSecond } from '../fakes/live.ts';
import { LiveHub, UNREAD_BYTES_MAX, VIEWERS_OF_KEY_MAX } from '../live/hub.ts';
import type { ChangeMark, LiveSecond, LiveSource, TrafficCount, Watched } from '../live-port.ts';

const keyOf = (name: string): ApiKey => {
  const key = KEYS[`key-of-${name}`];
  if (key === undefined) throw new Error(`no key of ${name}`);
  return { ...key, hash: name };
};

interface Stage {
  readonly hub: LiveHub;
  readonly gone: Set<string>;
  readonly watched: Watched[];
  second: LiveSecond;
  isOn: boolean;
  made: number;
  tick(): void;
  keysChanged(): void;
}

const stage = (): Stage => {
  const gone = new Set<string>();
  let hears: Parameters<LiveSource['begin']>[0] | undefined;
  const made: Stage = {
    hub: new LiveHub({
      run: 'run',
      gate: {
        keyByHash: (hash) => (gone.has(hash) ? undefined : keyOf(hash)),
        line: (id) => (id === LINE_ID ? line : undefined),
      },
      source: {
        begin: (told) => {
          hears = told;
          made.isOn = true;
        },
        watch: (watched) => void made.watched.push(watched),
        second: () => {
          made.made++;
          return made.second;
        },
        end: () => {
          made.isOn = false;
        },
      },
    }),
    gone,
    watched: [],
    second: liveSecond(),
    isOn: false,
    made: 0,
    tick: () => hears?.tick(),
    keysChanged: () => hears?.keysChanged(),
  };
  return made;
};

const follow = (hub: LiveHub, name: string, lastEventId?: string): Readable => {
  const opened = hub.open(keyOf(name), lastEventId);
  if (!opened.ok) throw new Error(opened.title);
  return opened.value;
};

/** Everything that came and was not read yet. */
const textOf = (stream: Readable): string => (stream.read() as Buffer | null)?.toString() ?? '';
const eventsOf = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    [...text.matchAll(/event: (\w+)\ndata: (.*)\n/g)].map(([, event = '', data = '']) => [event, JSON.parse(data)]),
  );

const count = (more: Partial<TrafficCount>): TrafficCount => ({
  line: LINE_ID,
  channel: 'voice',
  decision: 'refuse',
  reason: 'do-not-disturb',
  count: 1,
  ...more,
});
const mark = (more: Partial<ChangeMark>): ChangeMark => ({
  noun: 'basis',
  id: undefined,
  roles: [],
  parties: [],
  line: undefined,
  numbers: [],
  ...more,
});

const changedFor = (name: string, ...marks: ChangeMark[]): unknown => {
  const at = stage();
  const stream = follow(at.hub, name);
  at.second = liveSecond({ marks });
  at.tick();
  return eventsOf(textOf(stream))['changed'];
};

describe('what each role hears', () => {
  it.each([
    ['admin', ['changed', 'gates', 'traffic']],
    ['regulator', ['changed', 'gates', 'traffic']],
    ['handler', ['changed', 'traffic']],
    ['carrier', ['gates', 'traffic']],
    ['merchant', ['traffic']],
    ['subscriber', []],
  ])('%s', (role, kinds) => {
    const at = stage();
    const stream = follow(at.hub, role);
    at.tick();
    expect(Object.keys(eventsOf(textOf(stream))).sort()).toEqual(kinds);
  });

  const traffic = [count({ count: 3 }), count({ line: 'line-of-others' as never, count: 5 }), count({ line: 'none' })];

  it.each([
    ['admin', 9],
    ['carrier', 3],
    ['other-carrier', 0],
    ['merchant', 2],
    ['other-merchant', 0],
  ])('%s counts its own attempts', (name, decisions) => {
    const at = stage();
    const stream = follow(at.hub, name);
    at.second = liveSecond({ traffic, ofMerchants: new Map([[BANK, [count({ reason: 'refused', count: 2 })]]]) });
    at.tick();
    expect(eventsOf(textOf(stream))['traffic']).toMatchObject({ decisions });
  });

  it('a merchant never reads a reason that its answers hide', () => {
    const at = stage();
    const stream = follow(at.hub, 'merchant');
    at.second = liveSecond({ traffic, ofMerchants: new Map([[BANK, [count({ reason: 'refused' })]]]) });
    at.tick();
    const text = textOf(stream);
    expect(text).toContain('refused');
    expect(text).not.toContain('do-not-disturb');
  });

  it('changes reach those that may read them', () => {
    const own = mark({ numbers: [PERSON] });
    expect(changedFor('subscriber', own)).toEqual([{ noun: 'basis' }]);
    expect(changedFor('other-subscriber', own)).toBeUndefined();
    expect(changedFor('merchant', own), 'a merchant of its people').toBeUndefined();
    const ofBank = mark({ noun: 'content', id: 'content-1', parties: [BANK] });
    expect(changedFor('merchant', ofBank)).toEqual([{ noun: 'content', id: 'content-1' }]);
    expect(changedFor('other-merchant', ofBank)).toBeUndefined();
    const ofLine = mark({ noun: 'line', id: LINE_ID, line: LINE_ID });
    expect(changedFor('carrier', ofLine)).toEqual([{ noun: 'line', id: LINE_ID }]);
    expect(changedFor('other-carrier', ofLine)).toBeUndefined();
    expect(changedFor('carrier', mark({ noun: 'key', id: 'key-1', parties: [CARRIER] }))).toHaveLength(1);
  });

  it('tells the same once, and a person no id', () => {
    const twice = mark({ noun: 'case', id: 'case-1', numbers: [PERSON] });
    expect(changedFor('subscriber', twice, twice)).toEqual([{ noun: 'case' }]);
  });

  it('names no number in any frame', () => {
    for (const name of Object.keys(KEYS).map((key) => key.replace('key-of-', ''))) {
      const at = stage();
      const stream = follow(at.hub, name);
      const numbers: PhoneNumber[] = [PERSON, OTHER_PERSON];
      at.second = liveSecond({ marks: [mark({ noun: 'attempt', numbers, roles: ['admin', 'subscriber'] })] });
      at.tick();
      expect(textOf(stream)).not.toMatch(/138000/);
    }
  });
});

describe('streams', () => {
  it('make one second for all who look on, and one frame for each audience', () => {
    const at = stage();
    const [one, two] = [follow(at.hub, 'admin'), follow(at.hub, 'admin')];
    one.read();
    two.read();
    at.tick();
    expect(at.made).toBe(1);
    expect(one.read()).toBe(two.read());
  });

  it('count only while somebody looks, and for whom', async () => {
    const at = stage();
    expect(at.isOn).toBe(false);
    const merchant = follow(at.hub, 'merchant');
    const person = follow(at.hub, 'subscriber');
    expect(at.watched.at(-1)).toEqual({ merchants: new Set([BANK]), numbers: new Set([PERSON]) });
    await closed(person);
    expect(at.watched.at(-1)).toEqual({ merchants: new Set([BANK]), numbers: new Set() });
    await closed(merchant);
    expect([at.isOn, at.hub.viewers]).toEqual([false, 0]);
  });

  it('let go of who does not read, with the reason', () => {
    const at = stage();
    const slow = follow(at.hub, 'admin');
    const quick = follow(at.hub, 'admin');
    const frames = 400;
    at.second = liveSecond({
      marks: Array.from({ length: 40 }, (_, i) => mark({ id: `basis-${i}`, roles: ['admin'] })),
    });
    for (let i = 0; i < frames; i++) {
      at.tick();
      quick.read();
    }
    expect(slow.readableLength).toBeLessThan(UNREAD_BYTES_MAX + 100);
    expect(textOf(slow)).toMatch(/event: end\ndata: {"reason":"too-slow"}\n\n$/);
    expect(at.hub.viewers).toBe(1);
  });

  it('are bounded for each key', async () => {
    const at = stage();
    const first = follow(at.hub, 'admin');
    for (let i = 1; i < VIEWERS_OF_KEY_MAX; i++) follow(at.hub, 'admin');
    expect(at.hub.open(keyOf('admin'), undefined)).toMatchObject({ ok: false, code: 'too-many-requests' });
    expect(at.hub.open(keyOf('handler'), undefined).ok).toBe(true);
    await closed(first);
    expect(at.hub.open(keyOf('admin'), undefined).ok).toBe(true);
  });

  it.each(['keysChanged', 'tick'] as const)('end with their key at the next %s', (when) => {
    const at = stage();
    const stream = follow(at.hub, 'merchant');
    const other = follow(at.hub, 'admin');
    at.gone.add(keyOf('merchant').hash);
    at[when]();
    expect(textOf(stream)).toContain('event: end\ndata: {"reason":"key-ended"}');
    expect(textOf(other)).not.toContain('event: end');
  });

  it('end when the server closes, and none begins', () => {
    const at = stage();
    const stream = follow(at.hub, 'subscriber');
    at.hub.close();
    expect(textOf(stream)).toContain('{"reason":"closing"}');
    expect(at.hub.open(keyOf('admin'), undefined)).toMatchObject({ code: 'not-ready' });
  });

  it('tell who comes back to ask for everything, unless nothing was missed', () => {
    const at = stage();
    const first = follow(at.hub, 'admin');
    at.tick();
    const id = /id: (\S+)/.exec(textOf(first))?.[1];
    expect(textOf(follow(at.hub, 'admin', id))).not.toContain('changed');
    expect(textOf(follow(at.hub, 'admin', 'run-of-before-7'))).toContain('event: changed\ndata: [{"noun":"all"}]');
  });

  it('show that they live when there is nothing to tell', () => {
    const at = stage();
    const stream = follow(at.hub, 'subscriber');
    stream.read();
    for (let i = 0; i < 15; i++) at.tick();
    expect(textOf(stream)).toBe(': still here\n\n');
  });
});

const closed = (stream: Readable): Promise<void> =>
  new Promise((resolve) => {
    stream.once('close', () => resolve());
    stream.destroy();
  });
