import { existsSync, readFileSync } from 'node:fs';

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

/** Linux says which run of the machine this is; elsewhere every unclean end counts as a power loss. */
export const machineBoot = (): string =>
  existsSync(BOOT_ID_FILE) ? readFileSync(BOOT_ID_FILE, 'latin1').replace(/[^0-9a-f]/g, '') : '';
