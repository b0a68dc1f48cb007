// Msg_Id (8.4.3.2): when a message was taken, by which gateway, and which it was.

/** From the top: month 4 bits, day 5, hour 5, minute 6, second 6, gateway code 22, sequence 16. */
export interface MessageId {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly gateway: number;
  readonly sequence: number;
}

const LAYOUT = [
  ['month', 4],
  ['day', 5],
  ['hour', 5],
  ['minute', 6],
  ['second', 6],
  ['gateway', 22],
  ['sequence', 16],
] as const satisfies readonly (readonly [keyof MessageId, number])[];

/** The parts as one number; undefined where one does not fit its bits. */
export function composeMessageId(parts: MessageId): bigint | undefined {
  let composed = 0n;
  for (const [part, bits] of LAYOUT) {
    const value = parts[part];
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) return undefined;
    composed = (composed << BigInt(bits)) | BigInt(value);
  }
  return composed;
}

/** The parts of a Msg_Id. Nothing is said about whether they are a time: gateways in the field put in what they like. */
export function readMessageId(messageId: bigint): MessageId {
  const parts: Record<string, number> = {};
  let rest = messageId;
  for (const [part, bits] of LAYOUT.toReversed()) {
    parts[part] = Number(BigInt.asUintN(bits, rest));
    rest >>= BigInt(bits);
  }
  return parts as unknown as MessageId;
}
