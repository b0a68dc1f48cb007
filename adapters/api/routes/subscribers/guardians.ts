import type { PhoneNumber } from '@wurao/domain';
import type { GuardianSide } from '@wurao/registry';
import { need } from '../../http/need.ts';
import type { ApiPorts, QueryAnswers } from '../../ports.ts';
import { readSubscriber } from '../../read/fields.ts';
import { ownNumberOf } from '../../read/owner.ts';
import { guardianView } from '../../views/guardian-view.ts';
import { type Call, type Handler, ok } from '../route.ts';
import { writeAs } from '../write.ts';

const listed = async (call: Call, ports: ApiPorts, side: GuardianSide) => {
  const query = { kind: 'guardianships', side, number: ownNumberOf(call), atMs: ports.gate.nowMs() } as const;
  const found = need(await ports.control.ask(query)) as QueryAnswers['guardianships'];
  // What was never sent is there for the guardian, who must not see the difference, and not for the ward.
  const seen = side === 'guardian' ? found : found.filter(({ state }) => state !== 'unsent');
  return ok({ items: seen.map((one) => guardianView(side === 'guardian' ? 'ward' : 'guardian', one)) });
};

/** GET /v1/subscribers/{number}/wards */
export const listWards: Handler = (call, ports) => listed(call, ports, 'guardian');

/** GET /v1/subscribers/{number}/guardians */
export const listGuardians: Handler = (call, ports) => listed(call, ports, 'ward');

const other = (call: Call, side: GuardianSide): PhoneNumber => readSubscriber(call.params[side] ?? '', side);

/** POST /v1/subscribers/{number}/wards */
export const askWard: Handler = (call, ports) => {
  const guardian = ownNumberOf(call);
  const ward = readSubscriber((call.body as { readonly ward: string }).ward, 'ward');
  return writeAs(call, ports, { kind: 'askWard', guardian, ward }, (left) => guardianView('ward', left));
};

/** POST /v1/subscribers/{number}/wards/{ward}/confirmation */
export const confirmWard: Handler = (call, ports) => {
  const { code } = call.body as { readonly code: string };
  const pair = { guardian: ownNumberOf(call), ward: other(call, 'ward') };
  return writeAs(call, ports, { kind: 'confirmGuardian', ...pair, code }, (left) => guardianView('ward', left));
};

/** POST /v1/subscribers/{number}/guardians/{guardian}/confirmation */
export const confirmGuardian: Handler = (call, ports) => {
  const pair = { ward: ownNumberOf(call), guardian: other(call, 'guardian') };
  const command = { kind: 'confirmGuardian', ...pair, code: undefined } as const;
  return writeAs(call, ports, command, (left) => guardianView('guardian', left));
};

/** DELETE /v1/subscribers/{number}/wards/{ward} */
export const endWard: Handler = (call, ports) => {
  const pair = { guardian: ownNumberOf(call), ward: other(call, 'ward') };
  return writeAs(call, ports, { kind: 'endGuardianship', ...pair }, (left) => guardianView('ward', left));
};

/** DELETE /v1/subscribers/{number}/guardians/{guardian} */
export const endGuardian: Handler = (call, ports) => {
  const pair = { ward: ownNumberOf(call), guardian: other(call, 'guardian') };
  return writeAs(call, ports, { kind: 'endGuardianship', ...pair }, (left) => guardianView('guardian', left));
};
