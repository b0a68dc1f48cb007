import { success } from '@wurao/domain';
import type { FiguresPort } from '../figures-port.ts';
import { standing } from './bulletins.ts';
import { LINE_ID, NOW_MS } from './facts.ts';

const allowed = { channel: 'voice', decision: 'allow', reason: 'consented', attempts: 1_200 } as const;
const refused = { channel: 'voice', decision: 'refuse', reason: 'no-consent', attempts: 300 } as const;

export const fakeFigures: FiguresPort = {
  traffic: async ({ fromMs, asMerchant }) =>
    success([
      { atMs: fromMs, ...allowed },
      { atMs: fromMs, ...refused, reason: asMerchant ? 'no-basis' : refused.reason },
    ]),
  lines: async () =>
    success({
      traffic: [
        {
          line: LINE_ID,
          counts: [
            { ...allowed, answered: 400 },
            { ...refused, answered: 0 },
          ],
        },
      ],
      standings: [standing],
      countedMs: NOW_MS,
    }),
};
