import type { Failure, InstantMs, LineId, MerchantId, Sanction } from '@wurao/domain';
import type { RegisterTransaction } from './ports.ts';
import { conflict } from './replies.ts';

type Target = Sanction['target'];

/** An organisation is known as a merchant and as a party. */
export const organisation = (id: string): readonly Target[] => [
  { kind: 'party', id },
  { kind: 'merchant', id },
];

const inForce = ({ kind, status, fromMs, toMs }: Sanction, nowMs: InstantMs): boolean =>
  kind === 'restrict' && status === 'active' && fromMs <= nowMs && (toMs === undefined || nowMs < toMs);

/**
 * May something new be registered for these? Refused while a restriction of new resources (draft art. 22) is in force on one of them,
 * whoever registers it. `what`: as it reads after "no new".
 */
export const checkUnrestricted = async (
  tx: RegisterTransaction,
  targets: readonly Target[],
  asked: { readonly field: string; readonly what: string; readonly nowMs: InstantMs },
): Promise<Failure | undefined> => {
  for (const { kind, id } of targets) {
    const found = (await tx.nounsByLookup('sanction', `${kind}:${id}`)).find(({ body }) =>
      inForce(body, asked.nowMs),
    )?.body;
    if (found === undefined) continue;
    const until = found.toMs === undefined ? 'until it is lifted' : `until ${new Date(found.toMs).toISOString()}`;
    return conflict(
      asked.field,
      `sanction ${found.id} restricts ${kind} ${id}: no new ${asked.what} ${until}`,
      `Wait for its end, appeal against it (GET /v1/sanctions/${found.id}), or have it lifted.`,
    );
  }
  return undefined;
};

/** Whom a filing gives something new: its merchant, its line, and who stands on the line's chain. */
export const restrictableBy = async (
  tx: RegisterTransaction,
  merchant: MerchantId,
  line: LineId | undefined,
): Promise<readonly Target[]> => {
  const chain = line === undefined ? [] : ((await tx.noun('line', line))?.body.chain ?? []);
  const others = chain.filter((id) => (id as string) !== merchant).flatMap(organisation);
  return [...organisation(merchant), ...(line === undefined ? [] : [{ kind: 'line' as const, id: line }]), ...others];
};
