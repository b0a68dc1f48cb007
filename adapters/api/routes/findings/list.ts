import type { Finding } from '@wurao/domain';
import { ownsLine } from '../../read/attempt.ts';
import { listNouns, pageOf } from '../list.ts';
import type { Handler } from '../route.ts';

/** GET /v1/findings: a carrier sees those of its lines, staff all of them. */
export const listFindings: Handler = (call, ports) =>
  listNouns(call, ports, { kind: 'findings', ...pageOf(call) }, 'finding', (fact) => {
    if (call.actor.role !== 'carrier') return true;
    const { line } = fact as unknown as Finding;
    return line !== undefined && call.key !== undefined && ownsLine(call.key, line, ports.gate);
  });
