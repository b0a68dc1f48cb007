// What the octet beside a message says of its text: data_coding of SMPP (v3.4, 5.2.19), Msg_Fmt of CMPP, and the data
// coding scheme of the networks behind both (3GPP TS 23.038, 4).
import type { Alphabet } from './alphabets.ts';

/** 0 is shown at once and kept nowhere (flash). */
export type MessageClass = 0 | 1 | 2 | 3;

export interface Coding {
  readonly alphabet: Alphabet;
  readonly messageClass: MessageClass | undefined;
  /** Compressed text is `binary` here (TS 23.042 is not read). */
  readonly isCompressed: boolean;
}

const OCTETS = 256;

const coding = (alphabet: Alphabet, messageClass?: MessageClass): Coding => ({
  alphabet,
  messageClass,
  isCompressed: false,
});

/** By bits 3 and 2. What is reserved is read as the default alphabet (TS 23.038, 4). */
const BY_ALPHABET_BITS: readonly Alphabet[] = ['gsm7', 'binary', 'ucs2', 'gsm7'];

const GROUP_COMPRESSED = 0x20;
const GROUP_HAS_CLASS = 0x10;
const GENERAL_END = 0x80;

/** Groups 00xx and 01xx: alphabet, class and compression, each by bits of its own. */
function generalGroup(value: number): Coding {
  const isCompressed = (value & GROUP_COMPRESSED) !== 0;
  return {
    alphabet: isCompressed ? 'binary' : BY_ALPHABET_BITS[(value >> 2) & 3]!,
    messageClass: (value & GROUP_HAS_CLASS) !== 0 ? ((value & 3) as MessageClass) : undefined,
    isCompressed,
  };
}

function schemeOf(value: number): Coding {
  if (value < GENERAL_END) return generalGroup(value);
  switch (value >> 4) {
    // Message waiting, store, UCS-2.
    case 0xe:
      return coding('ucs2');
    case 0xf:
      return coding((value & 4) !== 0 ? 'binary' : 'gsm7', (value & 3) as MessageClass);
    default:
      // Message waiting (1100, 1101) in the default alphabet; 1000 to 1011 are reserved and read as it.
      return coding('gsm7');
  }
}

/**
 * SMPP's own meanings below 16. 15 is reserved there, and GB in the field, as in CMPP. Japanese ones (5, 10, 13) and
 * pictograms (9) are not read.
 */
const SMPP_OWN: readonly Alphabet[] = [
  'gsm7',
  'ascii',
  'binary',
  'latin1',
  'binary',
  'other',
  'cyrillic',
  'hebrew',
  'ucs2',
  'other',
  'other',
  'other',
  'other',
  'other',
  'korean',
  'gb18030',
];

const SMPP: readonly Coding[] = Array.from({ length: OCTETS }, (_, value) =>
  value < SMPP_OWN.length ? coding(SMPP_OWN[value]!) : schemeOf(value),
);

const CMPP_OWN: Readonly<Record<number, Coding>> = {
  0: coding('ascii'),
  3: coding('binary'),
  4: coding('binary'),
  8: coding('ucs2'),
  15: coding('gb18030'),
  31: coding('gb18030', 0),
};

/** Others are seen in the field as schemes of the network, most often 0x10 and 0x18: class 0. Seven bits are ASCII here. */
function msgFmtOf(value: number): Coding {
  const scheme = CMPP_OWN[value] ?? schemeOf(value);
  return scheme.alphabet === 'gsm7' ? { ...scheme, alphabet: 'ascii' } : scheme;
}

const CMPP: readonly Coding[] = Array.from({ length: OCTETS }, (_, value) => msgFmtOf(value));

/** A data coding scheme of the air interface, 0 to 255. */
export const codingOfScheme = (value: number): Coding => schemeOf(value & 0xff);

/** data_coding, 0 to 255. 0 is the message centre's own default alphabet: GSM's here; who knows better says so. */
export const codingOfDataCoding = (value: number): Coding => SMPP[value & 0xff]!;

/** Msg_Fmt, 0 to 255. */
export const codingOfMsgFmt = (value: number): Coding => CMPP[value & 0xff]!;

const PLAIN_BINARY = 4;

function firstWith(codings: readonly Coding[], alphabet: Alphabet, messageClass?: MessageClass): number | undefined {
  if (alphabet === 'binary' && messageClass === undefined) return PLAIN_BINARY;
  const at = codings.findIndex(
    (one) => one.alphabet === alphabet && one.messageClass === messageClass && !one.isCompressed,
  );
  return at < 0 ? undefined : at;
}

/** data_coding for it, or undefined where SMPP has none (Latin-1 with a class). */
export const dataCodingFor = (alphabet: Alphabet, messageClass?: MessageClass): number | undefined =>
  firstWith(SMPP, alphabet, messageClass);

/** Msg_Fmt for it, or undefined where CMPP has none. */
export const msgFmtFor = (alphabet: Alphabet, messageClass?: MessageClass): number | undefined =>
  firstWith(CMPP, alphabet, messageClass);
