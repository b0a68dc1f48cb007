import {
  type ApiKey,
  asId,
  type Category,
  type Channel,
  categoryBit,
  channelBit,
  type Filing,
  invalid,
  type Line,
  type MerchantId,
  type PartyId,
  type Purpose,
  parseNumber,
  purposeBit,
  type Result,
  success,
} from '@wurao/domain';
import type { Page } from '@wurao/registry';
import { Stop } from '../http/problem.ts';
import type { ApiPorts } from '../ports.ts';
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

type Ports = Pick<ApiPorts, 'control' | 'gate'>;

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
  ports: Ports,
  key: ApiKey,
  asked: PresentedQuestion,
): Promise<Result<Presented>> => {
  const { gate } = ports;
  const named = key.role === 'merchant' ? key.party : asked.merchant;
  if (named === undefined) return NOTHING;
  const merchant = asId<MerchantId>(named);
  const lines = await ownLines(ports, key, merchant);
  for await (const item of nounsOf(ports, 'filing', merchant)) {
    const filing = item as unknown as Filing;
    const line = lines.find(({ id }) => filing.line === undefined || filing.line === id);
    if (line !== undefined && fits(filing, asked, gate.nowMs()))
      return success({ caller: filing.caller, line: line.id });
  }
  return noFiling(named);
};

type Noun = Readonly<Record<string, unknown>>;

/** All of them, by id, a page at a time. */
async function* nounsOf(
  { control }: Ports,
  noun: 'filing' | 'line',
  merchant: MerchantId | undefined,
): AsyncGenerator<Noun> {
  let after: string | undefined;
  do {
    const page = await control.ask({ kind: 'nouns', noun, merchant, after, limit: PAGE });
    if (!page.ok) throw new Stop(page);
    const { items, next } = page.value as Page<Noun>;
    yield* items;
    after = next;
  } while (after !== undefined);
}

/** Active lines that bring calls in for those who file, of this key; first those on whose chain the merchant stands. */
const ownLines = async (ports: Ports, key: ApiKey, merchant: MerchantId): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  for await (const item of nounsOf(ports, 'line', undefined)) {
    const line = item as unknown as Line;
    if (line.status === 'active' && line.class === 'access' && ownsLine(key, line.id, ports.gate)) lines.push(line);
  }
  const isOn = ({ chain }: Line): boolean => chain.includes(asId<PartyId>(merchant));
  return [...lines.filter(isOn), ...lines.filter((line) => !isOn(line))];
};

const fits = (filing: Filing, { purpose, channel = 'voice', category }: PresentedQuestion, nowMs: number): boolean =>
  filing.status === 'active' &&
  // The digits of a prefix are covered by it; as a number they may be too few.
  parseNumber(filing.caller).ok &&
  filing.kind !== 'privacy-number' &&
  filing.fromMs <= nowMs &&
  (filing.toMs === undefined || nowMs < filing.toMs) &&
  (filing.channels & channelBit(channel as Channel)) !== 0 &&
  (purpose === undefined || (filing.purposes & purposeBit(purpose as Purpose)) !== 0) &&
  (category === undefined || (filing.categories & categoryBit(category as Category)) !== 0);
