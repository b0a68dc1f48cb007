import {
  type Attempt,
  CATEGORIES,
  type Category,
  CHANNELS,
  type Channel,
  type CounterReading,
  type Decision,
  PURPOSES,
  type Purpose,
  ROLES,
  type Role,
  type Sequence,
} from '@wurao/domain';
import { formatDecisionId } from './decision-id.ts';
import * as at from './layout.ts';
import { type Asker, asJournalSequence, type JournalRecord } from './record.ts';
import { stirOf } from './stir-text.ts';

type Slots = (string | undefined)[];

const purposeAt = (index: number): Purpose | undefined => PURPOSES[index];

const readSlots = (buffer: Buffer, start: number, present: number): Slots => {
  const slots: Slots = new Array(at.SLOTS).fill(undefined);
  let next = start;
  for (let slot = 0; slot < at.SLOTS; slot++) {
    if ((present & (1 << slot)) === 0) continue;
    let length = 0;
    let shift = 0;
    let byte = buffer[next++] ?? 0;
    while (byte > 127) {
      length |= (byte & 127) << shift;
      shift += 7;
      byte = buffer[next++] ?? 0;
    }
    length |= byte << shift;
    slots[slot] = buffer.toString('utf8', next, next + length);
    next += length;
  }
  return slots;
};

const readAttempt = (buffer: Buffer, base: number, flags: number, slots: Slots): Attempt => {
  const permitId = slots[at.SLOT_PERMIT_ID];
  const asOf = slots[at.SLOT_AS_OF];
  const attempt = {
    mode: flags & at.FLAG_SCREEN ? 'screen' : 'attempt',
    channel: CHANNELS[buffer[base + at.AT_CHANNEL] ?? 0] as Channel,
    caller: slots[at.SLOT_CALLER],
    callee: slots[at.SLOT_CALLEE],
    line: slots[at.SLOT_LINE],
    merchant: slots[at.SLOT_MERCHANT],
    purpose: purposeAt(buffer[base + at.AT_PURPOSE] ?? at.NO_WORD),
    category: CATEGORIES[buffer[base + at.AT_CATEGORY] ?? at.NO_WORD] as Category | undefined,
    content: slots[at.SLOT_CONTENT],
    text: slots[at.SLOT_TEXT],
    permit: flags & at.FLAG_PERMIT ? { id: permitId ?? '', filing: slots[at.SLOT_PERMIT_FILING] } : undefined,
    attemptId: slots[at.SLOT_ATTEMPT_ID],
    assertedCaller: slots[at.SLOT_ASSERTED],
    firstCalled: slots[at.SLOT_FIRST_CALLED],
    stir: stirOf(slots[at.SLOT_STIR]),
    roaming: (flags & at.FLAG_ROAMING) !== 0,
    asOfMs: asOf === undefined ? undefined : Number(asOf),
    classified: purposeAt(buffer[base + at.AT_CLASSIFIED] ?? at.NO_WORD),
  };
  // The brands were checked when the record went in.
  return attempt as unknown as Attempt;
};

const readCounters = (view: DataView, base: number): CounterReading => ({
  today: view.getUint32(base + at.AT_TODAY, true),
  window: view.getUint32(base + at.AT_WINDOW, true),
  distinctCallees: view.getUint32(base + at.AT_DISTINCT, true),
  sanctioned: view.getUint32(base + at.AT_SANCTIONED, true),
});

const readDecision = (view: DataView, base: number, flags: number, slots: Slots): Decision => {
  const reasonCode = view.getUint16(base + at.AT_REASON_CODE, true);
  const wouldBeCode = view.getUint16(base + at.AT_WOULD_BE_CODE, true);
  const decision = {
    decision: flags & at.FLAG_ALLOW ? 'allow' : 'refuse',
    reason: slots[at.SLOT_REASON] ?? at.REASON_KEYS.get(reasonCode) ?? '',
    reasonCode,
    step: view.getUint8(base + at.AT_STEP),
    wouldBe: slots[at.SLOT_WOULD_BE] ?? at.REASON_KEYS.get(wouldBeCode),
    law: slots[at.SLOT_LAW] ?? '',
    dataVersion: view.getFloat64(base + at.AT_DATA_VERSION, true) as Sequence,
    retryAtMs: flags & at.FLAG_RETRY ? view.getFloat64(base + at.AT_RETRY, true) : undefined,
    lawfulRetryAtMs: flags & at.FLAG_LAWFUL_RETRY ? view.getFloat64(base + at.AT_LAWFUL_RETRY, true) : undefined,
    merchant: slots[at.SLOT_DECISION_MERCHANT],
    filing: slots[at.SLOT_FILING],
    carrier: slots[at.SLOT_CARRIER],
    purpose: purposeAt(view.getUint8(base + at.AT_DECISION_PURPOSE)),
    categories: view.getUint32(base + at.AT_CATEGORIES, true),
    fact: view.getFloat64(base + at.AT_FACT, true) as Sequence,
    holdsConfirmed: (flags & at.FLAG_HOLDS_CONFIRMED) !== 0,
    counted: (flags & at.FLAG_COUNTED) !== 0,
    counters: readCounters(view, base),
  };
  return decision as unknown as Decision;
};

const readAsker = (role: number, slots: Slots): Asker | undefined => {
  if (role === at.NO_WORD) return undefined;
  const asker = { role: ROLES[role] as Role, party: slots[at.SLOT_ASKER_PARTY], keyId: slots[at.SLOT_ASKER_KEY] };
  return asker as unknown as Asker;
};

/** Decodes one payload that its CRC vouched for. */
export const decodeRecord = (buffer: Buffer, base: number, epoch: number): JournalRecord => {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const flags = view.getUint32(base + at.AT_FLAGS, true);
  const slots = readSlots(buffer, base + at.FIXED_BYTES, view.getUint32(base + at.AT_PRESENT, true));
  const sequence = asJournalSequence(view.getFloat64(base + at.AT_SEQUENCE, true));
  return {
    id: formatDecisionId(sequence, epoch),
    sequence,
    atMs: view.getFloat64(base + at.AT_INSTANT, true),
    attempt: readAttempt(buffer, base, flags, slots),
    decision: readDecision(view, base, flags, slots),
    asker: readAsker(view.getUint8(base + at.AT_ROLE), slots),
    latencyUs: view.getUint32(base + at.AT_LATENCY, true),
    run: slots[at.SLOT_RUN],
  };
};
