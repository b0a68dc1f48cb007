import type {
  ContentId,
  FilingId,
  InstantMs,
  LineId,
  MerchantId,
  PartyId,
  PhoneNumber,
  SanctionId,
  Sequence,
} from './brands.ts';
import type { Category, Channel, LineClass, Mask, Purpose } from './words.ts';

/** Any organisation on a chain. A merchant is a party with commerce of its own; its party id is its merchant id. */
export interface Party {
  readonly id: PartyId;
  readonly name: string;
  readonly kind: 'carrier' | 'line-provider' | 'system-vendor' | 'call-centre' | 'merchant' | 'data-supplier';
  /** Unified social credit code, 18 characters, or undefined while unknown. */
  readonly creditCode: string | undefined;
  readonly status: 'active' | 'closed';
}

export interface Merchant {
  readonly id: MerchantId;
  readonly name: string;
  readonly creditCode: string | undefined;
  readonly categories: Mask;
  /** Table index: 1 … 2^26-1, dense, given once, never reused. */
  readonly index: number;
  readonly status: 'active' | 'closed';
  /** What its messages may be signed with beside its own name, as filed. Absent or empty: its name only. */
  readonly signatures?: readonly string[] | undefined;
  /** Where links of its commercial messages may lead, with all that lies under them; as `domainForm` has them. Absent: none filed. */
  readonly domains?: readonly string[] | undefined;
}

/** `observe` journals what it would have done; `partial` enforces on percent of callees (stable by number); `enforce` all. */
export type Enforcement =
  | { readonly mode: 'observe' }
  | { readonly mode: 'partial'; readonly percent: number }
  | { readonly mode: 'enforce' };

/** HA1 of a password (RFC 7616 3.4.2): whoever holds one can answer as its user. No view, log or event shows it. */
export interface DigestSecret {
  /** 32 hexadecimal digits. */
  readonly md5: string;
  /** 64 hexadecimal digits (RFC 8760). */
  readonly sha256: string;
}

/** How a call is recognised as the line's: by any one of them. On active lines none stands on two. */
export interface LineEntry {
  /** IPv4 and IPv6 addresses and blocks, canonical (`blockText`). Of blocks within each other the most specific one counts. */
  readonly addresses: readonly string[];
  /** SHA-256 of TLS client certificates, 64 lower-case hexadecimal digits each. */
  readonly certificates: readonly string[];
  readonly digest: { readonly user: string; readonly realm: string; readonly ha1: DigestSecret } | undefined;
}

/** How the SIP gate serves the line. */
export interface LineSip {
  readonly mode: 'redirect' | 'proxy';
  /** `sip:` and `sips:` URIs without a user part, tried in order; empty = as the gate is configured. */
  readonly nextHops: readonly string[];
  /** The gate stays on the path of a call, and so learns when and by whom it ends. */
  readonly recordRoute: boolean;
  /** https or mailto address in the Call-Info of a 608 (RFC 8688). */
  readonly redress: string | undefined;
}

/** How merchants' systems bind to the SMS gates. */
export interface LineSms {
  /** system_id of SMPP, at most 15 characters; Source_Addr of CMPP, at most 6. */
  readonly account: string;
  /** As it was given: the authenticator of CMPP is made of it (8.4.1.1). No view, log or event shows it. */
  readonly secret: string;
  /** Sessions at a time. */
  readonly connections: number;
  /** Messages a second. */
  readonly perSecond: number;
  /** Requests without an answer at a time, in each direction. */
  readonly window: number;
  /** What refuses to its ports besides the list (`checkLineWords`); absent: nothing. */
  readonly replyWords?: readonly string[] | undefined;
}

export interface Line {
  readonly id: LineId;
  readonly name: string;
  readonly class: LineClass;
  /** Parties from the carrier that connects (first) to the one that speaks (last). Never empty. */
  readonly chain: readonly PartyId[];
  readonly enforcement: Enforcement;
  /** P-Asserted-Identity and Diversion are believed. */
  readonly trusted: boolean;
  /** What becomes of a caller that no filing and no ownership feed knows: refused, or treated as an ordinary person's call. */
  readonly unknownCallers: 'refuse' | 'pass';
  /** How refusals are spoken on SIP; used by the gate. */
  readonly refusalStyle: '603' | '603+' | '607' | '608';
  readonly status: 'active' | 'suspended' | 'closed';
  /** Absent: no call is recognised as the line's; it is reached over HTTP only. */
  readonly entry?: LineEntry | undefined;
  /** Absent: as the gate is configured. */
  readonly sip?: LineSip | undefined;
  /** Absent: nobody binds by it. */
  readonly sms?: LineSms | undefined;
}

/** The filed right of a caller number. */
export interface Filing {
  readonly id: FilingId;
  /** Exact canonical number, or a prefix of digits that covers its extensions (ports reach 21 digits). */
  readonly caller: string;
  readonly prefix: boolean;
  readonly merchant: MerchantId;
  /** undefined = any line (a shared filing). */
  readonly line: LineId | undefined;
  readonly kind: 'service-number' | 'agent-number' | 'privacy-number';
  readonly purposes: Mask;
  readonly categories: Mask;
  readonly channels: Mask;
  /** Approved contents it may carry; empty = none required. */
  readonly contents: readonly ContentId[];
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs | undefined;
  readonly status: 'active' | 'revoked';
  /** `self`: filed by its merchant; `finding`: tied to it by an upheld finding. */
  readonly origin: 'self' | 'finding';
}

/** A privacy number's live link: A rings X and reaches B, for one order. */
export interface Binding {
  readonly id: string;
  readonly filing: FilingId;
  readonly a: PhoneNumber;
  readonly b: PhoneNumber;
  /** The middle number, as presented. */
  readonly x: PhoneNumber;
  readonly order: string;
  readonly expiresMs: InstantMs;
}

export interface VariableSlot {
  readonly name: string;
  readonly type: 'number' | 'amount' | 'date' | 'url' | 'name' | 'text';
  readonly maxLength: number;
}

/** One immutable version of a reviewed script or template. `{name}` in `text` stands for a variable. */
export interface Content {
  readonly id: ContentId;
  readonly merchant: MerchantId;
  readonly version: number;
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly category: Category;
  readonly text: string;
  readonly variables: readonly VariableSlot[];
  readonly status: 'draft' | 'submitted' | 'approved' | 'rejected' | 'superseded';
  readonly reviewNote: string | undefined;
}

export const SANCTION_KINDS = ['warning', 'correction', 'publication', 'cap', 'suspend', 'revoke'] as const;
export type SanctionKind = (typeof SANCTION_KINDS)[number];
/** `restrict`: nothing new is registered for its target. The register itself sees to it, no gate. */
export const REGISTER_SANCTION_KINDS = [...SANCTION_KINDS, 'restrict'] as const;
export type RegisterSanctionKind = (typeof REGISTER_SANCTION_KINDS)[number];

/** A limit that the gates enforce. `cap`, `suspend` and `revoke` bite, `restrict` does in the register; the others are only on record. */
export interface Sanction {
  readonly id: SanctionId;
  readonly kind: RegisterSanctionKind;
  readonly target: { readonly kind: 'number' | 'line' | 'merchant' | 'party'; readonly id: string };
  readonly purposes: Mask;
  readonly channels: Mask;
  /** For `cap`: allowed attempts a day (Asia/Shanghai) over the target. */
  readonly perDay: number | undefined;
  readonly fromMs: InstantMs;
  readonly toMs: InstantMs | undefined;
  readonly clause: string;
  readonly note: string;
  readonly status: 'active' | 'lifted';
  readonly sequence: Sequence;
}

/** Whose network serves a number: from a portability feed, never from the prefix. */
export interface Ownership {
  readonly number: PhoneNumber;
  readonly carrier: PartyId;
}
