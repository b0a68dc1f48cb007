import type { BasisKind } from '@wurao/domain';
import type { Handler } from '../route.ts';
import { write } from '../write.ts';
import { ownBasis } from './read.ts';

/** POST /v1/{consents,requests,relations}/{id}/withdrawal */
export const withdrawBasis =
  (kind: BasisKind): Handler =>
  async (call, ports) => {
    const basis = await ownBasis(call, ports, kind);
    return write(call, ports, { kind: 'withdrawBasis', id: basis.id }, 'basis');
  };
