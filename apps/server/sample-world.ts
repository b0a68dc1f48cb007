import { type Failure, failure, type InstantMs, type LineId, type PartyId, type Result, success } from '@wurao/domain';
import type { Command, Envelope, Outcome, Query } from '@wurao/registry';
import {
  CONSENTED,
  calleesFacts,
  codeRequest,
  SAMPLE_CALLEES,
  session,
  WITHDRAWN,
  withdrawal,
} from './sample-callees.ts';
import {
  ADMIN,
  BANK,
  by,
  CARRIER_PARTY,
  circumstances,
  contents,
  filings,
  LINE_ENFORCING,
  LINE_INTERCONNECT,
  LINE_OBSERVING,
  LINE_PERSONAL,
  lines,
  organisations,
  SAMPLE_CALLERS,
  SAMPLE_LINES,
} from './sample-nouns.ts';

export const SAMPLE_FILE = 'sample.json';

/** What an outcome is kept for. */
export type SampleKeyName = 'admin' | 'merchant' | 'carrier' | 'regulator' | 'handler' | 'subscriber';

interface KeyRow {
  readonly name: Exclude<SampleKeyName, 'subscriber'>;
  readonly party: PartyId | undefined;
  readonly lines: readonly LineId[];
  readonly what: string;
}

const KEYS: readonly KeyRow[] = [
  { name: 'admin', party: undefined, lines: [], what: 'operator: everything, on every line' },
  {
    name: 'merchant',
    party: BANK as string as PartyId,
    lines: [LINE_ENFORCING],
    what: `merchant ${BANK}, on ${LINE_ENFORCING}`,
  },
  { name: 'carrier', party: CARRIER_PARTY, lines: SAMPLE_LINES, what: `carrier ${CARRIER_PARTY}, on all sample lines` },
  { name: 'regulator', party: undefined, lines: [], what: 'regulator: sanctions, reviews, figures' },
  { name: 'handler', party: undefined, lines: [], what: 'handler: works on complaints' },
];

const keyCommand = ({ name, party, lines: owned }: KeyRow): Command => ({
  kind: 'createKey',
  role: name,
  party,
  lines: owned,
});

/** The sample world as commands, in order. The withdrawal and the session follow: they need what these answer. */
export const sampleCommands = (nowMs: InstantMs): readonly Envelope[] => [
  ...organisations(),
  ...lines(),
  ...contents(),
  ...filings(),
  ...circumstances(nowMs),
  ...calleesFacts(),
  ...KEYS.map((row) => by(ADMIN, keyCommand(row))),
  codeRequest(),
];

/** The part of the register that loading needs; commands handed over together are run in their order. */
export interface SampleRegister {
  execute(envelope: Envelope): Promise<Result<Outcome>>;
  ask(query: Query): Promise<Result<unknown>>;
}

/** An envelope beside its answer. */
export interface Done {
  readonly envelope: Envelope;
  readonly outcome: Outcome;
}

export interface SampleFile {
  readonly note: string;
  readonly loadedAt: string;
  readonly keys: Readonly<
    Record<
      SampleKeyName,
      { readonly id: string; readonly key: string; readonly what: string; readonly expires?: string }
    >
  >;
  /** Passwords by the name to sign in with; absent where the world was made before there were members. */
  readonly members?: Readonly<Record<string, string>>;
  readonly merchants: Readonly<Record<string, string>>;
  readonly lines: Readonly<Record<string, string>>;
  readonly callers: Readonly<Record<string, string>>;
  readonly callees: readonly {
    readonly number: string;
    readonly shows: { readonly zh: string; readonly en: string };
    readonly caller: string;
    /** Of that caller's marketing call at 10:00 of a day. */
    readonly reason: string;
  }[];
  /** The consent of the first callee: what a withdrawal names. */
  readonly consent: string;
}

const text = (outcome: Outcome, field: string): string => String(outcome.body[field] ?? '');

/** The id of the basis that a subscriber granted. */
const basisIdOf = (done: readonly Done[], subscriber: string): string => {
  const found = done.find(
    ({ envelope: { command } }) => command.kind === 'grantBasis' && command.basis.subscriber === subscriber,
  );
  return found === undefined ? '' : text(found.outcome, 'id');
};

const NOTE =
  'A sample world. Every organisation, number and person in it is made up. Its keys open this data directory: keep them.';

const keysOf = (done: readonly Done[]): SampleFile['keys'] => {
  const made = new Map<string, Outcome>();
  for (const { envelope, outcome } of done) {
    if (envelope.command.kind === 'createKey') made.set(envelope.command.role, outcome);
    if (envelope.command.kind === 'openSession') made.set('subscriber', outcome);
  }
  const rows: readonly { readonly name: SampleKeyName; readonly what: string }[] = [
    ...KEYS,
    { name: 'subscriber', what: `the session of ${CONSENTED}: its wishes and consents; ends after a day` },
  ];
  const entries = rows.map(({ name, what }) => {
    const outcome = made.get(name);
    const expires = outcome?.body['expires'];
    const key = { id: outcome ? text(outcome, 'id') : '', key: outcome ? text(outcome, 'key') : '', what };
    return [name, typeof expires === 'string' ? { ...key, expires } : key] as const;
  });
  return Object.fromEntries(entries) as SampleFile['keys'];
};

const namesOf = (done: readonly Done[], kind: 'registerMerchant'): Record<string, string> =>
  Object.fromEntries(
    done
      .filter(({ envelope }) => envelope.command.kind === kind)
      .map(({ outcome }) => [text(outcome, 'id'), text(outcome, 'name')]),
  );

/** What is written to sample.json, mode 0600. */
export const sampleFileOf = (done: readonly Done[], loadedMs: InstantMs): SampleFile => ({
  note: NOTE,
  loadedAt: new Date(loadedMs).toISOString(),
  keys: keysOf(done),
  merchants: namesOf(done, 'registerMerchant'),
  lines: {
    [LINE_ENFORCING]: 'access, enforces',
    [LINE_OBSERVING]: 'access, only observes',
    [LINE_PERSONAL]: 'personal',
    [LINE_INTERCONNECT]: 'interconnect',
  },
  callers: {
    [SAMPLE_CALLERS.bank]: 'the bank: marketing, service, care, verification; voice',
    [SAMPLE_CALLERS.bankHotline]: "the bank's 400 number: the same",
    [SAMPLE_CALLERS.bankPort]: "ports of the bank's messages begin so: approved contents only",
    [SAMPLE_CALLERS.lender]: 'a lender whose marketing is suspended by a sanction',
    [SAMPLE_CALLERS.shop]: 'the shop: marketing, service, survey',
    [SAMPLE_CALLERS.shopAgent]: "an agent's own number, filed by the shop",
    [SAMPLE_CALLERS.courier]: "the shop's courier: a privacy number bound to +8613800000012",
    [SAMPLE_CALLERS.person]: `an ordinary person, on ${LINE_PERSONAL}`,
  },
  callees: SAMPLE_CALLEES,
  consent: basisIdOf(done, CONSENTED),
});

const runAll = async (register: SampleRegister, envelopes: readonly Envelope[]): Promise<Result<readonly Done[]>> => {
  const results = await Promise.all(envelopes.map((envelope) => register.execute(envelope)));
  const done: Done[] = [];
  for (const [i, envelope] of envelopes.entries()) {
    const result = results[i] as Result<Outcome>;
    if (!result.ok) return notLoaded(envelope, result);
    done.push({ envelope, outcome: result.value });
  }
  return success(done);
};

const notLoaded = (envelope: Envelope, cause: Failure): Failure => ({
  ...cause,
  title: `The sample world could not be loaded (${envelope.command.kind}): ${cause.title}`,
});

/** Codes go out by SMS; nobody sends the sample's, so it is read where an operator would read it. */
const sentCode = async (register: SampleRegister): Promise<Result<string>> => {
  const page = await register.ask({ kind: 'outbox', after: undefined, limit: 1 });
  if (!page.ok) return page;
  const { items } = page.value as { readonly items: readonly { readonly text: string }[] };
  const code = /\d{6}/.exec(items[0]?.text ?? '')?.[0];
  if (code !== undefined) return success(code);
  const error = {
    field: 'outbox',
    message: 'the code of the sample session is not there',
    remedy: 'Start with --empty.',
  };
  return failure('not-found', 'The sample world could not be loaded', error);
};

/** Loads the sample world into an empty register; answers what sample.json shall hold. */
export const loadSampleWorld = async (register: SampleRegister, nowMs: InstantMs): Promise<Result<SampleFile>> => {
  const first = await runAll(register, sampleCommands(nowMs));
  if (!first.ok) return first;
  const code = await sentCode(register);
  if (!code.ok) return code;
  const second = await runAll(register, [withdrawal(basisIdOf(first.value, WITHDRAWN)), session(code.value)]);
  if (!second.ok) return second;
  return success(sampleFileOf([...first.value, ...second.value], nowMs));
};
