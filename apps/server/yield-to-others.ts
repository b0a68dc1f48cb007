import { constants, setPriority } from 'node:os';

/**
 * For a thread whose work may wait while decisions are made: on a core that they share it gets about a tenth. Linux has a priority for
 * each thread; elsewhere it would be the whole process's, and stays as it is.
 */
export const yieldToOthers = (): void => {
  if (process.platform !== 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    // Some sandboxes refuse it. That is no reason not to do the work.
    process.emitWarning(`a thread in the background keeps its priority: ${error}`);
  }
};
