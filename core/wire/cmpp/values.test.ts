// Msg_Id, times, status reports, authenticators and the tables of words.
import { createHash, timingSafeEqual } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  authenticatorIsmg,
  authenticatorSource,
  cmppVersionOf,
  composeMessageId,
  digitsOfTimestamp,
  instantOfReportTime,
  instantOfTimestamp,
  isAuthentic,
  isFinalStat,
  isSameOctets,
  meaningOfStat,
  readMessageId,
  readReport,
  reportTimeOf,
  STAT_WORDS,
  timestampOf,
  writeReport,
} from '../mod.ts';

const md5 = (bytes: Uint8Array) => new Uint8Array(createHash('md5').update(bytes).digest());
const SECRET = Buffer.from('秘密-secret');

test('Msg_Id: 4, 5, 5, 6, 6, 22 and 16 bits from the top', () => {
  const parts = { month: 11, day: 12, hour: 9, minute: 55, second: 12, gateway: 256, sequence: 7 };
  // 1011 01100 01001 110111 001100 0000000000000100000000 0000000000000111
  expect(composeMessageId(parts)).toBe(0b1011_01100_01001_110111_001100_0000000000000100000000_0000000000000111n);
  expect(readMessageId(0xffffffffffffffffn)).toEqual({
    month: 15,
    day: 31,
    hour: 31,
    minute: 63,
    second: 63,
    gateway: 0x3fffff,
    sequence: 0xffff,
  });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }), (id) => {
      expect(composeMessageId(readMessageId(id))).toBe(id);
    }),
  );
  for (const beyond of [{ month: 16 }, { gateway: 0x400000 }, { sequence: 65_536 }, { second: -1 }, { hour: 1.5 }]) {
    expect(composeMessageId({ ...parts, ...beyond })).toBeUndefined();
  }
});

test('times are those of a clock in China', () => {
  const newYear = Date.UTC(2025, 11, 31, 16, 0, 5);
  expect(timestampOf(newYear)).toBe(101_000_005);
  expect(digitsOfTimestamp(timestampOf(newYear))).toBe('0101000005');
  expect(timestampOf(newYear - 6_000)).toBe(1_231_235_959);
  expect(reportTimeOf(newYear)).toBe('2601010000');
  expect(instantOfReportTime('2601010000')).toBe(newYear - 5_000);
});

test('a Timestamp without a year is of the nearest one', () => {
  const newYear = Date.UTC(2025, 11, 31, 16, 0, 5);
  expect(instantOfTimestamp(1_231_235_959, newYear)).toBe(newYear - 6_000);
  expect(instantOfTimestamp(101_000_005, newYear - 60_000)).toBe(newYear);
  // The 29th of February 2024, from both sides of it, and from where no year nearby has one.
  const leap = Date.UTC(2024, 1, 29, 4);
  expect(instantOfTimestamp(229_120_000, leap + 86_400_000)).toBe(leap);
  expect(instantOfTimestamp(229_120_000, Date.UTC(2026, 5, 1))).toBeUndefined();
  const day = 86_400_000;
  fc.assert(
    fc.property(
      fc.integer({ min: 1_000_000_000, max: 3_000_000_000 }),
      fc.integer({ min: -90, max: 90 }),
      (s, days) => {
        expect(instantOfTimestamp(timestampOf(s * 1_000), s * 1_000 + days * day)).toBe(s * 1_000);
      },
    ),
  );
});

test.each(['', '1234', '2613010000', '2602300000', '2601012400', '2601010060', '26010100a0', '26010100000'])(
  '"%s" is no time of a report',
  (digits) => {
    expect(instantOfReportTime(digits)).toBeUndefined();
  },
);

test.each([0, 1_301_000_000, 230_000_000, 101_240_000, 101_006_000, 101_000_060, 4_294_967_295])(
  '%i is no Timestamp',
  (timestamp) => {
    expect(instantOfTimestamp(timestamp, Date.UTC(2026, 0, 1))).toBeUndefined();
  },
);

test('a status report is read as it was written: 60 octets in 2.0, 71 in 3.0', () => {
  const digits = fc.stringMatching(/^\d{10}$/);
  const report = fc.record({
    msgId: fc.bigInt({ min: 0n, max: 0xffffffffffffffffn }),
    stat: fc.constantFrom(...Object.keys(STAT_WORDS), 'MA:0001', 'IC:0151'),
    submitTime: digits,
    doneTime: digits,
    destTerminalId: fc.stringMatching(/^\d{1,21}$/),
    smscSequence: fc.nat(0xffffffff),
  });
  fc.assert(
    fc.property(report, (given) => {
      for (const [version, octets] of [
        ['2.0', 60],
        ['3.0', 71],
      ] as const) {
        const content = writeReport(given, version) as Uint8Array;
        expect(content.length).toBe(octets);
        expect(readReport(content, '2.0')).toEqual(given);
        expect(readReport(content, '3.0')).toEqual(given);
      }
    }),
  );
});

test('what is no report, and what does not fit one, is named', () => {
  const report = {
    msgId: 1n,
    stat: 'DELIVRD',
    submitTime: '2611260630',
    doneTime: '2611260631',
    destTerminalId: '13800000001',
    smscSequence: 1,
  };
  expect(readReport(new Uint8Array(59), '2.0')).toMatchObject({ code: 'report-length', position: 59 });
  const bad = [
    [{ msgId: 1n << 64n }, 'Msg_Id', 0],
    [{ stat: 'DELIVERED' }, 'Stat', 8],
    [{ submitTime: '20261126063' }, 'Submit_time', 15],
    [{ doneTime: '中' }, 'Done_time', 25],
    [{ destTerminalId: '1'.repeat(22) }, 'Dest_terminal_Id', 35],
    [{ smscSequence: 2 ** 32 }, 'SMSC_sequence', 56],
  ] as const;
  for (const [change, field, position] of bad) {
    expect(writeReport({ ...report, ...change }, '2.0')).toMatchObject({ code: 'report-field', field, position });
  }
});

test('only ACCEPTD, and what nobody knows, is not the end', () => {
  expect(Object.keys(STAT_WORDS).filter((word) => !isFinalStat(word))).toEqual(['ACCEPTD']);
  expect(['MA:0001', 'CB:0053', 'IC:0151'].map(meaningOfStat)).toEqual(Array(3).fill('network-code'));
  expect(['', 'delivrd', 'XX:0001', 'MA:001', 'MA:00011', 'toString'].map(meaningOfStat)).toEqual(
    Array(6).fill(undefined),
  );
  expect(isFinalStat('MA:0001')).toBe(true);
  expect(isFinalStat('XX:0001')).toBe(false);
});

test('an authenticator holds for its address, secret and time alone', () => {
  const login = { sourceAddr: '900001', secret: SECRET, timestamp: 101_000_005 };
  const authenticator = authenticatorSource(md5, login);
  expect(authenticator).toEqual(
    md5(Buffer.concat([Buffer.from('900001'), Buffer.alloc(9), SECRET, Buffer.from('0101000005')])),
  );
  expect(isAuthentic(md5, login, authenticator)).toBe(true);
  expect(isAuthentic(md5, { ...login, sourceAddr: '900002' }, authenticator)).toBe(false);
  expect(isAuthentic(md5, { ...login, timestamp: 101_000_006 }, authenticator)).toBe(false);
  expect(isAuthentic(md5, { ...login, secret: Buffer.from('other') }, authenticator)).toBe(false);
  for (let i = 0; i < 16; i++) {
    expect(isAuthentic(md5, login, authenticator.with(i, authenticator[i]! ^ 1))).toBe(false);
  }
  for (const wrong of [new Uint8Array(0), authenticator.subarray(0, 15), new Uint8Array([...authenticator, 0])]) {
    expect(isAuthentic(md5, login, wrong)).toBe(false);
  }
  const short = { ...login, sourceAddr: '9001' };
  const filled = md5(Buffer.concat([Buffer.from('9001'), Buffer.alloc(2 + 9), SECRET, Buffer.from('0101000005')]));
  expect(isAuthentic(md5, short, filled)).toBe(true);
  expect(isAuthentic(md5, short, authenticatorSource(md5, short))).toBe(true);
});

test('AuthenticatorISMG takes Status with the octets it is written in', () => {
  const source = new Uint8Array(16).fill(9);
  const of = (version: '2.0' | '3.0', octets: number[]) =>
    expect(authenticatorIsmg(md5, version, { status: 3, source, secret: SECRET })).toEqual(
      md5(Buffer.concat([Buffer.from(octets), source, SECRET])),
    );
  of('2.0', [3]);
  of('3.0', [0, 0, 0, 3]);
});

test('octets are the same exactly where they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), (one, other) => {
      expect(isSameOctets(one, other)).toBe(one.length === other.length && timingSafeEqual(one, other));
      expect(isSameOctets(one, one.slice())).toBe(true);
    }),
  );
});

test('the high half of the Version octet says which layouts are spoken', () => {
  expect([0x20, 0x21, 0x2f, 0x30, 0x31].map(cmppVersionOf)).toEqual(['2.0', '2.0', '2.0', '3.0', '3.0']);
  expect([0, 0x10, 0x1f, 0x40, 0xff].map(cmppVersionOf)).toEqual(Array(5).fill(undefined));
});
