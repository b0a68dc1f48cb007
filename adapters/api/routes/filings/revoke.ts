import type { Handler } from '../route.ts';
import { write } from '../write.ts';
import { changeableFiling } from './own.ts';

/** POST /v1/filings/{id}/revocation */
export const revokeFiling: Handler = async (call, ports) => {
  const id = await changeableFiling(call, ports, ['agent-number']);
  return write(call, ports, { kind: 'revokeFiling', id }, 'filing');
};
