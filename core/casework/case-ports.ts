import type { Answer, Query, RegisterTransaction } from '@wurao/registry';
import type { AuditAnswers } from './audit-ports.ts';
import type { BulletinAnswers, BulletinTransaction } from './bulletin-commands.ts';
import type { CaseQuery, HouseQuery } from './case-envelope.ts';
import type { ComplaintAnswers, ComplaintTransaction } from './complaint-ports.ts';
import type { SanctionAnswers, SanctionTransaction } from './sanction-ports.ts';

/** One command's view of the store: the register's facts, and what casework keeps beside them. Neither has a place in the feed. */
export interface CaseTransaction
  extends RegisterTransaction,
    ComplaintTransaction,
    BulletinTransaction,
    SanctionTransaction {}

/** What each question of casework answers. */
export interface CaseAnswers extends ComplaintAnswers, AuditAnswers, BulletinAnswers, SanctionAnswers {}

/** The answer to one question; of the register's nouns `Answer` knows more. */
export type HouseAnswer<Q extends HouseQuery> = Q extends CaseQuery
  ? CaseAnswers[Q['kind']]
  : Q extends Query
    ? Answer<Q>
    : never;
