import type { Category, Channel, InstantMs, LineId, PartyId, PhoneNumber, Purpose } from '@wurao/domain';
import { numeric, type Row, text } from './columns.ts';
import type { JournalSequence } from './record.ts';

/** An allowed attempt, as counters need it. */
export interface CountedContact {
  readonly sequence: JournalSequence;
  readonly atMs: InstantMs;
  readonly channel: Channel;
  readonly caller: PhoneNumber | undefined;
  readonly callee: PhoneNumber;
  readonly line: LineId | undefined;
  readonly merchant: string | undefined;
  readonly carrier: PartyId | undefined;
  readonly purpose: Purpose | undefined;
  readonly category: Category | undefined;
  readonly step: number;
  readonly reason: string;
  readonly counted: boolean;
}

export const contactOf = (row: Row): CountedContact => {
  const contact = {
    sequence: numeric(row, 'sequence'),
    atMs: numeric(row, 'at_ms'),
    channel: text(row, 'channel'),
    caller: text(row, 'caller'),
    callee: text(row, 'callee'),
    line: text(row, 'line'),
    merchant: text(row, 'merchant'),
    carrier: text(row, 'carrier'),
    purpose: text(row, 'purpose'),
    category: text(row, 'said_category'),
    step: numeric(row, 'step'),
    reason: text(row, 'reason'),
    counted: row['counted'] === true,
  };
  return contact as unknown as CountedContact;
};
