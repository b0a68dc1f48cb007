// What the Identity fields of a call say, as data: an input of the decision, never a way past it.

import {
  type Attestation,
  compactSigned,
  type Identity,
  isPassportProblem,
  type Passport,
  type PassportAddress,
  type PassportProblemKey,
  readIdentity,
} from '@wurao/wire';
import type { CertificateProblemKey } from './certificates.ts';
import { chainTo, type DivChain, isAddress } from './div-chain.ts';
import type { PublicKeyText } from './signature.ts';
import type { SignatureFinding } from './signature-pool.ts';

/** A call has one origin and seldom more than two diversions; beyond this nothing is verified. */
export const IDENTITIES_MAX = 8;
/** RFC 8224, 6.2.2: an iat (or Date) further from now than this is a replay, or a clock that is wrong. */
export const FRESH_MS = 60_000;

/** Stable keys: what is wrong in the text, with the certificate, with the signature, or with the call. */
export type StirReason =
  | PassportProblemKey
  | CertificateProblemKey
  | 'no-identity'
  | 'too-many-identities'
  | 'stale'
  | 'ahead-of-time'
  | 'orig-mismatch'
  | 'dest-mismatch'
  | 'date-missing'
  | 'div-without-origin'
  | 'div-chain-broken'
  | 'signature-wrong'
  | 'shed'
  | 'worker-failed';

export interface StirResult {
  /** `failed`: it was looked at and is wrong. `not-checked`: nothing is known of it (no room, no reader for its type). */
  readonly status: 'verified' | 'failed' | 'absent' | 'not-checked';
  /** Of a verified `shaken` only. */
  readonly attest: Attestation | undefined;
  /** Undefined when verified. */
  readonly reason: StirReason | undefined;
  /** Of a verified chain of `div`: who was called before, the first one first, as the tokens write it. */
  readonly diverted: readonly string[];
}

export interface StirCall {
  /** Canonical numbers (E.164, with or without plus) or URIs of the call as it stands. */
  readonly orig: string;
  readonly dest: string;
  /** Of the Date field, in milliseconds since 1970: a compact form has no other time. */
  readonly dateMs?: number;
}

/** Where keys and findings come from: a `CertificateFolder` and a `SignaturePool`. */
export interface StirSources {
  readonly certificates: {
    keyFor(x5u: string, nowMs: number): { readonly key: PublicKeyText } | CertificateProblemKey;
  };
  readonly signatures: {
    verify(key: PublicKeyText, signed: string, signature: Uint8Array): SignatureFinding | Promise<SignatureFinding>;
  };
}

const resultOf = (status: StirResult['status'], reason: StirReason): StirResult => ({
  status,
  attest: undefined,
  reason,
  diverted: [],
});
const failed = (reason: StirReason): StirResult => resultOf('failed', reason);
const ABSENT = resultOf('absent', 'no-identity');

/**
 * `identities`: the unfolded values of all Identity fields. An origin (no ppt, or `shaken`) that fits the call and
 * verifies, with every `div` on the way to whom is now called, makes the call verified; else the reason is that of the
 * first origin. Answers at once where nothing has to be computed, else with a promise that never rejects.
 */
export const verifyIdentity = (
  identities: readonly string[],
  call: StirCall,
  nowMs: number,
  sources: StirSources,
): StirResult | Promise<StirResult> => {
  if (identities.length === 0) return ABSENT;
  if (identities.length > IDENTITIES_MAX) return failed('too-many-identities');
  const claimed = readAll(identities, call);
  const ways = claimed.origins.map((origin) => wayOf(origin, claimed.divs, call, nowMs, sources));
  const open = ways.filter((way) => typeof way === 'object');
  const closed = ways.find((way) => typeof way === 'string');
  if (open.length > 0) return verifyFirst(open, sources);
  const reason = closed ?? claimed.problem ?? (claimed.divs.length > 0 ? 'div-without-origin' : undefined);
  // RFC 8224, 6.2: a PASSporT of a type that is not understood is as if it were not there; that it was is worth knowing.
  return reason === undefined ? resultOf('not-checked', 'ppt-unsupported') : failed(reason);
};

type Claimed = {
  readonly origins: readonly Passport[];
  readonly divs: readonly Passport[];
  /** The first of those that could not be read. */
  readonly problem: StirReason | undefined;
};

function readAll(identities: readonly string[], call: StirCall): Claimed {
  const passports: Passport[] = [];
  let problem: StirReason | undefined;
  for (const value of identities) {
    const identity = readIdentity(value);
    if (isPassportProblem(identity)) {
      if (identity.problem !== 'ppt-unsupported') problem ??= identity.problem;
      continue;
    }
    const passport = identity.form === 'full' ? identity.passport : expand(identity, call);
    if (passport === undefined) problem ??= 'date-missing';
    else passports.push(passport);
  }
  return {
    origins: passports.filter(({ ppt }) => ppt !== 'div'),
    divs: passports.filter(({ ppt }) => ppt === 'div'),
    problem,
  };
}

/** RFC 8224, 6.2: a compact form says what the request says, so only the signature can be wrong. */
function expand(identity: Identity & { form: 'compact' }, call: StirCall): Passport | undefined {
  if (call.dateMs === undefined) return undefined;
  const iatSeconds = Math.floor(call.dateMs / 1000);
  const orig = addressOf(call.orig);
  const dest = addressOf(call.dest);
  const { info, signature } = identity;
  const signed = compactSigned(info, orig, dest, iatSeconds);
  const base = { ppt: undefined, attest: undefined, origid: undefined, div: undefined };
  return { ...base, x5u: info, orig, dest: [dest], iatSeconds, signed, signature };
}

/** RFC 8224, 8.3: canonical numbers have no plus. */
const addressOf = (canonical: string): PassportAddress =>
  /^\+?[0-9*#]+$/.test(canonical)
    ? { kind: 'tn', value: canonical.replace('+', '') }
    : { kind: 'uri', value: canonical };

type Way = { readonly chain: DivChain; readonly keys: readonly PublicKeyText[] };

/** All that costs nothing comes before all that costs a signature. */
function wayOf(
  origin: Passport,
  divs: readonly Passport[],
  call: StirCall,
  nowMs: number,
  sources: StirSources,
): Way | StirReason {
  if (!isAddress(origin.orig, call.orig)) return 'orig-mismatch';
  const chain = chainTo(origin, divs, call.dest);
  if (chain === undefined) return divs.length === 0 ? 'dest-mismatch' : 'div-chain-broken';
  const keys: PublicKeyText[] = [];
  for (const { iatSeconds, x5u } of chain) {
    const ageMs = nowMs - iatSeconds * 1000;
    if (ageMs > FRESH_MS) return 'stale';
    if (ageMs < -FRESH_MS) return 'ahead-of-time';
    const certificate = sources.certificates.keyFor(x5u, nowMs);
    if (typeof certificate === 'string') return certificate;
    keys.push(certificate.key);
  }
  return { chain, keys };
}

function verifyFirst(ways: readonly Way[], sources: StirSources): StirResult | Promise<StirResult> {
  const [way, ...others] = ways;
  if (way === undefined) return failed('signature-wrong');
  const findings = way.chain.map(({ signed, signature }, index) =>
    sources.signatures.verify(way.keys[index] ?? '', signed, signature),
  );
  const settled = findings.filter((finding) => typeof finding === 'string');
  const judge = (all: readonly SignatureFinding[]): StirResult | Promise<StirResult> => {
    const result = resultOfWay(way, all);
    if (result.status === 'verified' || others.length === 0) return result;
    const next = verifyFirst(others, sources);
    const better = (other: StirResult) => (other.status === 'verified' ? other : result);
    return next instanceof Promise ? next.then(better) : better(next);
  };
  return settled.length === findings.length ? judge(settled) : Promise.all(findings).then(judge);
}

function resultOfWay({ chain }: Way, findings: readonly SignatureFinding[]): StirResult {
  if (findings.includes('wrong')) return failed('signature-wrong');
  const unknown = findings.find((finding) => finding !== 'right');
  if (unknown === 'shed' || unknown === 'worker-failed') return resultOf('not-checked', unknown);
  const diverted = chain.flatMap(({ div }) => (div === undefined ? [] : [div.value]));
  return { status: 'verified', attest: chain[0].attest, reason: undefined, diverted };
}
