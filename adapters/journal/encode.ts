import { crc32 } from 'node:zlib';
import * as at from './layout.ts';
import { writeOutcome } from './outcomes.ts';
import {
  asJournalSequence,
  type JournalEntry,
  type JournalSequence,
  MAX_RECORD_BYTES,
  type OutcomeEntry,
} from './record.ts';
import { hasKey, ScreenFrame, type Screens } from './screens.ts';
import { stirText } from './stir-text.ts';

const FIRST_BUFFER_BYTES = 256 * 1024;
/** A burst's larger buffer is given back afterwards. */
const KEPT_BUFFER_BYTES = 4 * 1024 * 1024;
const MAX_VARINT_BYTES = 5;
const MAX_UTF8_BYTES_PER_UNIT = 3;
/** Up to here a loop beats the call into the runtime; also the longest length of one byte. */
const SHORT_STRING = 64;
const LENGTH_BYTES = 4;
/** An outcome stands for many rows. */
const NO_SEQUENCE = asJournalSequence(0);

const wordAt = (index: ReadonlyMap<string, number>, word: string | undefined): number => {
  if (word === undefined) return at.NO_WORD;
  const position = index.get(word);
  if (position === undefined) throw new TypeError(`unknown word "${word}" in a journal entry`);
  return position;
};

const flagsOf = ({ attempt, decision }: JournalEntry): number =>
  (attempt.mode === 'screen' ? at.FLAG_SCREEN : 0) |
  (attempt.roaming ? at.FLAG_ROAMING : 0) |
  (attempt.permit ? at.FLAG_PERMIT : 0) |
  (decision.decision === 'allow' ? at.FLAG_ALLOW : 0) |
  (decision.holdsConfirmed ? at.FLAG_HOLDS_CONFIRMED : 0) |
  (decision.counted ? at.FLAG_COUNTED : 0) |
  (decision.retryAtMs === undefined ? 0 : at.FLAG_RETRY) |
  (decision.lawfulRetryAtMs === undefined ? 0 : at.FLAG_LAWFUL_RETRY);

/** Encodes records one after another into one buffer: the batch of an event-loop turn. */
export class BatchEncoder {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  #view = new DataView(this.#buffer.buffer);
  #used = 0;
  #records = 0;
  readonly #frame = new ScreenFrame();
  readonly #slots: (string | undefined)[] = new Array(at.SLOTS).fill(undefined);

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#used;
  }

  clear(): void {
    this.#used = 0;
    this.#records = 0;
    if (this.#buffer.length > KEPT_BUFFER_BYTES) this.#allocate(FIRST_BUFFER_BYTES);
  }

  /** Puts the checksums in, once it is known which segment takes the batch. Valid until the next `add` or `clear`. */
  finish(salt: number): Buffer {
    const batch = this.#buffer.subarray(0, this.#used);
    for (let start = 0; start < batch.length; ) {
      const payload = start + at.FRAME_BYTES;
      const end = payload + this.#view.getUint32(start, true);
      this.#view.setUint32(start + 4, crc32(batch.subarray(payload, end), salt), true);
      start = end;
    }
    return batch;
  }

  add(sequence: JournalSequence, entry: JournalEntry): void {
    const start = this.#used;
    this.#fillSlots(entry);
    this.#reserve(at.FRAME_BYTES + at.FIXED_BYTES + this.#slotBytesAtMost());
    const payload = start + at.FRAME_BYTES;
    this.#fixed(payload, sequence, entry);
    const end = this.#strings(payload);
    const length = end - payload;
    if (length > MAX_RECORD_BYTES) throw new RangeError(`journal entry exceeds ${MAX_RECORD_BYTES} bytes`);
    this.#view.setUint32(start, length, true);
    this.#used = end;
    this.#records++;
  }

  addCall(sequence: JournalSequence, entry: OutcomeEntry): void {
    this.#reserve(at.FRAME_BYTES + at.OUTCOME_BYTES);
    const payload = this.#used + at.FRAME_BYTES;
    this.#buffer.fill(0, payload, payload + at.OUTCOME_BYTES);
    writeOutcome(this.#view, payload, sequence, entry);
    this.#view.setUint32(this.#used, at.OUTCOME_BYTES, true);
    this.#used = payload + at.OUTCOME_BYTES;
    this.#records++;
  }

  /** Screens of one run, as few frames as hold them; the first one has this sequence. */
  addScreens(first: JournalSequence, screens: Screens): void {
    for (let from = 0; from < screens.count; ) {
      const rows = this.#frame.fill(screens, from);
      this.#addFrame(first + from, screens);
      from += rows;
    }
  }

  #addFrame(first: number, screens: Screens): void {
    const { rows, outcomes, keys, facts, indexes } = this.#frame;
    this.#reserve(at.FRAME_BYTES + at.SCREENS_FIXED_BYTES + rows * at.SCREENS_ROW_BYTES);
    const start = this.#used;
    const payload = start + at.FRAME_BYTES;
    const view = this.#view;
    this.#buffer.fill(0, payload, payload + at.SCREENS_FIXED_BYTES);
    view.setUint8(payload + at.AT_KIND, at.KIND_SCREENS);
    view.setUint32(payload + at.AT_SCREENS_ROWS, rows, true);
    view.setUint32(payload + at.AT_SCREENS_OUTCOMES, outcomes.length, true);
    view.setFloat64(payload + at.AT_SEQUENCE, first + rows - 1, true);
    view.setFloat64(payload + at.AT_INSTANT, screens.atMs, true);
    let end = payload + at.SCREENS_FIXED_BYTES;
    for (const column of [keys, facts, indexes]) {
      const bytes = rows * column.BYTES_PER_ELEMENT;
      this.#buffer.set(new Uint8Array(column.buffer, 0, bytes), end);
      end += bytes;
    }
    this.#used = end;
    for (const row of outcomes) this.#addOutcome(screens, row);
    const length = this.#used - payload;
    if (length > MAX_RECORD_BYTES) throw new RangeError(`a frame of screens exceeds ${MAX_RECORD_BYTES} bytes`);
    this.#view.setUint32(start, length, true);
    this.#records += rows;
  }

  #addOutcome({ atMs, attempts, decisions, asker, latencyUs, run }: Screens, row: number): void {
    const attempt = attempts[row];
    const decision = decisions[row];
    if (attempt === undefined || decision === undefined) throw new TypeError('a screen without its decision');
    const entry = { atMs, attempt, decision, asker, latencyUs, run };
    this.#fillSlots(entry);
    if (hasKey(attempt.callee)) this.#slots[at.SLOT_CALLEE] = undefined;
    this.#reserve(LENGTH_BYTES + at.FIXED_BYTES + this.#slotBytesAtMost());
    const payload = this.#used + LENGTH_BYTES;
    this.#fixed(payload, NO_SEQUENCE, entry);
    const end = this.#strings(payload);
    this.#view.setUint32(this.#used, end - payload, true);
    this.#used = end;
  }

  #allocate(bytes: number): void {
    const grown = Buffer.allocUnsafeSlow(bytes);
    this.#buffer.copy(grown, 0, 0, this.#used);
    this.#buffer = grown;
    this.#view = new DataView(grown.buffer);
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return;
    this.#allocate(Math.max(this.#buffer.length * 2, this.#used + bytes));
  }

  #slotBytesAtMost(): number {
    let units = 0;
    for (const slot of this.#slots) if (slot !== undefined) units += slot.length;
    return units * MAX_UTF8_BYTES_PER_UNIT + at.SLOTS * MAX_VARINT_BYTES;
  }

  #fillSlots({ attempt, decision, asker, run }: JournalEntry): void {
    const slots = this.#slots;
    slots[at.SLOT_CALLER] = attempt.caller;
    slots[at.SLOT_CALLEE] = attempt.callee;
    slots[at.SLOT_LINE] = attempt.line;
    slots[at.SLOT_MERCHANT] = attempt.merchant;
    slots[at.SLOT_CONTENT] = attempt.content;
    slots[at.SLOT_TEXT] = attempt.text;
    slots[at.SLOT_PERMIT_ID] = attempt.permit?.id;
    slots[at.SLOT_PERMIT_FILING] = attempt.permit?.filing;
    slots[at.SLOT_ATTEMPT_ID] = attempt.attemptId;
    slots[at.SLOT_ASSERTED] = attempt.assertedCaller;
    slots[at.SLOT_FIRST_CALLED] = attempt.firstCalled;
    slots[at.SLOT_REASON] = at.REASON_KEYS.get(decision.reasonCode) === decision.reason ? undefined : decision.reason;
    const { wouldBe } = decision;
    slots[at.SLOT_WOULD_BE] = wouldBe !== undefined && at.REASON_CODES.has(wouldBe) ? undefined : wouldBe;
    slots[at.SLOT_LAW] = decision.law;
    slots[at.SLOT_DECISION_MERCHANT] = decision.merchant;
    slots[at.SLOT_FILING] = decision.filing;
    slots[at.SLOT_CARRIER] = decision.carrier;
    slots[at.SLOT_ASKER_PARTY] = asker?.party;
    slots[at.SLOT_ASKER_KEY] = asker?.keyId;
    slots[at.SLOT_RUN] = run;
    slots[at.SLOT_STIR] = attempt.stir && stirText(attempt.stir);
    slots[at.SLOT_AS_OF] = attempt.asOfMs === undefined ? undefined : String(attempt.asOfMs);
  }

  #fixed(base: number, sequence: JournalSequence, entry: JournalEntry): void {
    const view = this.#view;
    const { attempt, decision, asker } = entry;
    view.setUint8(base + at.AT_KIND, at.KIND_RECORD);
    view.setUint8(base + at.AT_CHANNEL, wordAt(at.CHANNEL_INDEX, attempt.channel));
    view.setUint8(base + at.AT_PURPOSE, wordAt(at.PURPOSE_INDEX, attempt.purpose));
    view.setUint8(base + at.AT_CATEGORY, wordAt(at.CATEGORY_INDEX, attempt.category));
    view.setUint8(base + at.AT_CLASSIFIED, wordAt(at.PURPOSE_INDEX, attempt.classified));
    view.setUint8(base + at.AT_DECISION_PURPOSE, wordAt(at.PURPOSE_INDEX, decision.purpose));
    view.setUint8(base + at.AT_ROLE, wordAt(at.ROLE_INDEX, asker?.role));
    view.setUint8(base + at.AT_STEP, decision.step);
    view.setUint16(base + at.AT_REASON_CODE, decision.reasonCode, true);
    view.setUint16(base + at.AT_WOULD_BE_CODE, at.REASON_CODES.get(decision.wouldBe ?? '') ?? 0, true);
    view.setUint32(base + at.AT_FLAGS, flagsOf(entry), true);
    view.setUint32(base + at.AT_CATEGORIES, decision.categories, true);
    view.setUint32(base + at.AT_LATENCY, entry.latencyUs, true);
    view.setUint32(base + at.AT_TODAY, decision.counters.today, true);
    view.setUint32(base + at.AT_WINDOW, decision.counters.window, true);
    view.setUint32(base + at.AT_DISTINCT, decision.counters.distinctCallees, true);
    view.setUint32(base + at.AT_SANCTIONED, decision.counters.sanctioned, true);
    view.setFloat64(base + at.AT_SEQUENCE, sequence, true);
    view.setFloat64(base + at.AT_INSTANT, entry.atMs, true);
    view.setFloat64(base + at.AT_DATA_VERSION, decision.dataVersion, true);
    view.setFloat64(base + at.AT_FACT, decision.fact, true);
    view.setFloat64(base + at.AT_RETRY, decision.retryAtMs ?? 0, true);
    view.setFloat64(base + at.AT_LAWFUL_RETRY, decision.lawfulRetryAtMs ?? 0, true);
  }

  /** Writes the strings that are there and the mask saying which; returns the end. */
  #strings(base: number): number {
    let present = 0;
    let end = base + at.FIXED_BYTES;
    for (let slot = 0; slot < at.SLOTS; slot++) {
      const value = this.#slots[slot];
      if (value === undefined) continue;
      present |= 1 << slot;
      end = this.#string(end, value);
    }
    this.#view.setUint32(base + at.AT_PRESENT, present, true);
    return end;
  }

  #string(start: number, value: string): number {
    const buffer = this.#buffer;
    const length = value.length;
    if (length <= SHORT_STRING) {
      buffer[start] = length;
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 127) break;
        buffer[start + 1 + i] = code;
      }
      if (i === length) return start + 1 + length;
    }
    let rest = Buffer.byteLength(value, 'utf8');
    let end = start;
    while (rest > 127) {
      buffer[end++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    buffer[end++] = rest;
    return end + buffer.write(value, end, 'utf8');
  }
}
