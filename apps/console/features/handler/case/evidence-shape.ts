import type { Schema } from '../../../api/schemas.ts';
import type { ChainLink } from '../../cases/chain.tsx';
import type { CaseSheet } from '../questions.ts';

type Texts = Schema<'Texts'>;

export interface StepShown {
  readonly step: number;
  readonly question: Texts;
  readonly looked: Readonly<Record<string, unknown>>;
  readonly answer: string;
  readonly answered: boolean;
}

export interface BasisShown {
  readonly id: string;
  readonly kind: Schema<'Basis'>['kind'];
  readonly words: string;
  readonly method: Schema<'Basis'>['method'];
  readonly confirmed: boolean;
  readonly from: string;
  readonly to?: string;
  readonly receivedAt?: string;
  readonly received?: string;
  readonly ended?: { readonly how: 'withdrawn' | 'recycled'; readonly at: string };
}

export interface AttemptEvidence {
  readonly decision: Schema<'Decision'>;
  readonly at: string;
  readonly match: { readonly decision: string; readonly confidence: 'certain' | 'likely' | 'possible' };
  readonly line?: Pick<Schema<'Line'>, 'id' | 'name' | 'class' | 'status'>;
  readonly chain: readonly ChainLink[];
  readonly consent?: {
    readonly merchant: string;
    readonly bases: readonly BasisShown[];
    readonly refusals: readonly { readonly words: string; readonly by: unknown }[];
  };
  readonly content?: { readonly id: string; readonly version?: number; readonly text: string };
  readonly recording?: { readonly reference: string };
  readonly explanation?: { readonly steps: readonly StepShown[]; readonly reproduced: boolean };
}

/** What a case opens with, as the API shows it to staff. The contract leaves its inside open. */
export interface Evidence {
  readonly gatheredAt: string;
  readonly attempt?: AttemptEvidence;
  readonly noAttempt: readonly { readonly meaning: string; readonly text: Texts }[];
  readonly earlier?: readonly {
    readonly subject: { readonly kind: string; readonly id: string };
    readonly count: number;
    readonly latest: readonly string[];
  }[];
}

export const evidenceOf = ({ evidence }: CaseSheet): Evidence | undefined => evidence as Evidence | undefined;
