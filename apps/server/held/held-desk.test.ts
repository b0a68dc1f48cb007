import { asId, type DecisionId, type PhoneNumber, success } from '@wurao/domain';
import type { HeldWish } from '@wurao/registry';
import { expect, it } from 'vitest';
import { HeldDesk, type HeldDeskParts, type HeldGate } from './held-desk.ts';

const [ANNA, BEN, CARL] = ['+8613800000001', '+8613800000002', '+8613800000003'] as PhoneNumber[] as [
  PhoneNumber,
  PhoneNumber,
  PhoneNumber,
];

const stage = (wishes: Map<PhoneNumber, number>) => {
  const asked: string[] = [];
  const forgotten: unknown[] = [];
  const wishOf = (subscriber: PhoneNumber): HeldWish | undefined => {
    const sinceMs = wishes.get(subscriber);
    return sinceMs === undefined ? undefined : { id: `wish of ${subscriber}`, subscriber, sinceMs };
  };
  let whileAsked = (): unknown => undefined;
  const ask = async (query: { readonly kind: string; readonly subscriber: PhoneNumber }) => {
    asked.push(query.kind);
    if (query.kind === 'heldWish') return success(wishOf(query.subscriber));
    const items = [...wishes.keys()].map(wishOf);
    await whileAsked();
    return success({ items, next: undefined });
  };
  const execute = async ({ command }: { readonly command: { readonly subscriber: PhoneNumber } }) => {
    wishes.set(command.subscriber, 7);
    return success({});
  };
  const gate = { nowMs: () => 9, ready: () => true };
  const parts = { keys: { forgetBefore: () => {} }, calls: { ask, execute }, gate, log: () => {} };
  const desk = new HeldDesk(parts as unknown as HeldDeskParts);
  const held = {
    subscribers: () => [ANNA, BEN, CARL],
    forgetBefore: (subscriber: PhoneNumber, sinceMs: number) => forgotten.push([subscriber, sinceMs]),
    takeInHand: () => ({ messages: [] }),
    giveBack: (...whose: readonly string[]) => forgotten.push(['given back', ...whose]),
  };
  const decideReleased = (): never => {
    throw new Error('broken');
  };
  desk.use({ relay: { held, hasPlaceFor: () => true }, decideReleased } as unknown as HeldGate);
  return { desk, asked, forgotten, onAsk: (act: () => unknown) => (whileAsked = act) };
};

it('a look forgets what nobody wants, and asks for no one by one', async () => {
  const { desk, asked, forgotten } = stage(new Map([[ANNA, 5]]));
  await desk.look();
  expect(asked).toEqual(['heldWishes']);
  expect(forgotten).toEqual([
    [ANNA, 5],
    [BEN, Number.POSITIVE_INFINITY],
    [CARL, Number.POSITIVE_INFINITY],
  ]);
  expect([ANNA, BEN].map((number) => desk.mayWant(number))).toEqual([true, false]);
});

it('what somebody says while it looks counts', async () => {
  const { desk, forgotten, onAsk } = stage(new Map([[ANNA, 5]]));
  const person = { role: 'subscriber', keyId: undefined, party: undefined, subscriber: BEN } as const;
  onAsk(() => desk.set(BEN, true, person, undefined));
  await desk.look();
  expect(forgotten.slice(1)).toEqual([
    [ANNA, 5],
    [BEN, 7],
    [CARL, Number.POSITIVE_INFINITY],
  ]);
  expect(desk.mayWant(BEN)).toBe(true);
});

it('a release that broke leaves the message as it was', async () => {
  const { desk, forgotten } = stage(new Map([[ANNA, 5]]));
  const person = { role: 'subscriber', keyId: undefined, party: undefined, subscriber: ANNA } as const;
  await expect(desk.release(ANNA, asId<DecisionId>('decision-1'), person)).rejects.toThrow('broken');
  expect(forgotten.at(-1)).toEqual(['given back', ANNA, 'decision-1']);
});
