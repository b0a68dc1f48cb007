const DIGITS = 16;

/** A Msg_Id as a text: 16 hexadecimal digits. */
export const hexOf = (msgId: bigint): string => msgId.toString(16).padStart(DIGITS, '0');
