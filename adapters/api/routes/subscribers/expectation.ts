import { ALL_CHANNELS, type Category, type Channel, categoryMask, channelMask, type Expectation } from '@wurao/domain';
import { expectationJson } from '@wurao/registry';
import { need } from '../../http/need.ts';
import { subscriberOf } from '../../read/owner.ts';
import { nounView } from '../../views/noun-fields.ts';
import { type Handler, ok } from '../route.ts';
import { write } from '../write.ts';

interface ExpectationBody {
  readonly categories: readonly Category[];
  readonly channels?: readonly Channel[];
  readonly hours: number;
}

/** GET /v1/subscribers/{number}/expectation */
export const readExpectation: Handler = async (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  const found = need(await ports.control.ask({ kind: 'expectation', subscriber })) as Expectation | undefined;
  const lasts = found !== undefined && found.expiresMs > ports.gate.nowMs();
  const nothing = { subscriber, channels: [], categories: [], sequence: found?.sequence ?? 0 };
  return ok(nounView('expectation', call.actor.role, lasts ? expectationJson(found) : nothing));
};

/** PUT /v1/subscribers/{number}/expectation */
export const expectCall: Handler = (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  const { categories, channels = [], hours } = call.body as ExpectationBody;
  const expectation = {
    categories: categoryMask(categories),
    channels: channels.length === 0 ? ALL_CHANNELS : channelMask(channels),
    hours,
  };
  return write(call, ports, { kind: 'expectCall', subscriber, expectation }, 'expectation');
};

/** DELETE /v1/subscribers/{number}/expectation */
export const endExpectation: Handler = (call, ports) => {
  const subscriber = subscriberOf(call, call.params['number'] ?? '', 'number');
  return write(call, ports, { kind: 'endExpectation', subscriber }, 'expectation');
};
