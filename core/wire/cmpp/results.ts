// What responses and status reports say, as tables.

/** Result of SUBMIT_RESP, DELIVER_RESP and FWD_RESP (8.4.3.2): 0 is success; from 10 on 3.0 names what 2.0 leaves to the gateway. */
export const Result = {
  ok: 0,
  structure: 1,
  command: 2,
  duplicateSequence: 3,
  length: 4,
  feeCode: 5,
  tooLong: 6,
  serviceId: 7,
  flowControl: 8,
  notServedHere: 9,
  srcId: 10,
  msgSrc: 11,
  feeTerminalId: 12,
  destTerminalId: 13,
} as const;
export type Result = (typeof Result)[keyof typeof Result];

/** Status of CONNECT_RESP (8.4.1.2). From 5 on each gateway has its own. */
export const ConnectStatus = {
  ok: 0,
  structure: 1,
  sourceAddr: 2,
  authentication: 3,
  versionTooHigh: 4,
  other: 5,
} as const;
export type ConnectStatus = (typeof ConnectStatus)[keyof typeof ConnectStatus];

/** Success_Id of CANCEL_RESP (8.4.6.2). */
export const CancelOutcome = { ok: 0, failed: 1 } as const;

/** What became of a message, by the word Stat of its status report (8.4.5.1). */
export type StatMeaning =
  | 'delivered'
  | 'expired'
  | 'deleted'
  | 'undeliverable'
  | 'accepted'
  | 'unknown'
  | 'rejected'
  | 'network-code';

export const STAT_WORDS: Readonly<Record<string, Exclude<StatMeaning, 'network-code'>>> = {
  DELIVRD: 'delivered',
  EXPIRED: 'expired',
  DELETED: 'deleted',
  UNDELIV: 'undeliverable',
  ACCEPTD: 'accepted',
  UNKNOWN: 'unknown',
  REJECTD: 'rejected',
};

/** Who made a code of four characters that stands in place of a word: M short message centre, C, D, S, I gateways and their peers. */
export const STAT_PREFIXES: readonly string[] = [
  'MA',
  'MB',
  'MC',
  'CA',
  'CB',
  'DA',
  'DB',
  'SA',
  'SB',
  'IA',
  'IB',
  'IC',
];

const NETWORK_CODE = new RegExp(`^(?:${STAT_PREFIXES.join('|')}):.{4}$`);

/** What a Stat says; undefined where it is neither a word nor a code of the table. A `network-code` is a failure. */
export function meaningOf(stat: string): StatMeaning | undefined {
  if (Object.hasOwn(STAT_WORDS, stat)) return STAT_WORDS[stat];
  return NETWORK_CODE.test(stat) ? 'network-code' : undefined;
}

/** Whether nothing more will be reported. ACCEPTD is a state on the way, and is dropped. What nobody knows ends nothing. */
export function isFinal(stat: string): boolean {
  const meaning = meaningOf(stat);
  return meaning !== undefined && meaning !== 'accepted';
}
