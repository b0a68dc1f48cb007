import type { CarriedMessage, MessageNumber, SubmitAnswer } from '../ports.ts';
import type { MessageSafe } from '../relay/house-port.ts';
import { SmsRelay } from '../relay/relay.ts';
import { FakeHouse, FakeKeeper, LINE } from './fake-house.ts';
import { carriedOf, FakeMerchant, FakeUpstream } from './fake-sessions.ts';

/** A relay with a network and a bound merchant, whose journal and disk work when a test says so. */
export const stage = (house = new FakeHouse(), keeper = new FakeKeeper(), run = 1, safe?: MessageSafe) => {
  const turn: (() => void)[] = [];
  const relay = new SmsRelay({ house, keeper, run, soon: (job) => turn.push(job), queueMax: 20, safe });
  const upstream = new FakeUpstream();
  relay.use(upstream);
  relay.restore(() => LINE);
  const merchant = new FakeMerchant();
  const bind = (session: FakeMerchant, account = 'merchant', secret = 'secret') =>
    relay.bind(
      {
        protocol: 'smpp',
        account,
        proves: (s) => s === secret,
      },
      session,
    );
  bind(merchant);
  const answers: (readonly SubmitAnswer[])[] = [];
  const submit = (
    messages: readonly CarriedMessage[],
    more: { wantsReceipt?: boolean; validUntilMs?: number; notBeforeMs?: number } = {},
    by = merchant,
  ) =>
    relay.submitted(
      by,
      { messages, wantsReceipt: true, validUntilMs: undefined, notBeforeMs: undefined, ...more },
      (answer) => answers.push(answer),
    );
  /** Journal, disk, end of the turn: until nothing more follows. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 5; round++) {
      house.write();
      keeper.sync();
      for (const job of turn.splice(0)) job();
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  return { house, keeper, relay, upstream, merchant, bind, submit, answers, settle };
};

export const part = (text: string, number: number, total = 2, reference = 7): CarriedMessage =>
  carriedOf(text, { concat: { width: 8, reference, total, number } });
export const taken = (answer: readonly SubmitAnswer[] | undefined): MessageNumber | undefined => {
  const first = answer?.[0];
  return first !== undefined && 'taken' in first ? first.taken : undefined;
};
