import type { HouseQuery, SanctionFile, SanctionHand, SanctionStepRecord } from '@wurao/casework';
import { ALL_CHANNELS, purposeMask } from '@wurao/domain';
import { BANK, CARRIER, filing, line, merchant, NOW_MS, party } from './facts.ts';

const DAY_MS = 86_400_000;
const REGULATOR: SanctionHand = { actor: 'regulator', name: 'key-of-regulator', hand: 'regulator' };

export const sanctionFile: SanctionFile = {
  id: 'sanction-1',
  proposedMs: NOW_MS,
  updatedMs: NOW_MS,
  state: 'in-force',
  kind: 'cap',
  target: { kind: 'number', id: '95588' },
  owner: BANK,
  grounds: [{ kind: 'case', id: 'case-1' }],
  scope: { purposes: purposeMask(['marketing']), channels: ALL_CHANNELS },
  termDays: 30,
  perDay: 100,
  amountYuan: undefined,
  clause: 'draft-22',
  note: '投诉集中',
  along: [],
  listing: undefined,
  proposedBy: REGULATOR,
  imposedBy: REGULATOR,
  clock: undefined,
  inForceMs: NOW_MS,
  termEndsMs: NOW_MS + 30 * DAY_MS,
  appeals: 0,
  steps: 2,
  nouns: ['sanction-1'],
  filings: [],
  entry: undefined,
  entryDueMs: undefined,
};

const STEP = {
  ...REGULATOR,
  sanctionId: 'sanction-1',
  atMs: NOW_MS,
  reason: undefined,
  clock: undefined,
  dueMs: undefined,
};
const steps: readonly SanctionStepRecord[] = [
  { ...STEP, position: 1, input: 'propose', from: undefined, to: 'proposed', tells: undefined, told: undefined },
  {
    ...STEP,
    position: 2,
    input: 'impose',
    from: 'proposed',
    to: 'in-force',
    tells: 'imposed',
    told: {
      zh: '已作出处置sanction-1：95588每日外呼和发送限100次。依据：发现违规应当停止并可限制资源。您可以提出申诉。有效期于2026年3月31日届满。',
      en: 'Sanction sanction-1 is in force: 95588 may make 100 attempts a day. By: A carrier that finds a breach stops it. You may appeal. It ends on 31 March 2026.',
    },
  },
];

const listed: SanctionFile = {
  ...sanctionFile,
  id: 'sanction-2',
  kind: 'bad-list',
  target: { kind: 'merchant', id: BANK },
  entry: {
    name: '示例银行',
    creditCode: '91110000MA00000000',
    licence: 'A2.B1-20260001',
    onDay: '2026-03-01',
    reason: '未经同意拨打营销电话',
    listedBy: 'regulator',
  },
};

export const SANCTION_ANSWERS: Readonly<Partial<Record<HouseQuery['kind'], unknown>>> = {
  sanctionSheet: { kind: 'file', file: sanctionFile, steps },
  sanctions: { items: [{ kind: 'file', file: sanctionFile }], next: undefined },
  badList: { items: [listed], next: undefined },
  reachRows: {
    parties: [party, { id: CARRIER, kind: 'carrier', creditCode: undefined }],
    merchants: [merchant],
    lines: [line],
    filings: [filing],
  },
};
