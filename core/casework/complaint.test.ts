import { describe, expect, it, test } from 'vitest';
import { ATTACHMENT_BYTES_MAX, ATTACHMENTS_MAX } from './attachment.ts';
import {
  CALL_DURATION_MAX_MS,
  COMPLAINT_AGE_MAX_MS,
  COMPLAINT_AHEAD_MAX_MS,
  COMPLAINT_CHARS_MAX,
  type ComplaintClaim,
  MISSING,
  readComplaint,
  supplemented,
  UNUSABLE,
} from './complaint.ts';

const NOW = Date.parse('2026-03-09T12:00:00+08:00');
const HOUR = 3_600_000;
const FACTS = { id: 'complaint-1', receivedMs: NOW };
const SHA = 'a'.repeat(64);

const CALL: ComplaintClaim = {
  complainant: '138 0000 0001',
  proved: true,
  reported: '1069****',
  channel: 'voice',
  atMs: NOW - HOUR,
  durationMs: 42_000,
  description: ' A loan, again. ',
  attachments: [{ name: 'call.amr', type: 'audio/amr', bytes: 1_000, sha256: SHA }],
  province: '四川省',
  category: 'loan',
  source: 'api',
};
const MESSAGE: ComplaintClaim = { ...CALL, channel: 'sms', durationMs: undefined, text: '【X】贷款', description: '' };

const read = (claim: ComplaintClaim) => readComplaint(claim, FACTS);
const missing = (claim: ComplaintClaim) => {
  const reading = read(claim);
  return reading.ok && reading.kind === 'incomplete' ? reading.missing : reading;
};
const unusable = (over: Partial<ComplaintClaim>) => {
  const reading = read({ ...CALL, ...over });
  return reading.ok ? reading.kind : reading.unusable;
};

describe('a complete complaint', () => {
  it('is read into its noun', () => {
    expect(read(CALL)).toEqual({
      ok: true,
      kind: 'complete',
      complaint: {
        id: 'complaint-1',
        receivedMs: NOW,
        complainant: '+8613800000001',
        proved: true,
        reported: { kind: 'masked', written: '1069****', pattern: '1069*' },
        channel: 'voice',
        atMs: NOW - HOUR,
        durationMs: 42_000,
        text: undefined,
        description: 'A loan, again.',
        attachments: CALL.attachments,
        province: '510000',
        category: 'loan',
        source: 'api',
      },
    });
  });

  it('of a message needs no duration, and takes the 0 that lists have', () => {
    for (const durationMs of [undefined, 0])
      expect(read({ ...MESSAGE, durationMs })).toMatchObject({
        kind: 'complete',
        complaint: { durationMs: undefined },
      });
  });

  it('may come from a number that nobody proved, about a number that nobody can read', () => {
    expect(read({ ...CALL, proved: false, reported: '未显示' })).toMatchObject({
      kind: 'complete',
      complaint: { proved: false, reported: { kind: 'unreadable', written: '未显示' } },
    });
  });

  it('of a call that was not answered lasts 0', () => {
    expect(read({ ...CALL, durationMs: 0 })).toMatchObject({ kind: 'complete', complaint: { durationMs: 0 } });
  });

  it('is as told at both ends of the time allowed', () => {
    for (const atMs of [NOW + COMPLAINT_AHEAD_MAX_MS, NOW - COMPLAINT_AGE_MAX_MS])
      expect(read({ ...CALL, atMs })).toMatchObject({ kind: 'complete' });
  });
});

describe('an incomplete one', () => {
  test.each([
    ['complainant', { complainant: undefined }],
    ['complainant', { complainant: '  ' }],
    ['reported', { reported: undefined }],
    ['channel', { channel: undefined, durationMs: undefined }],
    ['time', { atMs: undefined }],
    ['duration', { durationMs: undefined }],
    ['words', { description: ' ', text: '' }],
  ])('names the %s', (key, over) => {
    expect(missing({ ...CALL, ...over })).toEqual([key]);
  });

  it('names all that is missing, in the order of the form', () => {
    expect(missing({ proved: false, source: 'console', channel: 'voice' })).toEqual(
      Object.keys(MISSING).filter((key) => key !== 'channel'),
    );
  });

  it('becomes complete with a supplement, and keeps what was given', () => {
    const first = { ...CALL, reported: undefined, description: undefined, text: 'As shown.' };
    const more = { proved: false, reported: '95588', text: '', description: 'A loan.', attachments: CALL.attachments };
    const reading = read(supplemented(first, more));
    expect(reading).toMatchObject({ kind: 'complete', complaint: { proved: true, text: 'As shown.', source: 'api' } });
    expect(reading.ok && reading.kind === 'complete' && reading.complaint.attachments).toHaveLength(2);
  });

  it('does not carry the proof of one number over to another', () => {
    expect(supplemented(CALL, { proved: false, complainant: '13900000002' }).proved).toBe(false);
    expect(supplemented(CALL, { proved: false, complainant: ' ' })).toMatchObject({
      proved: true,
      complainant: CALL.complainant,
    });
    expect(supplemented(CALL, { proved: true, complainant: '13900000002' }).proved).toBe(true);
  });
});

describe('what cannot be used', () => {
  const picture = { name: 'shot.png', type: 'image/png', bytes: 1, sha256: SHA };
  const long = 'x'.repeat(COMPLAINT_CHARS_MAX + 1);
  test.each<[string, Partial<ComplaintClaim>]>([
    ['complainant', { complainant: 'me' }],
    ['complainant', { complainant: '95588' }],
    ['reported-too-long', { reported: '1'.repeat(65) }],
    ['unknown-channel', { channel: 'fax' }],
    ['not-an-instant', { atMs: Number.NaN }],
    ['not-an-instant', { atMs: 1.5 }],
    ['in-the-future', { atMs: NOW + COMPLAINT_AHEAD_MAX_MS + 1 }],
    ['too-old', { atMs: NOW - COMPLAINT_AGE_MAX_MS - 1 }],
    ['duration', { durationMs: -1 }],
    ['duration', { durationMs: CALL_DURATION_MAX_MS + 1 }],
    ['duration', { channel: 'sms' }],
    ['too-long', { text: long }],
    ['too-long', { description: long }],
    ['attachments', { attachments: Array(ATTACHMENTS_MAX + 1).fill(picture) }],
    ['attachments', { attachments: [{ ...picture, type: 'application/pdf' }] }],
    ['attachments', { attachments: [{ ...picture, type: 'toString' }] }],
    ['attachments', { attachments: [{ ...picture, bytes: 0 }] }],
    ['attachments', { attachments: [{ ...picture, bytes: ATTACHMENT_BYTES_MAX.picture + 1 }] }],
    ['attachments', { attachments: [{ ...picture, sha256: 'A'.repeat(64) }] }],
    ['attachments', { attachments: [{ ...picture, name: '../shot.png' }] }],
    ['unknown-province', { province: 'Atlantis' }],
    ['unknown-category', { category: 'pets' }],
    ['unknown-source', { source: 'pigeon' }],
  ])('%s', (key, over) => {
    expect(unusable(over)).toEqual([key]);
  });

  it('takes of each kind of attachment what its bound allows', () => {
    const audio = { ...picture, name: 'call.mp3', type: 'audio/mpeg' };
    const attachments = [
      { ...picture, bytes: ATTACHMENT_BYTES_MAX.picture },
      { ...audio, bytes: ATTACHMENT_BYTES_MAX.audio },
    ];
    expect(unusable({ attachments })).toBe('complete');
  });

  it('is said all at once, and before what is missing', () => {
    const reading = read({
      ...CALL,
      channel: 'fax',
      atMs: NOW + HOUR,
      reported: undefined,
      description: long,
      text: long,
    });
    expect(reading).toMatchObject({
      ok: false,
      code: 'invalid',
      unusable: ['in-the-future', 'too-long', 'unknown-channel'],
    });
    expect(reading.ok || reading.errors.map(({ field }) => field)).toEqual(['atMs', 'text', 'description', 'channel']);
  });
});

describe('the texts', () => {
  it('are there in both languages', () => {
    for (const { zh, en } of [...Object.values(MISSING), ...Object.values(UNUSABLE)]) {
      expect(zh).toMatch(/^\p{Script=Han}.*。$/u);
      expect(en).toMatch(/^[A-Z][ -~]+$/);
    }
  });
});
