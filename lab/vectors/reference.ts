// The naive reference: the table of docs/decision.md once more, to hold the engine against. It shares no code with the
// tables, the counters or `decide`; its leaves stand beside it in plain-*.ts. Deciding also counts what was allowed.
import type * as Domain from '@wurao/domain';
import { channelBit, purposeBit } from '@wurao/domain';
import type { LawPack, PurposeRule } from '@wurao/law';
import { bestBasis, covers, living } from './plain-basis.ts';
import { dayOf, firstOpen, today, weekOf, windowsFor } from './plain-hours.ts';
import { hostsIn, isAt } from './plain-links.ts';
import { type Case, current, resolve } from './plain-resolve.ts';
import { fill, fold, isNameOf, listed, signedBy } from './plain-words.ts';
import { all, one, type World } from './plain-world.ts';

type At = Domain.InstantMs;
const DAY_MS = 86_400_000;
/** What a question of the table answers: a reason and its step, and when to come back. */
type Verdict = { reason: string; step: number; retryAtMs?: At | undefined; lawfulRetryAtMs?: At | undefined };

/** Step 3: the sanctions of this purpose and channel that stand on anything this attempt touches. */
const sanctionsOn = (world: World, line: Domain.Line, a: Domain.Attempt, c: Case, at: At): Domain.Sanction[] => {
  const parties = [...line.chain, c.merchant].map((id) => `party ${id}`);
  const touched = [`number ${a.caller}`, `line ${line.id}`, `merchant ${c.merchant}`, ...parties];
  const matches = (s: Domain.Sanction): number =>
    s.purposes & purposeBit(c.purpose) && s.channels & channelBit(a.channel);
  return all(world, 'sanction').filter(
    (s) => current(s, at) && matches(s) && touched.includes(`${s.target.kind} ${s.target.id}`),
  );
};
/** Step 6: what is wrong with the content, if anything. */
const wrongContent = (
  world: World,
  a: Domain.Attempt,
  c: Case,
  rule: PurposeRule,
  law: LawPack,
): string | undefined => {
  const { text } = a;
  if (!rule.content || (!c.permitted && !a.content && text === undefined)) return undefined;
  const usable = all(world, 'content')
    .sort((x, y) => (x.id < y.id ? -1 : 1))
    .filter(
      (t) =>
        t.status === 'approved' &&
        t.merchant === c.merchant &&
        t.channel === a.channel &&
        t.purpose === c.purpose &&
        (!c.permitted || c.permitted.includes(t.id)),
    );
  const named = usable.filter((t) => !a.content || t.id === a.content);
  if (a.content ? named.length === 0 : text === undefined) return 'content-not-approved';
  if (text === undefined) return undefined;
  const values = named.map((t) => fill(t, text)).find((v) => v !== undefined);
  if (!values && (a.content || c.permitted)) return 'content-mismatch';
  const merchant = one(world, 'merchant', c.merchant);
  const signed = a.channel === 'voice' ? [] : signedBy(text);
  const mustSign = a.channel !== 'voice' && law.signatureRequired?.purposes.includes(c.purpose);
  if (merchant && (signed.length > 0 ? !signed.every((name) => isNameOf(merchant, name)) : mustSign))
    return 'content-mismatch';
  const held = rule.commercial && a.channel !== 'voice' && (merchant?.domains?.length || values || a.content);
  if (held && hostsIn(text).some((host) => !isAt(host, merchant?.domains ?? []))) return 'content-mismatch';
  const sells = law.promotionWords.some((word) => (values ?? [fold(text)]).some((said) => said.includes(fold(word))));
  return !rule.commercial && (sells || (!values && a.classified === 'marketing')) ? 'disguised-promotion' : undefined;
};

/** Step 12: the instants at which each cap or rest that bites would end; none bites when empty. */
const tooOften = (
  world: World,
  a: Domain.Attempt,
  c: Case,
  law: LawPack,
  at: At,
  pair: Domain.PairState | undefined,
  confirmedSince: (no: Domain.Sequence) => boolean,
): At[] => {
  const group = law.matrix[c.purpose].caps;
  if (!c.merchant || !group) return [];
  const cap = law.caps[group];
  const bites: At[] = [];
  const restedMs = ((pair?.lastNoSec ?? 0) + cap.coolOffDays * 86_400) * 1000;
  if (cap.coolOffDays > 0 && pair?.lastNoSec && at < restedMs && !confirmedSince(pair.lastNoSequence))
    bites.push(restedMs);
  if (a.permit) return bites;
  const windowMs = cap.windowDays * DAY_MS;
  const contacts = world.contacts.get(`${c.merchant} ${c.subscriber} ${group}`) ?? [];
  const inWindow = contacts.map((contact) => contact.atMs).filter((contactMs) => at < contactMs + windowMs);
  const leaving = inWindow.sort((x, y) => y - x)[(cap.perWindow ?? Infinity) - 1];
  if (leaving !== undefined) bites.push(leaving + windowMs);
  const voice = a.channel === 'voice';
  const sameDay = today(contacts, at, law.zoneMinutes).filter((contact) => contact.voice === voice);
  const perDay = (voice ? cap.callsPerDay : cap.messagesPerDay) ?? Infinity;
  if (sameDay.length >= perDay) bites.push((dayOf(at, law.zoneMinutes) + 1) * DAY_MS - law.zoneMinutes * 60_000);
  return bites;
};

/** What a person expects to be called about at an instant, by the channel of the attempt. */
const expectedBy = (world: World, person: string, { channel }: Domain.Attempt, when: At): number => {
  const wish = one(world, 'expectation', person);
  const lasts = wish && wish.fromMs <= when && when < wish.expiresMs;
  return lasts && wish.channels & channelBit(channel) ? wish.categories : 0;
};

/** Steps 3 to 13 on a resolved attempt: reason and step, and when to come back. */
const judge = (world: World, line: Domain.Line, a: Domain.Attempt, c: Case, law: LawPack, at: At): Verdict => {
  const rule = law.matrix[c.purpose];
  const people = [...new Set([c.subscriber, a.callee])];
  const barred = (s: Domain.Sanction): boolean =>
    s.kind === 'suspend' ||
    s.kind === 'revoke' ||
    (s.kind === 'cap' &&
      !a.permit &&
      today(world.targets.get(`${s.target.kind} ${s.target.id}`), at, law.zoneMinutes).length >= (s.perDay ?? 0));
  if (sanctionsOn(world, line, a, c, at).some(barred)) return { reason: 'sanctioned', step: 3 };
  const authenticated =
    line.class === 'access' || line.class === 'personal' || (line.class === 'interconnect' && line.trusted);
  if (c.purpose === 'public-interest' && authenticated) return { reason: 'public-interest', step: 4 };
  // Asked for by the callee itself: what is its own to refuse is its own to lift.
  const released = a.permit?.id.startsWith('release:') === true;
  const said = released ? [] : people.map((person) => listed(world, person, a.caller, rule));
  if (said.includes('refused')) return { reason: 'personally-refused', step: 5 };
  if (said[0] === 'allowed') return { reason: 'personally-allowed', step: 5 };
  const wrong = wrongContent(world, a, c, rule, law);
  if (wrong) return { reason: wrong, step: 6 };
  if (released && rule.commercial) return { reason: 'requested', step: 13 };
  const called = today(world.callees.get(a.caller ?? ''), at, law.zoneMinutes).map((entry) => entry.callee);
  const personal = c.purpose === 'personal' && line.class === 'personal' && !c.merchant;
  if (personal && new Set(called).size >= law.personalDistinctCallees && !called.includes(a.callee))
    return { reason: 'personal-line-overuse', step: 7 };
  const pairs = people.map((person) => c.merchant && world.pairs.get(`${person} ${c.merchant}`));
  const mine = pairs[0] || undefined;
  const confirmedSince = (no: Domain.Sequence): boolean =>
    mine?.entries.some((e) => e.confirmed && living(e, at) && covers(e, a, c) && e.sequence > no) === true;
  const bars = (no: { purposes: number; channels: number; categories: number }): boolean =>
    (no.purposes & purposeBit(c.purpose)) !== 0 &&
    (no.channels & channelBit(a.channel)) !== 0 &&
    (no.categories & c.categories) !== 0;
  if (rule.refusal && mine?.refusals.some((no) => bars(no) && !confirmedSince(no.sequence)))
    return { reason: 'refused-by-subscriber', step: 8 };
  const expected = (person: string, when: At): number => expectedBy(world, person, a, when);
  const disturbs = people.some((person, i) => {
    const standing = world.profiles.get(person);
    const profile = standing && { ...standing, categories: standing.categories & ~expected(person, at) };
    const pair = pairs[i] || undefined;
    const lifted = pair?.kept || pair?.entries.some((e) => e.lifts && living(e, at) && covers(e, a, c));
    return profile?.on && bars(profile) && !lifted;
  });
  if (rule.preference && disturbs) return { reason: 'do-not-disturb', step: 9 };
  const basis = bestBasis(mine?.entries ?? [], a, c, law, at);
  if (rule.basis.includes(a.channel) && /^(consent-|no-)/.test(basis)) return { reason: basis, step: 10 };
  const lawful = rule.hours
    ? [weekOf(windowsFor(law, rule.hours, a.channel, c.subscriber))].map((week) => (m: number) => week[m] === true)
    : [];
  const own = (person: string) => {
    const wish = rule.hours === 'commercial' ? world.profiles.get(person)?.hours : undefined;
    if (!wish) return [];
    const isOpen = (m: number, when: At): boolean =>
      wish.some(([s, e]) => s <= m && m < e) || (c.categories & ~expected(person, when)) === 0;
    return [isOpen];
  };
  // As an expectation ends, in the middle of a minute perhaps, only that closes: what is open then was open by the minute.
  const hours = [...lawful, ...people.flatMap(own)];
  const retryAtMs = firstOpen(hours, at, law.zoneMinutes);
  if (retryAtMs !== at)
    return { reason: 'outside-hours', step: 11, retryAtMs, lawfulRetryAtMs: firstOpen(lawful, at, law.zoneMinutes) };
  const bites = tooOften(world, a, c, law, at, mine, confirmedSince);
  if (bites.length > 0)
    return { reason: 'too-often', step: 12, retryAtMs: firstOpen(hours, Math.max(...bites), law.zoneMinutes) };
  return rule.commercial ? { reason: basis, step: 13 } : { reason: 'not-commercial', step: 7 };
};

/** Counts an allowed attempt: the contact, the personal caller's callee, the targets of capped sanctions. */
const count = (world: World, line: Domain.Line, a: Domain.Attempt, c: Case, law: LawPack, at: At): void => {
  const add = <T>(map: Map<string, T[]>, key: string, entry: T): void => {
    if (map.get(key)?.push(entry) === undefined) map.set(key, [entry]);
  };
  const group = law.matrix[c.purpose].caps;
  if (c.merchant && group)
    add(world.contacts, `${c.merchant} ${c.subscriber} ${group}`, { atMs: at, voice: a.channel === 'voice' });
  if (c.purpose === 'personal' && line.class === 'personal' && !c.merchant && a.caller)
    add(world.callees, a.caller, { atMs: at, callee: a.callee });
  const caps = sanctionsOn(world, line, a, c, at).filter((s) => s.kind === 'cap');
  for (const target of new Set(caps.map((s) => `${s.target.kind} ${s.target.id}`)))
    add(world.targets, target, { atMs: at });
};

/** Is this callee outside the share of callees on which the line enforces? */
const spared = (line: Domain.Line, callee: string): boolean => {
  if (line.enforcement.mode !== 'partial') return line.enforcement.mode === 'observe';
  let hash = 0x811c9dc5;
  for (const char of callee) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash % 100 >= line.enforcement.percent;
};

const ALLOWING =
  'emergency public-interest personally-allowed not-commercial consented requested related basis-not-required';

export type ReferenceAnswer = ReturnType<typeof referenceDecide>;
export const referenceDecide = (world: World, a: Domain.Attempt, law: LawPack, at: At) => {
  const named = one(world, 'line', a.line);
  const line = named?.status === 'active' ? named : undefined;
  const c = line && resolve(world, line, a, at);
  const judged = (): Verdict => {
    if (law.emergencyNumbers.includes(a.callee)) return { reason: 'emergency', step: 1 };
    if (!line || !c) return { reason: 'line-unknown', step: 2 };
    return typeof c === 'string' ? { reason: c, step: 2 } : judge(world, line, a, c, law, at);
  };
  const verdict = judged();
  const refused = !ALLOWING.split(' ').includes(verdict.reason);
  const wouldBe = refused && line && spared(line, a.callee) ? verdict.reason : undefined;
  const decision = refused && !wouldBe ? ('refuse' as const) : ('allow' as const);
  const known = c && typeof c !== 'string' && verdict.step > 2 ? c : undefined;
  const counted = decision === 'allow' && a.mode === 'attempt' && !a.permit && known !== undefined;
  const pair = world.pairs.get(`${known?.subscriber} ${known?.merchant}`);
  const holds = (e: Domain.PairEntry): boolean =>
    e.confirmed && living({ ...e, former: false }, at) && known !== undefined && covers(e, a, known);
  const holdsConfirmed = verdict.step >= 5 && pair?.entries.some(holds) === true;
  if (counted && line) count(world, line, a, known, law, at);
  return {
    ...verdict,
    reason: wouldBe ? 'observed' : verdict.reason,
    decision,
    wouldBe,
    holdsConfirmed,
    counted,
    known,
  };
};
