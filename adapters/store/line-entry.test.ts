import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asId, asSequence, type Line, LineFinder, type PartyId, type Result, type Role } from '@wurao/domain';
import type { Actor, Command, LineEntryInput, LineInput, Outcome } from '@wurao/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from './ports.ts';
import { openDatabase } from './session.ts';
import { openStore } from './store.ts';

const NOW = Date.UTC(2026, 2, 2);
const PASSWORD = 'correct horse battery';
const FINGERPRINT = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const actor = (role: Role, party?: string): Actor => ({
  keyId: asId(`key-${role}`),
  role,
  party: party === undefined ? undefined : asId(party),
  subscriber: undefined,
});
const ADMIN = actor('admin');

const held = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.errors.map((e) => `${e.field} ${e.message}`).join('; ')}`);
};
/** Created or answered; else the code, the field, what is wrong and where in it. */
const told = (result: Result<Outcome>): string => {
  if (result.ok) return result.value.created ? 'created' : 'answered';
  const [error] = result.errors;
  return `${result.code} ${error?.field}: ${error?.message}${error?.position === undefined ? '' : ` (${error.position})`}`;
};

let directory = '';
let store: Store;
const run = (command: Command, by: Actor = ADMIN, key?: string) =>
  store.execute({ command, actor: by, idempotency: key === undefined ? undefined : { key, bodyHash: 'h' } });
const line = (id: string, said: Partial<LineInput> = {}): Command => ({
  kind: 'registerLine',
  line: {
    id: asId(id),
    name: 'Line',
    class: 'access',
    chain: [asId('carrier-a')],
    enforcement: { mode: 'enforce' },
    trusted: true,
    unknownCallers: 'refuse',
    refusalStyle: '603',
    status: 'active',
    ...said,
  },
});
const entry = (said: Partial<LineEntryInput>): Partial<LineInput> => ({
  entry: { addresses: [], certificates: [], digest: undefined, ...said },
});
const anna = (password?: string) => ({ user: 'anna', realm: 'east.example', password });
const read = async (id: string) => held(await store.ask({ kind: 'noun', noun: 'line', id }));
const open = async () => {
  store = held(await openStore({ directory, clock: () => NOW }));
};
/** The bodies of lines as gates load them. */
const loaded = async (): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for await (const piece of held(await store.loadTables()).pieces) {
    for (const change of piece)
      if (change.kind === 'noun' && change.noun === 'line' && change.body) lines.push(change.body);
  }
  return lines;
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wurao-lines-'));
  await open();
  held(await run({ kind: 'registerParty', id: 'carrier-a', name: 'A', partyKind: 'carrier', creditCode: undefined }));
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('the entry of a line', () => {
  it('is kept in canonical form, and gates find the line by it', async () => {
    const said = entry({
      addresses: ['192.0.2.0/24', '2001:DB8:0::1', '::ffff:198.51.100.7'],
      certificates: [(FINGERPRINT.toUpperCase().match(/../g) as string[]).join(':')],
      digest: anna(PASSWORD),
    });
    const sip = { mode: 'proxy', nextHops: ['sip:sbc.example'], recordRoute: true, redress: undefined } as const;
    expect(held(await run(line('one', { ...said, sip }))).body).toMatchObject({
      entry: {
        addresses: ['192.0.2.0/24', '2001:db8::1', '198.51.100.7'],
        certificates: [FINGERPRINT],
        digest: { user: 'anna', realm: 'east.example' },
      },
      sip: { mode: 'proxy', nextHops: ['sip:sbc.example'], recordRoute: true },
    });
    const finder = new LineFinder(await loaded());
    expect(finder.byAddress('192.0.2.9')?.id).toBe('one');
    expect(finder.byAddress('2001:db8::1')?.id).toBe('one');
    expect(finder.byCertificate(FINGERPRINT)?.id).toBe('one');
    expect(finder.byDigest('anna', 'east.example')?.entry?.digest?.ha1).toEqual({
      md5: createHash('md5').update(`anna:east.example:${PASSWORD}`).digest('hex'),
      sha256: createHash('sha256').update(`anna:east.example:${PASSWORD}`).digest('hex'),
    });
  });

  it('tells nobody the password or what stands in its place, and keeps the latter only', async () => {
    const secrets = ['md5', 'sha256'].map((name) =>
      createHash(name).update(`anna:east.example:${PASSWORD}`).digest('hex'),
    );
    const answers = [
      await run(line('one', entry({ digest: anna(PASSWORD) })), ADMIN, 'k'),
      await run(line('one', entry({ digest: anna(PASSWORD) })), ADMIN, 'k'),
      await run(line('one', entry({ digest: anna(PASSWORD) }))),
      await store.ask({ kind: 'noun', noun: 'line', id: 'one' }),
      await store.ask({ kind: 'nouns', noun: 'line', merchant: undefined, after: undefined, limit: 10 }),
    ];
    for (const answer of answers) {
      expect(answer.ok).toBe(true);
      expect(JSON.stringify(answer)).toContain('east.example');
      for (const secret of [PASSWORD, ...secrets]) expect(JSON.stringify(answer)).not.toContain(secret);
    }
    const changes = JSON.stringify(held(await store.changesSince(asSequence(0))));
    expect(changes).not.toContain(PASSWORD);
    expect(changes).toContain(secrets[0]);
  });

  it('keeps the password of the same user and realm when none is said, and asks for one otherwise', async () => {
    const first = held(await run(line('one', entry({ digest: anna(PASSWORD) }))));
    expect(held(await run(line('one', entry({ digest: anna() })))).sequence).toBe(first.sequence);
    held(await run(line('one', { name: 'Other', ...entry({ digest: anna() }) })));
    const [kept] = await loaded();
    expect(kept?.entry?.digest?.ha1.md5).toHaveLength(32);
    const missing = 'invalid entry.digest.password: missing';
    expect(told(await run(line('one', entry({ digest: { ...anna(), user: 'ben' } }))))).toBe(missing);
    expect(told(await run(line('two', entry({ digest: anna() }))))).toBe(missing);
    held(await run(line('one', entry({ digest: anna('another long password') }))));
    expect((await loaded())[0]?.entry?.digest?.ha1.md5).not.toBe(kept?.entry?.digest?.ha1.md5);
  });

  it('is on one active line only', async () => {
    const mine = entry({ addresses: ['192.0.2.0/24'], certificates: [FINGERPRINT], digest: anna(PASSWORD) });
    held(await run(line('one', mine)));
    const others: readonly [Partial<LineEntryInput>, string][] = [
      [{ addresses: ['10.0.0.1', '::ffff:192.0.2.0/120'] }, 'conflict entry.addresses[1]: 192.0.2.0/24 is on line one'],
      [{ certificates: [FINGERPRINT] }, 'conflict entry.certificates[0]: this certificate is on line one'],
      [{ digest: anna('some other password') }, 'conflict entry.digest.user: user anna of east.example is on line one'],
    ];
    for (const [said, answer] of others) {
      expect(told(await run(line('two', entry(said))))).toBe(answer);
      // A line that is not active has none, and cannot become active with it.
      expect(told(await run(line('two', { ...entry(said), status: 'suspended' })))).toMatch(/created|answered/);
      expect(told(await run(line('two', entry({ ...said, ...(said.digest && { digest: anna() }) }))))).toBe(answer);
    }
    // What was refused has taken nothing.
    expect(told(await run(line('three', entry({ addresses: ['10.0.0.1'] }))))).toBe('created');
    const user = { ...anna(PASSWORD), realm: 'west.example' };
    expect(told(await run(line('four', entry({ digest: user }))))).toBe('created');
  });

  it('lies inside or around a block of another carrier only by an operator’s word', async () => {
    held(await run({ kind: 'registerParty', id: 'carrier-b', name: 'B', partyKind: 'carrier', creditCode: undefined }));
    const [a, b] = [actor('carrier', 'carrier-a'), actor('carrier', 'carrier-b')];
    const ofB = { chain: [asId<PartyId>('carrier-b')] };
    const wide = entry({ addresses: ['192.0.2.0/24', '2001:db8::/32'] });
    held(await run(line('wide', wide), a));
    const refused: readonly [string[], string][] = [
      [['10.0.0.0/8', '192.0.2.16/28'], 'entry.addresses[1]: 192.0.2.16/28 lies inside 192.0.2.0/24'],
      [['192.0.0.0/16'], 'entry.addresses[0]: 192.0.0.0/16 contains 192.0.2.0/24'],
      [['::/0'], 'entry.addresses[0]: ::/0 contains 2001:db8::/32'],
    ];
    for (const [addresses, said] of refused) {
      const answer = await run(line('narrow', { ...ofB, ...entry({ addresses }) }), b);
      expect(told(answer)).toBe(`forbidden ${said}, which is on a line of another carrier`);
      expect(answer).toMatchObject({ errors: [{ remedy: expect.stringContaining('operator') }] });
    }
    expect(told(await run(line('beside', { ...ofB, ...entry({ addresses: ['192.0.3.0/24'] }) }), b))).toBe('created');
    // Within one carrier it is its own business.
    expect(told(await run(line('own', entry({ addresses: ['192.0.2.32/28'] })), a))).toBe('created');
    const narrow = { ...ofB, ...entry({ addresses: ['192.0.2.16/28'] }) };
    expect(told(await run(line('narrow', { ...narrow, status: 'suspended' }), b))).toBe('created');
    expect(told(await run(line('narrow', narrow), b))).toMatch(/^forbidden/);
    // What an operator put there stays the carrier's to change otherwise, and to go on with.
    expect(told(await run(line('narrow', narrow)))).toBe('answered');
    expect(told(await run(line('narrow', { ...narrow, name: 'Other' }), b))).toBe('answered');
    expect(told(await run(line('wide', { ...wide, name: 'Other' }), a))).toBe('answered');
    // Where the other line gives room, there is nothing to ask.
    held(await run(line('wide', { ...wide, status: 'closed' }), a));
    held(await run(line('own', { status: 'closed' }), a));
    expect(told(await run(line('next', { ...ofB, ...entry({ addresses: ['192.0.0.0/16'] }) }), b))).toBe('created');
  });

  it('may lie inside another line’s block, and then counts', async () => {
    held(await run(line('wide', entry({ addresses: ['192.0.2.0/24'] }))));
    held(await run(line('narrow', entry({ addresses: ['192.0.2.16/28'] }))));
    held(await run(line('widest', entry({ addresses: ['192.0.0.0/16'] }))));
    const finder = new LineFinder(await loaded());
    expect(['192.0.2.1', '192.0.2.17', '192.0.7.1'].map((address) => finder.byAddress(address)?.id)).toEqual([
      'wide',
      'narrow',
      'widest',
    ]);
  });

  it.each<[string, Partial<LineInput>]>([
    ['suspended', { ...entry({ addresses: ['192.0.2.7'] }), status: 'suspended' }],
    ['closed', { ...entry({ addresses: ['192.0.2.7'] }), status: 'closed' }],
    ['given another', entry({ addresses: ['192.0.2.8'] })],
    ['given none', {}],
  ])('is free again when its line is %s', async (_, later) => {
    held(await run(line('one', entry({ addresses: ['192.0.2.7'] }))));
    held(await run(line('one', later)));
    expect(told(await run(line('two', entry({ addresses: ['192.0.2.7'] }))))).toBe('created');
    expect(told(await run(line('one', entry({ addresses: ['192.0.2.7'] }))))).toBe(
      'conflict entry.addresses[0]: 192.0.2.7 is on line two',
    );
    await store.close();
    await open();
    expect(told(await run(line('three', entry({ addresses: ['192.0.2.7'] }))))).toBe(
      'conflict entry.addresses[0]: 192.0.2.7 is on line two',
    );
    held(await run(line('two')));
    expect(told(await run(line('one', entry({ addresses: ['192.0.2.7'] }))))).toBe('answered');
  });

  it.each<[Partial<LineEntryInput>, string]>([
    [{}, 'entry: names no way in'],
    [{ addresses: ['192.0.2.1', 'sbc.example'] }, 'entry.addresses[1]: not an IPv4 or IPv6 address (0)'],
    [{ addresses: ['192.0.2.1/24'] }, 'entry.addresses[0]: has bits set behind its prefix (9)'],
    [{ addresses: ['::1', '0::1/128'] }, 'entry.addresses[1]: ::1 stands there twice'],
    [{ addresses: Array.from({ length: 65 }, (_, i) => `192.0.2.${i}`) }, 'entry.addresses: more than 64'],
    [{ certificates: [FINGERPRINT, 'ab'] }, 'entry.certificates[1]: not the SHA-256 of a certificate'],
    [{ certificates: [FINGERPRINT, FINGERPRINT.toUpperCase()] }, 'entry.certificates[1]: stands there twice'],
    [{ certificates: Array.from({ length: 17 }, () => FINGERPRINT) }, 'entry.certificates: more than 16'],
    [{ digest: { ...anna(PASSWORD), user: '' } }, 'entry.digest.user: not 1 to 64 characters'],
    [{ digest: { ...anna(PASSWORD), user: 'a:b' } }, 'entry.digest.user: holds a colon (1)'],
    [
      { digest: { ...anna(PASSWORD), user: 'a\n' } },
      'entry.digest.user: holds a quote, a backslash or a control character',
    ],
    [
      { digest: { ...anna(PASSWORD), realm: 'a"b' } },
      'entry.digest.realm: holds a quote, a backslash or a control character',
    ],
    [{ digest: { ...anna(PASSWORD), realm: 'r'.repeat(256) } }, 'entry.digest.realm: not 1 to 255 characters'],
    [{ digest: anna('short') }, 'entry.digest.password: not 12 to 200 characters'],
  ])('is turned away: %j', async (said, answer) => {
    expect(told(await run(line('one', entry(said))))).toBe(`invalid ${answer}`);
  });
});

describe('how the gate serves a line', () => {
  const sip = (said: Partial<NonNullable<LineInput['sip']>>): Partial<LineInput> => ({
    sip: { mode: 'redirect', nextHops: [], recordRoute: false, redress: undefined, ...said },
  });

  it.each([
    'sip:sbc.example',
    'SIPS:sbc-1.example.:5061;transport=TLS;lr',
    'sip:192.0.2.7:5060',
    'sip:[2001:db8::1]:5060;transport=tcp',
    'sips:localhost;transport=tcp',
  ])('goes by %s', async (uri) => {
    expect(held(await run(line('one', sip({ nextHops: [uri] })))).body).toMatchObject({ sip: { nextHops: [uri] } });
  });

  it.each<[Partial<NonNullable<LineInput['sip']>>, string]>([
    [{ nextHops: ['sip:a.example', 'http://b.example'] }, 'sip.nextHops[1]: not a SIP URI'],
    [{ nextHops: ['sip:'] }, 'sip.nextHops[0]: not a SIP URI'],
    [{ nextHops: ['sip:a.example?x=y'] }, 'sip.nextHops[0]: not a SIP URI'],
    [{ nextHops: ['sip:anna@a.example'] }, 'sip.nextHops[0]: names a user (4)'],
    [{ nextHops: ['sip:10.0.0.300'] }, 'sip.nextHops[0]: 10.0.0.300 is no host (4)'],
    [{ nextHops: ['sips:[fe80::1%eth0]'] }, 'sip.nextHops[0]: [fe80::1%eth0] is no host (5)'],
    [{ nextHops: ['sip:a..example'] }, 'sip.nextHops[0]: a..example is no host (4)'],
    [{ nextHops: ['sip:a.example:0'] }, 'sip.nextHops[0]: not a port (14)'],
    [{ nextHops: ['sip:a.example:65536'] }, 'sip.nextHops[0]: not a port (14)'],
    [{ nextHops: ['sip:a.example;maddr=10.0.0.1'] }, 'sip.nextHops[0]: parameter ;maddr=10.0.0.1 is not known'],
    [{ nextHops: ['sips:a.example;transport=udp'] }, 'sip.nextHops[0]: sips cannot go over UDP'],
    [{ nextHops: ['sip:a.example\r\nVia: x'] }, 'sip.nextHops[0]: holds a character that no URI may have (13)'],
    [{ nextHops: ['sip:a.example>'] }, 'sip.nextHops[0]: holds a character that no URI may have (13)'],
    [{ nextHops: [`sip:${'a'.repeat(300)}`] }, 'sip.nextHops[0]: longer than 300 characters (300)'],
    [{ nextHops: ['sip:a.example', 'sip:a.example'] }, 'sip.nextHops[1]: stands there twice'],
    [{ nextHops: Array.from({ length: 9 }, (_, i) => `sip:a${i}.example`) }, 'sip.nextHops: more than 8'],
    [{ recordRoute: true }, 'sip.recordRoute: only a proxy stays on the path'],
    [{ redress: 'http://a.example' }, 'sip.redress: not an https or mailto address'],
    [{ redress: 'https://' }, 'sip.redress: not an https or mailto address'],
    [{ redress: 'mailto:anna' }, 'sip.redress: not an https or mailto address'],
    [{ redress: 'https://a.example/\r\nX: y' }, 'sip.redress: holds a character that no URI may have (18)'],
    [{ redress: `https://a.example/${'a'.repeat(500)}` }, 'sip.redress: longer than 500 characters (500)'],
  ])('is turned away: %j', async (said, answer) => {
    expect(told(await run(line('one', sip(said))))).toBe(`invalid ${answer}`);
  });

  it('names a web page or a mailbox for those who object', async () => {
    for (const redress of ['https://a.example/redress?line=1', 'mailto:redress@a.example?subject=608'])
      expect(held(await run(line('one', sip({ redress })))).body).toMatchObject({ sip: { redress } });
  });
});

describe('a line of an older release', () => {
  it('has neither, and stands as it is', async () => {
    const { sequence } = held(await run(line('one')));
    await store.close();
    const written =
      '{"id":"one","name":"Line","class":"access","chain":["carrier-a"],"enforcement":{"mode":"enforce"},"trusted":true,' +
      '"unknownCallers":"refuse","refusalStyle":"603","status":"active"}';
    const db = openDatabase(join(directory, 'store.sqlite'));
    expect(db.prepare("update fact set body = ? where kind = 'line' and id = 'one'").run(written).changes).toBe(1);
    db.close();
    await open();
    expect(await read('one')).toEqual(JSON.parse(written));
    expect(await loaded()).toEqual([JSON.parse(written)]);
    expect(new LineFinder(await loaded()).byAddress('192.0.2.7')).toBeUndefined();
    // Said again without them, nothing changes.
    expect(held(await run(line('one'))).sequence).toBe(sequence);
    expect(told(await run(line('one', entry({ addresses: ['192.0.2.7'] }))))).toBe('answered');
    expect(await read('one')).toMatchObject({ entry: { addresses: ['192.0.2.7'] } });
  });
});

describe('the account of a line at the SMS gates', () => {
  const sms = (account: string, secret?: string) => ({ sms: { account, secret } });

  it('is kept whole, and its secret told to gates alone', async () => {
    const answers = [
      await run(line('one', sms('bank', 'secret-8')), ADMIN, 'k'),
      await run(line('one', sms('bank', 'secret-8'))),
      await store.ask({ kind: 'noun', noun: 'line', id: 'one' }),
      await store.ask({ kind: 'nouns', noun: 'line', merchant: undefined, after: undefined, limit: 10 }),
    ];
    for (const answer of answers) {
      expect(JSON.stringify(answer)).toContain('"account":"bank"');
      expect(JSON.stringify(answer)).not.toContain('secret-8');
    }
    const whole = { account: 'bank', secret: 'secret-8', connections: 4, perSecond: 100, window: 16 };
    expect((await loaded())[0]?.sms).toEqual(whole);
  });

  it('has words of its own that refuse by reply, as they are said', async () => {
    const replyWords = ['00000', '勿发'];
    held(await run(line('one', { sms: { account: 'bank', secret: 'secret-8', replyWords } })));
    expect((await loaded())[0]?.sms).toMatchObject({ replyWords });
    expect(await read('one')).toMatchObject({ sms: { account: 'bank', replyWords } });
    held(await run(line('one', { sms: { account: 'bank' } })));
    expect((await loaded())[0]?.sms).not.toHaveProperty('replyWords');
  });

  it('keeps its secret when none is said, and asks for one otherwise', async () => {
    held(await run(line('one', sms('bank', 'secret-8'))));
    held(await run(line('one', { sms: { account: 'bank', window: 32 } })));
    expect((await loaded())[0]?.sms).toMatchObject({ secret: 'secret-8', window: 32 });
    expect(told(await run(line('one', sms('other'))))).toBe('invalid sms.secret: missing');
  });

  it('is on one active line only', async () => {
    held(await run(line('one', sms('bank', 'secret-8'))));
    expect(told(await run(line('two', sms('bank', 'another-8'))))).toBe(
      'conflict sms.account: account bank is on line one',
    );
    held(await run(line('one', { ...sms('bank'), status: 'suspended' })));
    expect(told(await run(line('two', sms('bank', 'another-8'))))).toBe('created');
  });

  it.each([
    ['sms.account', { account: 'sixteen-letters-', secret: 'secret-8' }],
    ['sms.account', { account: '银行', secret: 'secret-8' }],
    ['sms.secret', { account: 'bank', secret: 'short' }],
    ['sms.secret', { account: 'bank', secret: 'with a space' }],
    ['sms.connections', { account: 'bank', secret: 'secret-8', connections: 0 }],
    ['sms.perSecond', { account: 'bank', secret: 'secret-8', perSecond: 100_001 }],
    ['sms.window', { account: 'bank', secret: 'secret-8', window: 1.5 }],
    ['sms.replyWords', { account: 'bank', secret: 'secret-8', replyWords: Array(33).fill('a') }],
    ['sms.replyWords[1]', { account: 'bank', secret: 'secret-8', replyWords: ['a', '。'] }],
    ['sms.replyWords[0]', { account: 'bank', secret: 'secret-8', replyWords: ['482913'] }],
  ])('%s is looked at', async (field, said) => {
    expect(told(await run(line('one', { sms: said })))).toContain(`invalid ${field}`);
  });
});
