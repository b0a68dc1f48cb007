import type { InstantMs, Line, Mask, MerchantId, PhoneNumber, Sanction } from '@wurao/domain';

type Target = readonly [Sanction['target']['kind'], string];

/** What a sanction may be laid on, for one attempt: the number, the line, the merchant (also as a party), the chain. */
export const sanctionTargets = (
  caller: PhoneNumber | undefined,
  line: Line | undefined,
  merchant: MerchantId | undefined,
): Target[] => {
  const targets: Target[] = [];
  if (caller !== undefined) targets.push(['number', caller]);
  if (line !== undefined) targets.push(['line', line.id]);
  if (merchant !== undefined) targets.push(['merchant', merchant], ['party', merchant]);
  for (const party of line?.chain ?? []) if (party !== (merchant as string | undefined)) targets.push(['party', party]);
  return targets;
};

export const isInForce = (sanction: Sanction, atMs: InstantMs, purpose: Mask, channel: Mask): boolean =>
  sanction.status === 'active' &&
  sanction.fromMs <= atMs &&
  (sanction.toMs === undefined || atMs < sanction.toMs) &&
  (sanction.purposes & purpose) !== 0 &&
  (sanction.channels & channel) !== 0;
