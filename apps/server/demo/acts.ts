import { asId, type PhoneNumber } from '@wurao/domain';
import {
  BANK,
  CONTENT_CODE,
  CONTENT_OFFER,
  contents,
  LINE_INTERCONNECT,
  SAMPLE_CALLERS,
  SHOP,
} from '../sample-nouns.ts';
import type { DemoSwitch } from './calls.ts';
import { type Chance, oneOf } from './dice.ts';
import type { HouseApi } from './house-api.ts';
import type { DemoSender } from './messages.ts';
import type { DemoPerson } from './population.ts';

/** What the acts of the demo reach for. */
export interface Stage {
  readonly api: HouseApi;
  readonly people: readonly DemoPerson[];
  readonly calls: DemoSwitch | undefined;
  readonly messages: DemoSender | undefined;
  readonly keys: { readonly merchant: string; readonly handler: string };
  readonly chance: Chance;
  readonly nowMs: () => number;
}

export interface Act {
  /** How often it comes, against the others. */
  readonly weight: number;
  readonly play: (stage: Stage) => unknown;
}

const DIGITS = 6;
const STRANGER = '02158880000';
const OFFER_PORT = asId<PhoneNumber>(`${SAMPLE_CALLERS.bankPort}01`);
export const CODE_PORT = asId<PhoneNumber>(`${SAMPLE_CALLERS.bankPort}02`);

const textOf = (id: string): string => {
  const found = contents().find(({ command }) => command.kind === 'registerContent' && command.content.id === id);
  return found?.command.kind === 'registerContent' ? found.command.content.text : '';
};
const OFFER = textOf(CONTENT_OFFER);
const CODE = textOf(CONTENT_CODE);

const somebody = ({ people, chance }: Stage): DemoPerson => oneOf(chance, people);
const dialled = (number: string): string => number.replace(/^\+86/, '');
const pathOf = ({ number }: DemoPerson, rest: string): string =>
  `/v1/subscribers/${encodeURIComponent(number)}/${rest}`;

const callBy =
  (caller: string) =>
  (stage: Stage): void =>
    stage.calls?.call(dialled(caller), dialled(somebody(stage).number));

const sendOffer = (stage: Stage): void => {
  const name = oneOf(stage.chance, ['王女士', '李先生', '张女士', '陈先生']);
  const rate = oneOf(stage.chance, ['3.45', '3.65', '4.2']);
  stage.messages?.send(OFFER_PORT, somebody(stage).number, OFFER.replace('{name}', name).replace('{rate}', rate));
};

const sendCode = (stage: Stage): void => {
  const code = String(Math.floor(stage.chance() * 10 ** DIGITS)).padStart(DIGITS, '0');
  stage.messages?.send(CODE_PORT, somebody(stage).number, CODE.replace('{code}', code));
};

const callFromElsewhere = (stage: Stage): Promise<unknown> =>
  stage.api.ask('POST', '/v1/decisions', {
    channel: 'voice',
    caller: SAMPLE_CALLERS.person,
    callee: somebody(stage).number,
    line: LINE_INTERCONNECT,
    mode: 'attempt',
  });

const OFFERS = [
  { merchant: BANK, categories: ['loan'], words: '我同意样例银行通过电话和短信向我介绍贷款产品。' },
  { merchant: BANK, categories: ['insurance'], words: '我同意样例银行向我介绍保险产品。' },
  { merchant: SHOP, categories: ['retail'], words: '我同意样例商城告诉我优惠活动。' },
] as const;

const agree = (stage: Stage): Promise<unknown> => {
  const { key, number } = somebody(stage);
  const scope = { purposes: ['marketing'], channels: ['voice', 'sms'], method: 'web-form' };
  return stage.api.ask('POST', '/v1/consents', { subscriber: number, ...scope, ...oneOf(stage.chance, OFFERS) }, key);
};

const withdraw = async (stage: Stage): Promise<void> => {
  const person = somebody(stage);
  const { body } = await stage.api.ask('GET', pathOf(person, 'contacts'), undefined, person.key);
  const held = (body['mayContact'] ?? []) as readonly { readonly kind: string; readonly withdrawal: string }[];
  const consent = held.find(({ kind }) => kind === 'consent');
  if (consent !== undefined) await stage.api.ask('POST', consent.withdrawal, {}, person.key);
};

const refuse = (stage: Stage): Promise<unknown> => {
  const { key, number } = somebody(stage);
  return stage.api.ask('POST', '/v1/refusals', { subscriber: number, merchant: BANK, words: '不要再打来' }, key);
};

const wish = (stage: Stage): Promise<unknown> => {
  const person = somebody(stage);
  const categories = oneOf(stage.chance, [
    ['loan'],
    ['loan', 'insurance', 'securities'],
    ['real-estate', 'education'],
    ['retail'],
  ]);
  const body = { on: stage.chance() < 0.8, channels: ['voice', 'sms'], categories };
  return stage.api.ask('PUT', pathOf(person, 'preference'), body, person.key);
};

/** About the last attempt that the register shows this person, if there is one. */
const complain = async (stage: Stage): Promise<void> => {
  const person = somebody(stage);
  const { body } = await stage.api.ask('GET', pathOf(person, 'attempts'), undefined, person.key);
  type Seen = { readonly caller?: string; readonly channel: string; readonly at: string };
  const seen = ((body['items'] ?? []) as readonly Seen[]).find(({ caller }) => caller !== undefined);
  if (seen === undefined) return;
  const said = oneOf(stage.chance, [
    '又是推销贷款',
    '说了不要还打',
    '对方不肯说从哪里得到我的号码',
    '假装客服推销保险',
  ]);
  await stage.api.ask(
    'POST',
    '/v1/complaints',
    {
      complainant: person.number,
      reported: seen.caller,
      channel: seen.channel,
      at: seen.at,
      durationMs: 12_000,
      description: said,
    },
    person.key,
  );
};

const firstCase = async (stage: Stage, state: string): Promise<string | undefined> => {
  const { body } = await stage.api.ask('GET', `/v1/cases?state=${state}&limit=1`, undefined, stage.keys.handler);
  return ((body['items'] ?? []) as readonly { readonly id: string }[])[0]?.id;
};

const stepFirst =
  (state: string, by: 'merchant' | 'handler', step: (stage: Stage) => object) =>
  async (stage: Stage): Promise<void> => {
    const id = await firstCase(stage, state);
    if (id === undefined) return;
    await stage.api.ask('POST', '/v1/cases/steps', { cases: [id], ...step(stage) }, stage.keys[by]);
  };

const decided = ({ chance }: Stage): object =>
  chance() < 0.6
    ? { input: 'uphold', reason: '没有用户的明确同意' }
    : { input: 'reject', reason: '用户此前已明确同意，且未撤回' };

const inquire = (stage: Stage): Promise<unknown> => {
  const { key, number } = somebody(stage);
  return stage.api.ask('POST', '/v1/inquiries', { subscriber: number, merchant: BANK }, key);
};

/** The day of the sample world: mostly calls and messages, now and then a wish, a withdrawal, a complaint and who works it. */
export const ACTS: readonly Act[] = [
  { weight: 30, play: callBy(SAMPLE_CALLERS.bank) },
  { weight: 6, play: callBy(SAMPLE_CALLERS.bankHotline) },
  { weight: 7, play: callBy(SAMPLE_CALLERS.lender) },
  { weight: 12, play: callBy(SAMPLE_CALLERS.shop) },
  { weight: 4, play: callBy(STRANGER) },
  { weight: 22, play: sendOffer },
  { weight: 14, play: sendCode },
  { weight: 6, play: callFromElsewhere },
  { weight: 4, play: agree },
  { weight: 1, play: withdraw },
  { weight: 0.6, play: refuse },
  { weight: 2, play: wish },
  { weight: 0.7, play: complain },
  { weight: 0.5, play: stepFirst('received', 'handler', () => ({ input: 'forward' })) },
  {
    weight: 0.4,
    play: stepFirst('forwarded', 'merchant', () => ({
      input: 'answer',
      answer: { text: '用户曾在网页上同意，现已停止联系。' },
    })),
  },
  { weight: 0.4, play: stepFirst('answered', 'handler', decided) },
  { weight: 0.2, play: inquire },
];

/** So that the first calls meet people who have said something. */
export const FIRST_WISHES: readonly Act[] = [
  { weight: 6, play: agree },
  { weight: 3, play: wish },
  { weight: 1, play: refuse },
];
