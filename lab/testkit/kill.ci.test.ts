import { test } from 'vitest';
import { KILL_ROUNDS, killRounds } from './kill-rounds.ts';

test(
  `nothing acknowledged is lost and nothing refused is allowed over ${KILL_ROUNDS} kills`,
  {
    timeout: 60_000 + KILL_ROUNDS * 30_000,
  },
  () => killRounds({ rounds: KILL_ROUNDS }),
);
