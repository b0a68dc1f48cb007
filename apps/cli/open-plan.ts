import { type NumberingPlan, type Result, success } from '@wurao/domain';
import { type AccessOptions, readConfig } from './access.ts';
import type { Shell } from './shell.ts';

/** Public facts that lie in the data directory: no server and no key is needed to read them. */
export const openPlan = async (shell: Shell, options: AccessOptions): Promise<Result<NumberingPlan>> => {
  const house = await shell.house();
  const config = readConfig(house, shell, options);
  if (!config.ok) return config;
  const numbering = await house.openNumbering(config.value.dataDir);
  return numbering.ok ? success(numbering.value.current()) : numbering;
};
