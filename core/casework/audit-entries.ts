import type { InstantMs, Mac, Role } from '@wurao/domain';
import type { Command, MemberCommand, Outcome } from '@wurao/registry';
import { type AuditEntry, type AuditSubject, subjectReference, whoReference } from './audit-chain.ts';
import type { CaseCommand, HouseCommand, HouseEnvelope } from './case-envelope.ts';
import { handOf } from './take-step.ts';

/** The command of one kind, also where several kinds share a shape. */
type CommandIn<C, K> = C extends { readonly kind: infer Kinds } ? (K extends Kinds ? C : never) : never;
type Body = Outcome['body'];
/** What each command is about. */
type SubjectTable<C extends { readonly kind: string }> = {
  readonly [K in C['kind']]: (command: CommandIn<C, K>, body: Body) => readonly AuditSubject[];
};

/** Where a command is about nothing that has an id. */
const NO_ID = '-';

const subject = (kind: string, id: unknown): AuditSubject => ({ kind, id: typeof id === 'string' ? id : NO_ID });
/** What was made or replaced, by the id that the answer tells. */
const made =
  (kind: string) =>
  (_command: unknown, { id }: Body): readonly AuditSubject[] => [subject(kind, id)];
const byId =
  (kind: string) =>
  ({ id }: { readonly id: string }): readonly AuditSubject[] => [subject(kind, id)];
const ofSubscriber = ({ subscriber }: { readonly subscriber: string }) => [subject('subscriber', subscriber)];
const ofNumber = ({ number }: { readonly number: string }) => [subject('number', number)];
const ofWard = ({ ward }: { readonly ward: string }) => [subject('subscriber', ward)];
const ofReply = ({ reply }: { readonly reply: { readonly subscriber: string } }) => ofSubscriber(reply);

/** By the session that was opened. */
const ofSession = (_command: unknown, { member }: Body) => [subject('member', member)];

/** Who may come in, and who did: logged by whomever, the house included. */
const MEMBERS: SubjectTable<MemberCommand> = {
  inviteMember: made('member'),
  reinviteMember: byId('member'),
  acceptInvitation: ofSession,
  setMemberPassword: byId('member'),
  setTotp: byId('member'),
  setRecoveryCodes: byId('member'),
  addPasskey: byId('member'),
  removePasskey: byId('member'),
  setMemberStatus: byId('member'),
  endOtherSessions: byId('member'),
  signInByProvider: ofSession,
  signIn: ({ member }) => [subject('member', member)],
};

const REGISTER: SubjectTable<Command> = {
  ...MEMBERS,
  setPreference: ofSubscriber,
  undoPreference: ofSubscriber,
  addListEntry: ofSubscriber,
  removeListEntry: ofSubscriber,
  expectCall: ofSubscriber,
  endExpectation: ofSubscriber,
  grantBasis: made('basis'),
  withdrawBasis: byId('basis'),
  recordRefusal: ({ refusal }) => ofSubscriber(refusal),
  refuseByReply: ofReply,
  preferByMessage: ofReply,
  requestConsent: made('consent-request'),
  confirmConsent: ofReply,
  setHeldWish: ofSubscriber,
  publishConsentForm: made('consent-form'),
  endConsentForm: byId('consent-form'),
  agreeToForm: made('basis'),
  markMessageSent: byId('message'),
  fileFinding: made('finding'),
  recycleNumber: ofNumber,
  recordOwnership: ofNumber,
  registerMerchant: made('merchant'),
  registerParty: made('party'),
  registerLine: made('line'),
  fileNumber: made('filing'),
  revokeFiling: byId('filing'),
  bindMiddleNumber: ({ filing }) => [subject('filing', filing)],
  registerContent: made('content'),
  reviewContent: byId('content'),
  imposeSanction: made('sanction'),
  liftSanction: byId('sanction'),
  createKey: made('key'),
  revokeKey: byId('key'),
  requestCode: ofSubscriber,
  openSession: ofSubscriber,
  askWard: ofWard,
  confirmGuardian: ofWard,
  endGuardianship: ofWard,
  registerWebhook: made('webhook'),
  removeWebhook: byId('webhook'),
  fileAppeal: made('appeal'),
  setLaw: ({ law }) => [subject('law', law)],
  installLaw: made('law'),
};

const ofComplaint = (_command: unknown, body: Body) => [
  subject('complaint', body['id']),
  subject('case', body['case']),
];
const ofCase = byId('case');
const ofCases = ({ ids }: { readonly ids: readonly string[] }) => ids.map((id) => subject('case', id));

/** What time moved by itself: those that lapsed and those whose day was reckoned again. */
const movedByTime =
  (kind: string) =>
  (_command: unknown, { lapsed, reckoned }: Body): readonly AuditSubject[] =>
    [...new Set([...(lapsed as readonly string[]), ...(reckoned as readonly string[])])].map((id) => subject(kind, id));

const CASEWORK: SubjectTable<CaseCommand> = {
  fileComplaint: ofComplaint,
  supplementComplaint: ofComplaint,
  withdrawComplaint: ofComplaint,
  stepCases: ofCases,
  pauseCase: ofCase,
  resumeCase: ofCase,
  assignCases: ofCases,
  noteCase: ofCase,
  lapseCases: movedByTime('case'),
  noteReads: ({ subjects }) => subjects,
  proposeSanctions: (_command, { id, items }) =>
    (Array.isArray(items) ? (items as readonly { readonly id: string }[]) : [{ id }]).map((one) =>
      subject('sanction', one.id),
    ),
  stepSanctions: ({ ids }) => ids.map((id) => subject('sanction', id)),
  lapseSanctions: (_command, { lapsed }) =>
    Array.isArray(lapsed) ? lapsed.map((id: unknown) => subject('sanction', id)) : [],
  answerAppeal: ({ id, lifts }) => [
    subject('appeal', id),
    ...(lifts === undefined ? [] : [subject('sanction', lifts)]),
  ],
  keepFrozenCounts: ({ frozen }) => [subject('bulletin', frozen.period)],
  // Most of what a look finds is on file already.
  fileComplaintFindings: (_command, { filed }) =>
    (filed as readonly { readonly id: string }[]).map(({ id }) => subject('finding', id)),
  pledge: made('pledge'),
  endPledge: byId('pledge'),
  stepObligations: ({ ids }) => ids.map((id) => subject('obligation', id)),
  askInquiry: made('inquiry'),
  stepInquiry: byId('inquiry'),
  lapseInquiries: movedByTime('inquiry'),
};

const SUBJECTS: SubjectTable<HouseCommand> = { ...REGISTER, ...CASEWORK };

/** Of the register, but without a place in the feed. */
const BESIDE_THE_FEED: ReadonlySet<string> = new Set<Command['kind']>(['fileFinding', 'fileAppeal']);

/** What a command that was done changed without saying so in the feed. None: nothing, or the feed tells it. */
export const changedSubjects = (command: HouseCommand, body: Body): readonly AuditSubject[] => {
  const isTold =
    command.kind !== 'noteReads' && (Object.hasOwn(CASEWORK, command.kind) || BESIDE_THE_FEED.has(command.kind));
  if (!isTold) return [];
  return (SUBJECTS[command.kind] as (command: HouseCommand, body: Body) => readonly AuditSubject[])(command, body);
};

/** How many of a kind, where not each is named: the page of a list that was read. None: nothing. */
export const pageSubject = (kind: string, count: number): readonly AuditSubject[] =>
  count > 0 ? [subject(kind, `count:${count}`)] : [];

const STAFF: readonly Role[] = ['admin', 'handler', 'regulator', 'carrier'];

/** Of the register what staff with a key does, and a guardian for a ward; of casework everything, by whomever. */
const isLogged = ({ command, actor }: HouseEnvelope): boolean =>
  Object.hasOwn(CASEWORK, command.kind) ||
  Object.hasOwn(MEMBERS, command.kind) ||
  actor.guardian !== undefined ||
  (actor.keyId !== undefined && STAFF.includes(actor.role));

/** A guardian by the number, which outlives the key. */
const whoOf = (actor: HouseEnvelope['actor']): string => actor.guardian ?? handOf(actor).who;

/** `stepCases.uphold`: the command, and which of its inputs; `signIn.refused`: what came of it. */
const nameOf = (command: HouseCommand, body: Body): string => {
  if (command.kind === 'noteReads') return command.what;
  if (command.kind === 'signIn' || command.kind === 'signInByProvider')
    return `${command.kind}.${String(body['outcome'])}`;
  if (command.kind === 'setMemberStatus') return `${command.kind}.${command.to}`;
  return 'input' in command && typeof command.input === 'string' ? `${command.kind}.${command.input}` : command.kind;
};

/**
 * What the log says of a command that was done: a row for each subject, each number by its keyed reference. None for what merchants and
 * subscribers do in the register, which the change feed has, and for what the house does there by itself.
 */
export const auditEntriesOf = (
  envelope: HouseEnvelope,
  { body }: Pick<Outcome, 'body'>,
  { atMs, mac }: { readonly atMs: InstantMs; readonly mac: Mac },
): readonly AuditEntry[] => {
  if (!isLogged(envelope)) return [];
  const { command, actor } = envelope;
  const subjectsOf = SUBJECTS[command.kind] as (command: HouseCommand, body: Body) => readonly AuditSubject[];
  const act = command.kind === 'noteReads' ? 'read' : 'change';
  const entry = {
    atMs,
    who: whoReference(mac, whoOf(actor)),
    role: handOf(actor).role,
    act,
    what: nameOf(command, body),
  } as const;
  const about = subjectsOf(command, body);
  const ward = subject('subscriber', actor.subscriber);
  const isNamed = actor.guardian === undefined || about.some(({ kind, id }) => kind === ward.kind && id === ward.id);
  return (isNamed ? about : [ward, ...about]).map((one) => ({ ...entry, subject: subjectReference(mac, one) }));
};
