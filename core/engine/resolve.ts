import type { Line, PhoneNumber, StirEvidence } from '@wurao/domain';
import { ALL_CATEGORIES, categoryBit, numberKind, purposeBit } from '@wurao/domain';
import type { Context, Refusal } from './context.ts';
import { type JoinedFiling, strictestOf } from './join-filing.ts';
import type { Facts } from './ports.ts';

const OTHER = categoryBit('other');
const NO_FILINGS: readonly JoinedFiling[] = [];

/** Step 2 and "resolve first": who is calling, by what right, for what. */
export const resolveCaller = (c: Context): Refusal => {
  const { caller, callerKey } = c.attempt;
  const covering = caller === undefined ? NO_FILINGS : c.facts.filingsOf(caller, callerKey);
  const line = lineNamed(c.facts, covering, c.attempt.line);
  if (line === undefined || line.status !== 'active') return 'line-unknown';
  c.line = line;
  if (line.trusted && c.attempt.firstCalled !== undefined && c.attempt.firstCalled !== c.attempt.callee) {
    c.subscriber = c.attempt.firstCalled;
    c.finalTarget = c.attempt.callee;
  }
  if (c.attempt.stir !== undefined && isForged(c.attempt.stir)) return 'caller-spoofed';
  if (caller === undefined) return resolveAnonymous(c);
  const filings = filingsFor(c, covering);
  const wrong = callerWrong(c, caller, filings.length > 0);
  if (wrong !== undefined) return wrong;
  if (filings.length === 0) return unfiledCaller(c) ?? assertedWrong(c);
  return filedCaller(c, saysMore(c) ? narrow(c, filings) : filings) ?? assertedWrong(c);
};

/** Evidence that somebody made up, or took from another call: a wrong signature, or one for other numbers (RFC 8224, 6.2; RFC 8946, 5). */
const FORGED: ReadonlySet<string | undefined> = new Set([
  'signature-wrong',
  'orig-mismatch',
  'dest-mismatch',
  'div-chain-broken',
]);

/** Old, unreadable or missing evidence proves nothing against the caller; and a good one is no right to call. */
const isForged = ({ status, reason }: StirEvidence): boolean => status === 'failed' && FORGED.has(reason);

const resolveAnonymous = (c: Context): Refusal => {
  if (c.line?.class === 'personal') return 'caller-spoofed';
  if (c.line?.class === 'access' || c.line?.unknownCallers === 'refuse') return 'caller-not-filed';
  return unfiledCaller(c) ?? assertedWrong(c);
};

/** The line of that id: as a rule the one that the caller's filing names, which needs no looking up. */
export const lineNamed = (
  facts: Facts,
  filings: readonly JoinedFiling[],
  id: Line['id'] | undefined,
): Line | undefined => {
  const filed = filings[0]?.line;
  if (id === undefined || filed?.id === id) return id === undefined ? undefined : filed;
  return facts.line(id);
};

/** Those in force on this line; `interconnect` and `international` read those of every line. */
const filingsFor = (c: Context, covering: readonly JoinedFiling[]): readonly JoinedFiling[] => {
  const first = covering[0];
  if (first === undefined) return NO_FILINGS;
  if (covering.length === 1) return inForce(c, first) ? covering : NO_FILINGS;
  return covering.filter((each) => inForce(c, each));
};

const inForce = (c: Context, joined: JoinedFiling): boolean =>
  joined.active &&
  joined.fromMs <= c.atMs &&
  c.atMs < joined.toMs &&
  (joined.channels & c.channel) !== 0 &&
  (joined.line === c.line || joined.anyLine || c.line?.class === 'interconnect' || c.line?.class === 'international');

/** Is the number right for the line's class? `access` filed, `personal` owned, `interconnect` known, `international` foreign. */
const callerWrong = (c: Context, caller: PhoneNumber, filed: boolean): Refusal => {
  const line = c.line;
  const byLine = line?.unknownCallers === 'pass' ? undefined : 'caller-not-filed';
  switch (line?.class) {
    case 'access':
      return filed ? undefined : 'caller-not-filed';
    case 'personal': {
      if (numberKind(caller) === 'service') return 'caller-spoofed';
      const owner = c.facts.ownerOf(caller);
      if (owner !== undefined) return owner === line.chain[0] ? undefined : 'caller-spoofed';
      return filed ? undefined : byLine;
    }
    case 'interconnect':
      return filed || numberKind(caller) !== 'service' ? undefined : byLine;
    default:
      if (numberKind(caller) === 'service') return 'caller-spoofed';
      return caller.startsWith('+86') && !c.attempt.roaming ? 'caller-spoofed' : undefined;
  }
};

/** Network identity and presented number must both be right when they differ; on untrusted lines it is not read. */
const assertedWrong = (c: Context): Refusal => {
  const asserted = c.attempt.assertedCaller;
  if (!c.line?.trusted || asserted === undefined || asserted === c.attempt.caller) return undefined;
  const filings = filingsFor(c, c.facts.filingsOf(asserted));
  if (callerWrong(c, asserted, filings.length > 0) !== undefined) return 'caller-spoofed';
  if (filings.length === 0 || c.merchant === undefined) return undefined;
  return filings.some(({ filing }) => filing.merchant === c.merchant?.id) ? undefined : 'caller-spoofed';
};

const saysMore = ({ attempt }: Context): boolean =>
  attempt.purpose !== undefined ||
  attempt.merchant !== undefined ||
  attempt.category !== undefined ||
  attempt.content !== undefined ||
  attempt.permit !== undefined;

/** A request may only narrow what is filed. */
const narrow = (c: Context, filings: readonly JoinedFiling[]): readonly JoinedFiling[] => {
  const { permit, content, merchant, purpose, category } = c.attempt;
  const owner = content === undefined ? undefined : c.facts.content(content)?.merchant;
  const fits = ({ filing }: JoinedFiling): boolean =>
    (permit?.filing === undefined || filing.id === permit.filing) &&
    (content === undefined || filing.merchant === owner) &&
    (merchant === undefined || filing.merchant === merchant) &&
    (purpose === undefined || (filing.purposes & purposeBit(purpose)) !== 0) &&
    (category === undefined || (filing.categories & categoryBit(category)) !== 0);
  const first = filings[0];
  if (filings.length === 1 && first !== undefined) return fits(first) ? filings : NO_FILINGS;
  return filings.filter(fits);
};

const filedCaller = (c: Context, filings: readonly JoinedFiling[]): Refusal => {
  const one = filings[0];
  if (one === undefined) return 'caller-not-filed';
  let first = one.filing;
  let { purposes, categories, bound, required } = one;
  for (let i = 1; i < filings.length; i++) {
    const joined = filings[i]!;
    if (joined.filing.merchant !== first.merchant) return 'caller-not-filed';
    if (joined.filing.id < first.id) first = joined.filing;
    bound ||= joined.bound;
    purposes |= joined.purposes;
    categories |= joined.categories;
    required &&= joined.required;
  }
  c.filing = first;
  c.merchant = one.merchant;
  c.contentsRequired = required;
  if (required) c.permitted = filings.length === 1 ? first.contents : filings.flatMap(({ filing }) => filing.contents);
  c.categories = categoriesOf(c, categories);
  if (bound) return boundCaller(c, filings);
  if (c.attempt.purpose !== undefined) c.setPurpose(c.attempt.purpose);
  else if (filings.length === 1) c.setPurpose(one.strictest, one.strictestBit);
  else c.setPurpose(strictestOf(purposes));
  return undefined;
};

const categoriesOf = (c: Context, filed: number): number => {
  if (c.attempt.category !== undefined) return categoryBit(c.attempt.category);
  const content = c.attempt.content === undefined ? undefined : c.facts.content(c.attempt.content);
  return content === undefined ? filed & ALL_CATEGORIES || OTHER : categoryBit(content.category);
};

/** A middle number speaks for the two ends it binds, for one order, while the binding lives. */
const boundCaller = (c: Context, filings: readonly JoinedFiling[]): Refusal => {
  const { caller, callee } = c.attempt;
  if (caller === undefined) return 'caller-not-filed';
  for (const binding of c.facts.bindingsOf(caller)) {
    const live = c.atMs < binding.expiresMs && (binding.a === callee || binding.b === callee);
    const joined = filings.some(({ filing }) => filing.kind === 'privacy-number' && filing.id === binding.filing);
    if (live && joined) {
      c.setPurpose('service');
      return undefined;
    }
  }
  return 'caller-not-filed';
};

/** Nobody's filing covers it: an ordinary person, unless it says itself that it sells. */
const unfiledCaller = (c: Context): Refusal => {
  const said = c.attempt.purpose;
  c.setPurpose(said !== undefined && c.law.matrix[said].commercial ? said : 'personal');
  c.categories = c.attempt.category === undefined ? OTHER : categoryBit(c.attempt.category);
  return undefined;
};
