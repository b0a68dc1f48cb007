import type { ApiPorts, Explanation, LivePort } from '@wurao/api';
import type { HouseQuery } from '@wurao/casework';
import { type DecisionId, failure, type MerchantId, type Result, type Sequence, success } from '@wurao/domain';
import type { MerchantEvent, Page } from '@wurao/registry';
import type { ArchiveHandle } from './archive-client.ts';
import type { Attachments } from './attachments.ts';
import { auditPort } from './audit.ts';
import { auditMacOf } from './audit-mac.ts';
import type { Backups } from './backup-client.ts';
import { BulletinDesk } from './bulletin-desk.ts';
import { CallRecordDesk } from './call-record-desk.ts';
import { CaseDesk } from './case-desk.ts';
import type { Classify } from './classifier.ts';
import type { SteadyClock } from './clock.ts';
import type { Config } from './config.ts';
import type { ControlHandle } from './control-client.ts';
import { FigureDesk } from './figure-desk.ts';
import type { Gate } from './gate.ts';
import type { HeldDesk } from './held/held-desk.ts';
import type { ImportDesk } from './imports/desk.ts';
import type { KeyUses } from './key-use.ts';
import type { Moves } from './long-poll.ts';
import type { MerchantNames } from './merchant-names.ts';
import { MessageReports } from './message-reports.ts';
import type { Metrics } from './metrics.ts';
import type { Numbering } from './numbering.ts';
import type { RateDesk } from './rate-desk.ts';
import type { Redress } from './redress.ts';
import type { ReplayJobs } from './replay-jobs.ts';
import { ReplyDesk } from './reply-desk.ts';
import { memberSecretFor } from './secrets.ts';
import { SignInDesk, type SignInParts } from './sign-in/desk.ts';
import { MemberDesk } from './sign-in/member-desk.ts';
import { Passkeys } from './sign-in/passkeys.ts';
import { PasswordChecks } from './sign-in/passwords.ts';
import { Provider } from './sign-in/provider.ts';
import { Sealing } from './sign-in/sealing.ts';
import type { MessageReader } from './sms/message-reader.ts';

interface PortParts {
  readonly config: Config;
  readonly gate: Gate;
  readonly control: ControlHandle;
  readonly archive: ArchiveHandle;
  readonly replays: ReplayJobs;
  readonly moves: Moves;
  readonly names: MerchantNames;
  readonly metrics: Metrics;
  readonly clock: SteadyClock;
  readonly backups: Backups;
  readonly numbering: Numbering;
  readonly imports: ImportDesk;
  readonly live: LivePort;
  readonly keyUse: KeyUses;
  readonly rates: RateDesk;
  readonly redress: Redress;
  readonly attachments: Attachments;
  readonly classify: Classify;
  readonly reader: MessageReader;
  readonly held: HeldDesk;
}

/** The rest of the house as the HTTP edge asks for it. */
export const portsOf = (parts: PortParts): ApiPorts => {
  const { gate, control, archive, replays, metrics, clock, numbering } = parts;
  const { calls } = control;
  const casework = new CaseDesk({
    gate,
    archive,
    control: calls,
    plan: () => numbering.current(),
    attachments: parts.attachments,
  });
  const port = parts.config.sms.complaintPort;
  const signIn = signInParts(parts);
  const complaints = port === undefined ? undefined : { port, casework };
  return {
    gate,
    imports: parts.imports,
    live: parts.live,
    keyUse: parts.keyUse,
    redress: parts.redress,
    control: {
      execute: calls.execute,
      ask: async (query) => answerFor(query, await calls.ask(query)),
      tenureFromMs: calls.tenureFromMs,
      eventsAfter: (merchant, after, limit, waitMs) => eventsAfter(parts, merchant, after, limit, waitMs),
    },
    archive: {
      explain: (id) => explainById(parts, id),
      byId: archive.byId,
      attemptsOf: archive.attemptsOf,
      askersOf: archive.askersOf,
      usesOf: archive.usesOf,
      countByReason: archive.countByReason,
      traffic: archive.traffic,
    },
    outcomes: new CallRecordDesk(archive, gate),
    replies: new ReplyDesk({
      ...{ gate, archive, execute: calls.execute, ask: calls.ask, names: parts.names, complaints },
      preferencePort: parts.config.sms.preferencePort,
    }),
    held: parts.held,
    casework,
    bulletins: bulletinDeskOf(parts),
    rates: parts.rates,
    figures: figureDeskOf(parts),
    audit: auditPort({ mac: auditMacOf(parts.config.dataDir), ask: calls.ask, nowMs: clock.nowMs }),
    messageReports: new MessageReports({ gate, archive, execute: calls.execute }),
    replays,
    signIn: new SignInDesk(signIn),
    members: new MemberDesk(signIn),
    numbering: {
      current: () => numbering.current(),
      sinceMs: () => numbering.sinceMs(),
      replace: (wish) => numbering.replace(wish, clock.nowMs),
    },
    classifier: { classify: parts.classify, unsure: () => [...parts.reader.samples()].reverse() },
    backup: (wish) => parts.backups.make(wish),
    backupProgress: () => parts.backups.progress(),
    metrics: async () => metrics.render(await calls.figures().catch(() => undefined)),
    health: () => ({
      alive: true,
      ready: gate.ready(),
      detail: { appliedSequence: control.facts.dataVersion, headSequence: control.head(), clockSkewMs: clock.skewMs },
    }),
  };
};

const signInParts = ({ config, control, clock }: PortParts): SignInParts => {
  const secret = memberSecretFor(config.dataDir);
  const { provider } = config;
  return {
    control: control.calls,
    passwords: new PasswordChecks(),
    passkeys: new Passkeys(clock.nowMs),
    sealing: new Sealing(secret, 'totp'),
    provider: provider && new Provider(provider, new Sealing(secret, 'provider'), clock.nowMs),
    nowMs: clock.nowMs,
  };
};
const figureDeskOf = ({ gate, archive, rates, control, clock }: PortParts): FigureDesk =>
  new FigureDesk({
    archive,
    rates,
    control: control.calls,
    nowMs: clock.nowMs,
    lawPack: (id) => gate.lawPack(id),
    law: () => gate.law(),
    flush: () => gate.flush(),
  });

const bulletinDeskOf = ({ gate, control, archive, numbering, clock }: PortParts): BulletinDesk =>
  new BulletinDesk({
    control: control.calls,
    archive,
    plan: () => numbering.current(),
    law: () => gate.law(),
    dataVersion: () => control.facts.dataVersion,
    nowMs: clock.nowMs,
    flush: () => gate.flush(),
  });

/** The edge wants a missing thing as a failure. */
const answerFor = (query: HouseQuery, answer: Result<unknown>): Result<unknown> => {
  if (!answer.ok) return answer;
  if ((query.kind !== 'noun' && query.kind !== 'basis') || answer.value !== undefined) return answer;
  return failure('not-found', 'Not found', {
    field: 'id',
    message: `there is no ${query.kind === 'noun' ? query.noun : 'basis'} ${query.id}`,
    remedy: 'Look the id up in the listing.',
  });
};

/** The journal's record, then the same decision over the facts as they stood. */
const explainById = async ({ archive, control }: PortParts, id: DecisionId): Promise<Result<Explanation>> => {
  const record = await archive.byId(id);
  return record.ok ? control.calls.explain(record.value) : record;
};

/** At once when there are events, else at the first that comes, else empty after `waitMs`. */
const eventsAfter = async (
  { control, moves }: PortParts,
  merchant: MerchantId,
  after: Sequence,
  limit: number,
  waitMs: number,
): Promise<Result<readonly MerchantEvent[]>> => {
  const untilMs = performance.now() + waitMs;
  for (;;) {
    const leftMs = untilMs - performance.now();
    const moved = leftMs > 0 ? moves.next(leftMs) : Promise.resolve(false);
    const page = await control.calls.ask({ kind: 'merchantEvents', merchant, after, limit });
    if (!page.ok) return page;
    const { items } = page.value as Page<MerchantEvent>;
    if (items.length > 0 || !(await moved)) return success(items);
  }
};
