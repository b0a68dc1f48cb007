import { randomBytes } from 'node:crypto';
import { type GateFigures, LiveHub } from '@wurao/api';
import type { Gate } from '../gate.ts';
import type { House } from '../house.ts';
import { LiveDesk } from './desk.ts';
import type { AttemptWatch } from './watch.ts';

export type Door = GateFigures['doors'][number]['door'];
const DOORS: readonly Door[] = ['http', 'sip', 'smpp', 'cmpp'];
const RUN_BYTES = 6;

export interface Live {
  readonly hub: LiveHub;
  /** Those that are open from now on. */
  readonly opened: (...doors: readonly Door[]) => void;
}

/** What happens in this house, for whoever looks on. */
export const openLive = ({ meter, notes, control, clock }: House, gate: Gate, watch: AttemptWatch): Live => {
  const open = new Set<Door>();
  const source = new LiveDesk({
    meter,
    notes,
    watch,
    control,
    ready: () => gate.ready(),
    doors: () => DOORS.map((door) => ({ door, open: open.has(door) })),
    nowMs: clock.nowMs,
  });
  const hub = new LiveHub({ source, gate, run: randomBytes(RUN_BYTES).toString('base64url') });
  return {
    hub,
    opened: (...doors) => {
      for (const door of doors) open.add(door);
    },
  };
};
