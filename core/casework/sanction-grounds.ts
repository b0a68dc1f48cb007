import { type Failure, invalid } from '@wurao/domain';
import type { CaseTransaction } from './case-ports.ts';
import type { SanctionOrder } from './sanction-commands.ts';
import { SANCTION_KIND_RULES } from './sanction-kinds.ts';

type Ground = SanctionOrder['grounds'][number];

const noSuch = (field: string, { kind, id }: Ground, remedy: string): Failure =>
  invalid(field, `there is no ${kind} ${id}`, remedy);

const checkCase = async (tx: CaseTransaction, ground: Ground, field: string): Promise<Failure | undefined> => {
  const file = await tx.caseFile(ground.id);
  if (!file) return noSuch(field, ground, 'Name a case as GET /v1/cases shows it.');
  return file.decision === 'rejected'
    ? invalid(
        field,
        `case ${ground.id} was rejected`,
        'Name a case that was not decided for the party, or leave this one out.',
      )
    : undefined;
};

const checkPenalty = async (
  tx: CaseTransaction,
  ground: Ground,
  field: string,
  owner: string | undefined,
): Promise<Failure | undefined> => {
  const file = await tx.sanctionFile(ground.id);
  if (!file || !SANCTION_KIND_RULES[file.kind].isPenalty)
    return noSuch(field, ground, 'Name a sanction that is a penalty: a warning, a fine, a publication, a revocation.');
  if (file.inForceMs === undefined || file.state === 'overturned')
    return invalid(field, `${ground.id} is ${file.state}`, 'Name a penalty that was imposed and stands.');
  return file.owner === owner
    ? undefined
    : invalid(field, `${ground.id} was imposed on another party`, 'Name a penalty of this party.');
};

/** Every ground must be there. Remembers what it found: a thousand sanctions may rest on one case. */
export class Grounds {
  readonly #tx: CaseTransaction;
  readonly #found = new Map<string, Failure | undefined>();

  constructor(tx: CaseTransaction) {
    this.#tx = tx;
  }

  async check(grounds: SanctionOrder['grounds'], owner: string | undefined): Promise<Failure | undefined> {
    for (const [i, ground] of grounds.entries()) {
      const key = JSON.stringify([i, ground.kind, ground.id, ground.kind === 'penalty' ? owner : '']);
      if (!this.#found.has(key)) this.#found.set(key, await this.#look(ground, `grounds[${i}]`, owner));
      const bad = this.#found.get(key);
      if (bad) return bad;
    }
    return undefined;
  }

  async #look(ground: Ground, field: string, owner: string | undefined): Promise<Failure | undefined> {
    if (ground.kind === 'case') return checkCase(this.#tx, ground, field);
    if (ground.kind === 'penalty') return checkPenalty(this.#tx, ground, field, owner);
    return (await this.#tx.hasFinding(ground.id))
      ? undefined
      : noSuch(field, ground, 'Name a finding as GET /v1/complaint-findings or GET /v1/findings shows it.');
  }
}
