import {
  type ApiKey,
  asId,
  type Category,
  type Channel,
  categoryBit,
  channelBit,
  type Filing,
  invalid,
  type MerchantId,
  type Purpose,
  purposeBit,
  type Result,
  success,
} from '@wurao/domain';
import type { ApiPorts, Page } from '../ports.ts';
import { ownsLine } from '../read/attempt.ts';

/** Whom a list is screened for: the number that would be shown, and the line. Empty: each row says it itself. */
export interface Presented {
  readonly caller?: string;
  readonly line?: string;
}

export interface PresentedQuestion {
  readonly merchant: string | undefined;
  readonly purpose: string | undefined;
  readonly channel: string | undefined;
  readonly category: string | undefined;
}

const PAGE = 200;
const NOTHING: Result<Presented> = success({});

const noFiling = (merchant: string): Result<Presented> =>
  invalid(
    'caller',
    `merchant ${merchant} has no filed number in force for this purpose, channel and category on a line of this key`,
    'Name caller and line.',
  );

/**
 * A list of callees alone, for a merchant: screened as if called from the first of its filed numbers (by id) that fits. Which one it is
 * matters to steps 2, 3 and 5 only, and a caller and line may always be named.
 */
export const presentedCaller = async (
  { control, gate }: Pick<ApiPorts, 'control' | 'gate'>,
  key: ApiKey,
  asked: PresentedQuestion,
): Promise<Result<Presented>> => {
  const named = key.role === 'merchant' ? key.party : asked.merchant;
  if (named === undefined) return NOTHING;
  const merchant = asId<MerchantId>(named);
  let after: string | undefined;
  do {
    const page = await control.ask({ kind: 'nouns', noun: 'filing', merchant, after, limit: PAGE });
    if (!page.ok) return page;
    const { items, next } = page.value as Page<Readonly<Record<string, unknown>>>;
    for (const item of items) {
      const filing = item as unknown as Filing;
      const line = filing.line ?? (key.lines.length === 1 ? key.lines[0] : undefined);
      if (line === undefined || !ownsLine(key, line, gate) || !fits(filing, asked, gate.nowMs())) continue;
      return success({ caller: filing.caller, line });
    }
    after = next;
  } while (after !== undefined);
  return noFiling(named);
};

const fits = (filing: Filing, { purpose, channel = 'voice', category }: PresentedQuestion, nowMs: number): boolean =>
  filing.status === 'active' &&
  !filing.prefix &&
  filing.kind !== 'privacy-number' &&
  filing.fromMs <= nowMs &&
  (filing.toMs === undefined || nowMs < filing.toMs) &&
  (filing.channels & channelBit(channel as Channel)) !== 0 &&
  (purpose === undefined || (filing.purposes & purposeBit(purpose as Purpose)) !== 0) &&
  (category === undefined || (filing.categories & categoryBit(category as Category)) !== 0);
