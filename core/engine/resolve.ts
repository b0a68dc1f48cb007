import type { Filing, PhoneNumber, Purpose } from '@wurao/domain';
import { ALL_CATEGORIES, categoryBit, numberKind, purposeBit } from '@wurao/domain';
import type { Context, Refusal } from './context.ts';

/** Strictest first: what an attempt is taken for when it does not say. */
const STRICTEST_FIRST: readonly Purpose[] = [
  'marketing',
  'survey',
  'recruitment',
  'collection',
  'care',
  'service',
  'verification',
  'personal',
  'public-interest',
];
const STRICTEST = STRICTEST_FIRST.map((purpose) => ({ purpose, bit: purposeBit(purpose) }));
const OTHER = categoryBit('other');
const NO_FILINGS: readonly Filing[] = [];

/** Step 2 and "resolve first": who is calling, by what right, for what. */
export const resolveCaller = (c: Context): Refusal => {
  const line = c.attempt.line === undefined ? undefined : c.facts.line(c.attempt.line);
  if (line === undefined || line.status !== 'active') return 'line-unknown';
  c.line = line;
  if (line.trusted && c.attempt.firstCalled !== undefined && c.attempt.firstCalled !== c.attempt.callee) {
    c.subscriber = c.attempt.firstCalled;
    c.finalTarget = c.attempt.callee;
  }
  const caller = c.attempt.caller;
  if (caller === undefined) return resolveAnonymous(c);
  const filings = filingsFor(c, caller);
  const wrong = callerWrong(c, caller, filings.length > 0);
  if (wrong !== undefined) return wrong;
  if (filings.length === 0) return unfiledCaller(c) ?? assertedWrong(c);
  return filedCaller(c, narrow(c, filings)) ?? assertedWrong(c);
};

const resolveAnonymous = (c: Context): Refusal => {
  if (c.line?.class === 'personal') return 'caller-spoofed';
  if (c.line?.class === 'access' || c.line?.unknownCallers === 'refuse') return 'caller-not-filed';
  return unfiledCaller(c) ?? assertedWrong(c);
};

/** Filings in force for a number on this line; `interconnect` and `international` read those of every line. */
const filingsFor = (c: Context, caller: PhoneNumber): readonly Filing[] => {
  const all = c.facts.filingsOf(caller);
  if (all.length === 0) return NO_FILINGS;
  if (all.length === 1) return all[0] !== undefined && inForce(c, all[0]) ? all : NO_FILINGS;
  return all.filter((filing) => inForce(c, filing));
};

const inForce = (c: Context, filing: Filing): boolean => {
  const shared = c.line?.class === 'interconnect' || c.line?.class === 'international';
  return (
    filing.status === 'active' &&
    filing.fromMs <= c.atMs &&
    (filing.toMs === undefined || c.atMs < filing.toMs) &&
    (filing.channels & c.channel) !== 0 &&
    (shared || filing.line === undefined || filing.line === c.line?.id) &&
    c.facts.merchant(filing.merchant)?.status === 'active'
  );
};

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
  const filings = filingsFor(c, asserted);
  if (callerWrong(c, asserted, filings.length > 0) !== undefined) return 'caller-spoofed';
  if (filings.length === 0 || c.merchant === undefined) return undefined;
  return filings.some((filing) => filing.merchant === c.merchant?.id) ? undefined : 'caller-spoofed';
};

/** A request may only narrow what is filed. */
const narrow = (c: Context, filings: readonly Filing[]): readonly Filing[] => {
  const { permit, content, merchant, purpose, category } = c.attempt;
  const owner = content === undefined ? undefined : c.facts.content(content)?.merchant;
  const fits = (filing: Filing): boolean =>
    (permit?.filing === undefined || filing.id === permit.filing) &&
    (content === undefined || filing.merchant === owner) &&
    (merchant === undefined || filing.merchant === merchant) &&
    (purpose === undefined || (filing.purposes & purposeBit(purpose)) !== 0) &&
    (category === undefined || (filing.categories & categoryBit(category)) !== 0);
  const first = filings[0];
  if (filings.length === 1 && first !== undefined) return fits(first) ? filings : NO_FILINGS;
  return filings.filter(fits);
};

const filedCaller = (c: Context, filings: readonly Filing[]): Refusal => {
  let first = filings[0];
  if (first === undefined) return 'caller-not-filed';
  let purposes = 0;
  let categories = 0;
  let required = true;
  for (const filing of filings) {
    if (filing.merchant !== first.merchant) return 'caller-not-filed';
    if (filing.id < first.id) first = filing;
    purposes |= filing.purposes;
    categories |= filing.categories;
    required &&= filing.contents.length > 0;
  }
  c.filing = first;
  c.merchant = c.facts.merchant(first.merchant);
  c.contentsRequired = required;
  if (required) c.permitted = filings.length === 1 ? first.contents : filings.flatMap((filing) => filing.contents);
  c.categories = categoriesOf(c, categories);
  if (filings.some((filing) => filing.kind === 'privacy-number')) return boundCaller(c, filings);
  c.setPurpose(c.attempt.purpose ?? STRICTEST.find(({ bit }) => purposes & bit)?.purpose ?? 'marketing');
  return undefined;
};

const categoriesOf = (c: Context, filed: number): number => {
  if (c.attempt.category !== undefined) return categoryBit(c.attempt.category);
  const content = c.attempt.content === undefined ? undefined : c.facts.content(c.attempt.content);
  return content === undefined ? filed & ALL_CATEGORIES || OTHER : categoryBit(content.category);
};

/** A middle number speaks for the two ends it binds, for one order, while the binding lives. */
const boundCaller = (c: Context, filings: readonly Filing[]): Refusal => {
  const { caller, callee } = c.attempt;
  if (caller === undefined) return 'caller-not-filed';
  for (const binding of c.facts.bindingsOf(caller)) {
    const live = c.atMs < binding.expiresMs && (binding.a === callee || binding.b === callee);
    const joined = filings.some((filing) => filing.kind === 'privacy-number' && filing.id === binding.filing);
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
