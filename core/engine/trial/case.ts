// The shape of the case files: what a lawyer reads, and what the doors run.
import type {
  BasisKind,
  Category,
  Channel,
  Content,
  Enforcement,
  Filing,
  HoursWindow,
  Line,
  LineClass,
  Party,
  PrefixEntry,
  Purpose,
  SanctionKind,
  StirEvidence,
} from '@wurao/domain';

/** Words left out mean all of them (for a preference: all commercial purposes). */
export interface ScopeWords {
  readonly purposes?: readonly Purpose[];
  readonly categories?: readonly Category[];
  readonly channels?: readonly Channel[];
}

export interface BasisFact extends ScopeWords {
  /** A name for a later withdrawal. */
  readonly id?: string;
  readonly subscriber: string;
  readonly merchant: string;
  /** By the subscriber through us. Left out: true. */
  readonly confirmed?: boolean;
  /** Taken over from an older system. */
  readonly migrated?: boolean;
  readonly from?: string;
  readonly to?: string;
  /** For a request: the content it asked for. */
  readonly matter?: string;
}

export interface RefusalFact extends ScopeWords {
  readonly subscriber: string;
  readonly merchant: string;
  readonly by?: 'subscriber' | 'merchant' | 'carrier';
}

export interface PreferenceFact extends ScopeWords {
  readonly subscriber: string;
  /** Left out: on. */
  readonly on?: boolean;
  readonly hours?: readonly HoursWindow[];
  readonly allow?: readonly string[];
  readonly deny?: readonly string[];
  readonly prefixes?: readonly PrefixEntry[];
  readonly keep?: readonly string[];
}

export interface ExpectationFact extends Pick<ScopeWords, 'categories' | 'channels'> {
  readonly subscriber: string;
  /** From its receipt. */
  readonly hours: number;
}

export interface LineFact {
  readonly id: string;
  readonly name?: string;
  readonly class?: LineClass;
  readonly chain?: readonly string[];
  readonly enforcement?: Enforcement;
  readonly trusted?: boolean;
  readonly unknownCallers?: Line['unknownCallers'];
  readonly status?: Line['status'];
}

export interface FilingFact extends ScopeWords {
  readonly id: string;
  readonly caller: string;
  readonly prefix?: boolean;
  readonly merchant: string;
  readonly line?: string;
  readonly kind?: Filing['kind'];
  readonly contents?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly origin?: Filing['origin'];
}

export interface BindingFact {
  readonly id: string;
  readonly filing: string;
  readonly a: string;
  readonly b: string;
  readonly x: string;
  readonly order: string;
  readonly expires: string;
}

export interface ContentFact extends Pick<Content, 'channel' | 'purpose' | 'category' | 'text'> {
  readonly id: string;
  readonly merchant: string;
  readonly variables?: Content['variables'];
  readonly status?: 'draft' | 'submitted' | 'approved' | 'rejected';
}

export interface SanctionFact extends Pick<ScopeWords, 'purposes' | 'channels'> {
  readonly id: string;
  readonly kind: SanctionKind;
  readonly on: { readonly kind: 'number' | 'line' | 'merchant' | 'party'; readonly id: string };
  readonly perDay?: number;
  readonly from?: string;
  readonly to?: string;
}

/** One fact of the register, in the order of its receipt. */
export interface Given {
  /** When it was received. Left out: one minute after the one before. */
  readonly at?: string;
  readonly consent?: BasisFact;
  readonly request?: BasisFact;
  readonly relation?: BasisFact;
  readonly withdrawal?: { readonly of: string; readonly by?: 'subscriber' | 'merchant' };
  readonly refusal?: RefusalFact;
  readonly recycling?: { readonly number: string };
  readonly preference?: PreferenceFact;
  readonly expectation?: ExpectationFact;
  readonly expectationEnded?: { readonly subscriber: string };
  readonly ownership?: { readonly number: string; readonly carrier: string };
  readonly party?: { readonly id: string; readonly name: string; readonly kind: Party['kind'] };
  readonly merchant?: {
    readonly id: string;
    readonly name: string;
    readonly categories: readonly Category[];
    readonly signatures?: readonly string[];
    readonly domains?: readonly string[];
  };
  /** No command closes a merchant: only the engine and the reference see it. */
  readonly merchantClosed?: { readonly id: string };
  readonly line?: LineFact;
  readonly filing?: FilingFact;
  readonly filingRevoked?: { readonly id: string };
  readonly binding?: BindingFact;
  readonly content?: ContentFact;
  readonly sanction?: SanctionFact;
  readonly sanctionLifted?: { readonly id: string };
}

export const BASIS_FACTS: readonly BasisKind[] = ['consent', 'request', 'relation'];

/** The HTTP body of an attempt, and what only a gate can say (`overHttp` tells them apart). */
export interface AttemptBody {
  readonly channel: Channel;
  /** null: anonymous. */
  readonly caller: string | null;
  readonly callee: string;
  readonly line?: string;
  readonly merchant?: string;
  readonly purpose?: Purpose;
  readonly category?: Category;
  readonly content?: string;
  readonly text?: string;
  readonly mode?: 'attempt' | 'screen';
  readonly permit?: { readonly filing?: string };
  readonly assertedCaller?: string;
  readonly firstCalled?: string;
  readonly stir?: StirEvidence;
  readonly roaming?: boolean;
  readonly classified?: Purpose;
}

/** Earlier attempts, all of them allowed. `times` repeats it a minute apart, `eachCallee` to the next number each time. */
export interface Earlier {
  readonly at: string;
  readonly attempt?: Partial<AttemptBody>;
  readonly times?: number;
  readonly eachCallee?: boolean;
}

export interface Expected {
  readonly decision: 'allow' | 'refuse';
  readonly reason: string;
  readonly step: number;
  readonly retryAt?: string;
  readonly wouldBe?: string;
}

export interface DecisionCase {
  /** A sentence that a lawyer understands. */
  readonly name: string;
  readonly zh?: string;
  /** The clause that the answer cites, by its id in the law pack. */
  readonly clause: string;
  readonly law: string;
  readonly given: readonly Given[];
  readonly history?: readonly Earlier[];
  readonly attempt: AttemptBody;
  readonly at: string;
  readonly expect: Expected;
  /** Why no command would write these facts: the case then runs on the tables only. */
  readonly tablesOnly?: string;
  /** What the merchant's own key is shown, where it differs or is the point. */
  readonly merchantView?: { readonly decision: 'allow' | 'refuse'; readonly reason: string; readonly retryAt?: string };
}

const SAID_BY_GATES = ['permit', 'classified', 'stir'] as const;

/** Can this case be asked over HTTP, its facts written by commands? */
export const overHttp = (vector: DecisionCase): boolean => {
  const attempts = [
    vector.attempt,
    ...(vector.history ?? []).map((earlier) => ({ ...vector.attempt, ...earlier.attempt })),
  ];
  const needsGate = attempts.some((body) => SAID_BY_GATES.some((field) => body[field] !== undefined));
  return (
    !needsGate && vector.tablesOnly === undefined && !vector.given.some((fact) => fact.merchantClosed !== undefined)
  );
};
