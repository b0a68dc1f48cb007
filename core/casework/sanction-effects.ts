import {
  ALL_CHANNELS,
  ALL_PURPOSES,
  asId,
  REGISTER_SANCTION_KINDS,
  type RegisterSanctionKind,
  type Result,
  type Sanction,
  type SanctionId,
  success,
} from '@wurao/domain';
import {
  type Actor,
  type CommandContext,
  endSanction,
  giveBackNumber,
  notFound,
  reclaimNumber,
  stateSanction,
} from '@wurao/registry';
import { badListing } from './bad-list.ts';
import { STATE_COUNCIL_CALENDAR } from './calendar.ts';
import type { CaseTransaction } from './case-ports.ts';
import { MS_PER_DAY } from './judge-rate.ts';
import type { SanctionFile } from './sanction-file.ts';
import type { CaseSanctionKind } from './sanction-kinds.ts';
import type { SanctionInput } from './sanction-states.ts';

const isOfRegister = (kind: CaseSanctionKind): kind is RegisterSanctionKind =>
  (REGISTER_SANCTION_KINDS as readonly string[]).includes(kind);

/** The first is the file's own; `~` is in no id that somebody chose. */
const nounId = (fileId: string, at: number): SanctionId => asId<SanctionId>(at === 0 ? fileId : `${fileId}~${at + 1}`);

/** The file whose sanction of the register this is. */
export const fileIdOf = (nounId: string): string => nounId.split('~')[0] as string;

const targetsOf = async (
  tx: CaseTransaction,
  { target }: SanctionFile,
  reaches: readonly string[],
): Promise<readonly Sanction['target'][]> => {
  const along: Sanction['target'][] = [];
  for (const id of reaches) along.push({ kind: (await tx.noun('merchant', id)) ? 'merchant' : 'party', id });
  return [target, ...along];
};

const stateAll = async (
  tx: CaseTransaction,
  actor: Actor,
  file: SanctionFile,
  kind: RegisterSanctionKind,
  reaches: readonly string[],
): Promise<readonly string[]> => {
  const targets = await targetsOf(tx, file, reaches);
  for (const [at, target] of targets.entries())
    await stateSanction(tx, actor, {
      id: nounId(file.id, at),
      kind,
      target,
      purposes: file.scope?.purposes ?? ALL_PURPOSES,
      channels: file.scope?.channels ?? ALL_CHANNELS,
      perDay: file.perDay,
      fromMs: file.inForceMs ?? file.updatedMs,
      toMs: file.termEndsMs,
      clause: file.clause,
      note: file.note,
      status: 'active',
      sequence: tx.sequence,
    });
  return targets.map((_, at) => nounId(file.id, at));
};

/** What a penalty's entry in the bad list will say, and by when it is due. */
export const entryOf = async (
  tx: CaseTransaction,
  { law, nowMs }: Pick<CommandContext, 'law' | 'nowMs'>,
  file: Pick<SanctionFile, 'target' | 'grounds' | 'listing'>,
  listedBy: string,
): Promise<Result<Required<Pick<SanctionFile, 'entry' | 'entryDueMs'>>>> => {
  const { kind, id } = file.target;
  const organisation =
    kind === 'merchant' || kind === 'party' ? (await tx.noun(kind as 'merchant', id))?.body : undefined;
  const ground = file.grounds.find((one) => one.kind === 'penalty');
  const penalty = ground && (await tx.sanctionFile(ground.id));
  if (!organisation || !penalty || penalty.inForceMs === undefined) return notFound('penalty', ground?.id ?? '');
  const listing = badListing(
    {
      name: organisation.name,
      creditCode: organisation.creditCode ?? '',
      licence: file.listing?.licence ?? '',
      reason: file.listing?.reason ?? '',
      listedBy,
      atMs: nowMs,
      penalty: { kind: penalty.kind, decidedMs: penalty.inForceMs },
    },
    law,
    STATE_COUNCIL_CALENDAR,
  );
  return listing.ok ? success({ entry: listing.value.entry, entryDueMs: listing.value.dueMs }) : listing;
};

/** It comes into force: the register's sanctions are stated, filings revoked, the entry made. The file as it stands then. */
export const comeIntoForce = async (
  tx: CaseTransaction,
  context: CommandContext,
  actor: Actor,
  before: SanctionFile,
  reaches: readonly string[],
): Promise<Result<SanctionFile>> => {
  const { nowMs } = context;
  const termEndsMs = before.termDays === undefined ? undefined : nowMs + before.termDays * MS_PER_DAY;
  const file: SanctionFile = { ...before, inForceMs: nowMs, termEndsMs };
  if (isOfRegister(file.kind)) return success({ ...file, nouns: await stateAll(tx, actor, file, file.kind, reaches) });
  if (file.kind === 'reclaim') return success({ ...file, filings: await reclaimNumber(tx, file.target.id) });
  if (file.kind !== 'bad-list') return success(file);
  const entry = await entryOf(tx, context, file, file.imposedBy?.hand ?? '');
  return entry.ok ? success({ ...file, ...entry.value }) : entry;
};

/** It bites no longer. What a number lost is given back where the sanction was taken back. */
export const ceaseToBe = async (
  tx: CaseTransaction,
  file: SanctionFile,
  input: SanctionInput,
  reason: string | undefined,
): Promise<void> => {
  for (const id of file.nouns) await endSanction(tx, id, reason ?? `${input} ${file.id}`);
  if (file.filings.length > 0) await giveBackNumber(tx, file.target.id, file.filings);
};
