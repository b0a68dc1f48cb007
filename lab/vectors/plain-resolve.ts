// "Resolve first" and step 2 of docs/decision.md, plainly: whom an attempt speaks for, and whether its caller is right.
import type * as Domain from '@wurao/domain';
import { categoryBit, channelBit, numberKind, purposeBit } from '@wurao/domain';
import { all, one, type World } from './plain-world.ts';

type At = Domain.InstantMs;
const STRICTEST_FIRST = 'marketing survey recruitment collection care service verification personal public-interest';
const COMMERCIAL = ['marketing', 'survey', 'recruitment'];

export const current = (fact: { status: string; fromMs: At; toMs: At | undefined }, at: At): boolean =>
  fact.status === 'active' && fact.fromMs <= at && (fact.toMs === undefined || at < fact.toMs);

/** The filings that give this caller a right on this line and channel, now. */
const filedRights = (world: World, line: Domain.Line, caller: string | undefined, a: Domain.Attempt, at: At) => {
  const exact = all(world, 'filing').filter((f) => !f.prefix && f.caller === caller);
  const covering = all(world, 'filing').filter((f) => f.prefix && caller?.startsWith(f.caller));
  const longest = Math.max(...covering.map((f) => f.caller.length));
  const found = exact.length > 0 ? exact : covering.filter((f) => f.caller.length === longest);
  const anyLine = line.class === 'interconnect' || line.class === 'international';
  return found.filter((f) => {
    const rightLine = anyLine || f.line === undefined || f.line === line.id;
    const rightMerchant = one(world, 'merchant', f.merchant)?.status === 'active';
    return current(f, at) && f.channels & channelBit(a.channel) && rightMerchant && rightLine;
  });
};

/** Step 2: why this caller is wrong for a line of this class, if it is. */
const wrongCaller = (
  world: World,
  line: Domain.Line,
  caller: Domain.PhoneNumber | undefined,
  filed: boolean,
  roams: boolean,
) => {
  const unknown = line.unknownCallers === 'refuse' ? 'caller-not-filed' : undefined;
  if (line.class === 'access') return filed ? undefined : 'caller-not-filed';
  if (caller === undefined) return line.class === 'personal' ? 'caller-spoofed' : unknown;
  const service = numberKind(caller) === 'service';
  const owner = world.owners.get(caller);
  if (line.class === 'interconnect') return service && !filed ? unknown : undefined;
  if (service) return 'caller-spoofed';
  if (line.class === 'international') return caller.startsWith('+86') && !roams ? 'caller-spoofed' : undefined;
  if (owner && owner !== line.chain[0]) return 'caller-spoofed';
  return filed || owner ? undefined : unknown;
};

/** Whom the attempt speaks for, and what it is about; or the reason of step 2. */
export const resolve = (world: World, line: Domain.Line, a: Domain.Attempt, at: At) => {
  const lies = ['signature-wrong', 'orig-mismatch', 'dest-mismatch', 'div-chain-broken'];
  if (a.stir?.status === 'failed' && lies.includes(a.stir.reason ?? '')) return 'caller-spoofed';
  const filings = filedRights(world, line, a.caller, a, at);
  const wrong = wrongCaller(world, line, a.caller, filings.length > 0, a.roaming);
  if (wrong) return wrong;
  const content = one(world, 'content', a.content);
  const fits = filings.filter(
    (f) =>
      (!a.permit?.filing || a.permit.filing === f.id) &&
      (!a.content || content?.merchant === f.merchant) &&
      (!a.merchant || a.merchant === f.merchant) &&
      (!a.purpose || f.purposes & purposeBit(a.purpose)) &&
      (!a.category || f.categories & categoryBit(a.category)),
  );
  if (filings.length > 0 && new Set(fits.map((f) => f.merchant)).size !== 1) return 'caller-not-filed';
  const middle = fits.filter((f) => f.kind === 'privacy-number').map((f) => f.id);
  const joins = (b: Domain.Binding): boolean =>
    b.x === a.caller && (b.a === a.callee || b.b === a.callee) && at < b.expiresMs;
  const bound = all(world, 'binding').some((b) => middle.includes(b.filing) && joins(b));
  if (middle.length > 0 && !bound) return 'caller-not-filed';
  const merchant = fits[0]?.merchant;
  if (line.trusted && a.assertedCaller && a.assertedCaller !== a.caller) {
    const others = filedRights(world, line, a.assertedCaller, a, at);
    if (wrongCaller(world, line, a.assertedCaller, others.length > 0, a.roaming)) return 'caller-spoofed';
    const shared = others.some((f) => f.merchant === merchant);
    if (merchant && others.length > 0 && !shared) return 'caller-spoofed';
  }
  const strictest = STRICTEST_FIRST.split(' ').find((p) =>
    fits.some((f) => f.purposes & purposeBit(p as Domain.Purpose)),
  );
  const unfiledPurpose = a.purpose && COMMERCIAL.includes(a.purpose) ? a.purpose : 'personal';
  const purpose = bound ? 'service' : merchant ? (a.purpose ?? strictest) : unfiledPurpose;
  const filedCategories = fits.reduce((mask, f) => mask | f.categories, 0) || categoryBit('other');
  const said = a.category ?? (merchant ? content?.category : 'other');
  return {
    merchant,
    purpose: purpose as Domain.Purpose,
    categories: said ? categoryBit(said) : filedCategories,
    permitted: merchant && fits.every((f) => f.contents.length > 0) ? fits.flatMap((f) => f.contents) : undefined,
    subscriber: line.trusted && a.firstCalled ? a.firstCalled : a.callee,
  };
};
export type Case = Exclude<ReturnType<typeof resolve>, string>;
