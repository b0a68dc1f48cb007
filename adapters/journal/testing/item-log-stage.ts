// A log over files in memory, for tests.

import { ItemLog, type ItemLogOptions } from '../queue/item-log.ts';
import type { MemoryFiles } from './memory-files.ts';

export const DIRECTORY = '/queue';
export const body = (text: string): Uint8Array => new TextEncoder().encode(text);
export const texts = (log: ItemLog): string[] => [...log.items()].map((item) => new TextDecoder().decode(item.body));

/** A log whose turns end when the test says so. */
export const open = (files: MemoryFiles, options: Partial<ItemLogOptions> = {}) => {
  const planned: (() => void)[] = [];
  const opened = ItemLog.open({ directory: DIRECTORY, files, atTurnEnd: (run) => planned.push(run), ...options });
  if (!opened.ok) throw new Error(opened.title);
  const endTurn = (): void => {
    for (const run of planned.splice(0)) run();
  };
  return { log: opened.value, endTurn };
};
/** Until what was asked of the disk is done: files in memory answer in a few turns of promises. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};
export const kept = (log: ItemLog): Promise<boolean> => new Promise((resolve) => log.whenKept(resolve));
