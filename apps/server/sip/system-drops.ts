import { readFileSync } from 'node:fs';

/** Tables of the system's UDP sockets: the local address is the second column, datagrams lost for want of room the last. */
const TABLES = ['/proc/net/udp', '/proc/net/udp6'];
const LOCAL = 1;

/** Datagrams for this port that came while its buffer was full, since the socket was opened. Undefined where the system does not say. */
export const systemDrops = (
  port: number,
  read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): number | undefined => {
  let drops: number | undefined;
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const path of TABLES) {
    for (const row of textOf(path, read).split('\n')) {
      const cells = row.trim().split(/\s+/);
      if (cells[LOCAL]?.endsWith(wanted)) drops = (drops ?? 0) + Number(cells.at(-1));
    }
  }
  return drops;
};

const textOf = (path: string, read: (path: string) => string): string => {
  try {
    return read(path);
  } catch {
    // No Linux, or no IPv6.
    return '';
  }
};
